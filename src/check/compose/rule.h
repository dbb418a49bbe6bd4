// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The interface of Compose rules: what a rule gets and what it is.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/compose/image_facts.h"
#include "check/compose/places.h"
#include "check/findings.h"
#include "config/compose/compose.h"
#include "config/dockerfile/dockerfile.h"
#include "config/dockerfile/evaluate.h"
#include "config/dockerfile/image_ref.h"
#include "model/pins.h"
#include "model/rule_info.h"

namespace bulkhead::check {

// Settings of rules; the defaults are those of a run without a policy.
struct ComposeOptions {
  std::vector<std::string> trusted_registries;  // patterns; empty: any is fine
  std::vector<std::string> approved_images;     // patterns; empty: any is fine
  std::vector<std::string> secret_names;  // further names of secret variables
  // Rules that are off by default run, too.
  bool all_rules = false;
  std::vector<std::string> enabled_rules;  // the same for single rules
  // Where fixes take versions from. Not owned; null: nothing is known.
  const model::Pins* pins = nullptr;
};

// What is known of a file that a project refers to.
struct FileFacts {
  enum class Kind { kMissing, kFile, kFolder, kOther };
  Kind kind = Kind::kMissing;
  std::uint32_t mode = 0;                       // permission bits
  std::optional<std::uint32_t> uid;             // owner; nullopt: not known
  std::optional<std::uint32_t> gid = {};        // its group, likewise
  std::shared_ptr<const base::Source> content;  // null: was not read
};

// Facts by absolute path. A path that is not there is not known.
struct ProjectFiles {
  std::map<std::string, FileFacts, std::less<>> by_path;

  [[nodiscard]] const FileFacts* Find(std::string_view path) const {
    auto at = by_path.find(path);
    return at == by_path.end() ? nullptr : &at->second;
  }
};

// The Dockerfile of a service, evaluated with its build args and target.
struct ServiceBuild {
  std::string service;
  const config::Dockerfile* file = nullptr;
  const config::Evaluation* evaluation = nullptr;
  // .dockerignore and listing of the context may follow here.
};

struct ComposeContext;

// One item of ports. The items of a range in short syntax are one port. In
// place of wrong items, and of a wrong list, stands one that is not known.
struct ComposePort {
  const config::ComposeNode* node = nullptr;
  std::string object;  // "services.web.ports[0]"
  std::string_view host_ip;
  // Published on the host; both 0: a free port of Docker's choice.
  int published = 0;
  int published_end = 0;
  int target = 0;
  int target_end = 0;
  std::string_view protocol;  // "tcp", "udp"
  bool short_syntax = false;
  bool known = true;  // ComposeContext::IsUnknown is the contrary
  // At least the port of the container is, and no address is given: of
  // "${PORT}:80" without a value of PORT.
  bool target_known = true;

  // Reachable from other hosts.
  [[nodiscard]] bool OnAllInterfaces() const;
  [[nodiscard]] bool OnLoopback() const;
  // "8080:80", as a person would write it; as it is written where it is not
  // known.
  [[nodiscard]] std::string Text() const;
};

// One item of volumes; wrong ones as those of ports.
struct ComposeMount {
  const config::ComposeNode* node = nullptr;
  std::string object;     // "services.web.volumes[0]"
  std::string_view type;  // bind, volume, tmpfs, npipe, cluster, image
  // Path on the host (binds; absolute, "." and ".." resolved) or name of the
  // volume; empty for anonymous volumes and tmpfs.
  std::string source;
  std::string_view target;
  bool read_only = false;
  bool short_syntax = false;
  bool known = true;  // ComposeContext::IsUnknown is the contrary

  [[nodiscard]] bool is_bind() const { return type == "bind"; }
};

struct ComposeVariable {
  std::string_view name;
  const config::ComposeNode* value = nullptr;
  bool from_file = false;      // of an env_file
  bool from_variable = false;  // ${X} is, or is part of, the value
  // Text of the value in the file itself: "${DB_PASSWORD:-x}"; empty for
  // variables of files.
  std::string_view written;
};

struct ComposeService {
  std::string_view name;
  const config::ComposeNode* node = nullptr;
  bool has_image = false;
  // Not valid where there is no image, or it is not known.
  config::ImageRef image;
  const ImageFacts* facts = nullptr;  // of a known image, not built here
  const ServiceBuild* build = nullptr;
  std::vector<ComposePort> ports;
  std::vector<ComposeMount> mounts;
  std::vector<ComposeVariable> environment;
  std::vector<std::string_view> networks;  // keys; "default" included

  // The value of a key, or a null.
  const config::ComposeNode& operator[](std::string_view key) const {
    return (*node)[key];
  }
  [[nodiscard]] bool Has(std::string_view key) const { return node->Has(key); }
  [[nodiscard]] bool is_built() const { return node->Has("build"); }
  // "services.web.KEY"; "services.web" for "".
  [[nodiscard]] std::string Path(std::string_view key = {}) const;
  // Name of the image as people write it, "" where there is none.
  [[nodiscard]] std::string ImageName() const;
  // What the service runs is nothing of this host: provider services.
  [[nodiscard]] bool is_provided() const { return node->Has("provider"); }
};

// Everything that a rule may look at. Immutable while rules run.
struct ComposeContext {
  const config::ComposeProject& project;
  const ComposeOptions& options;
  const ProjectFiles* files = nullptr;                // null: not known
  const std::vector<ServiceBuild>* builds = nullptr;  // null: not known
  // Enabled ones in order of the project, without provider services.
  std::vector<ComposeService> services;
  // The obsolete key `version` of the first file that has it, and its number
  // (3.9); 0 without it. KICS's rules on limits depend on it.
  config::ComposePlace version_key;
  double version = 0;
  // What IsUnknown looks up: values with a variable that is unset, wrong ones.
  ComposePlaces unset;
  ComposePlaces wrong;

  [[nodiscard]] const ComposeService* FindService(std::string_view name) const;
  // Nothing certain can be said: a variable without a value and without a
  // default is part of the text that this value was made from, or a wrong value
  // stood there.
  [[nodiscard]] bool IsUnknown(const config::ComposeNode& value) const;
  // A wrong value stood there, or in it.
  [[nodiscard]] bool IsWrong(const config::ComposeNode& value) const;
  // IsUnknown of a value some keys below a service, or of one on the way there.
  [[nodiscard]] bool IsUnknown(
      const ComposeService& service,
      std::initializer_list<std::string_view> keys) const;
  // What each service says under `key` is known, and that there are no others:
  // only then is it certain what nobody uses.
  [[nodiscard]] bool KnowsAll(std::string_view key) const;
  // The first file of the project.
  [[nodiscard]] const base::Source& main_source() const;
};

// All arguments must outlive the answer.
ComposeContext MakeComposeContext(
    const config::ComposeProject& project, const ComposeOptions& options,
    const ProjectFiles* files = nullptr,
    const std::vector<ServiceBuild>* builds = nullptr);

// --- Reporting ---------------------------------------------------------------

// A finding at a value: its text is the range, its key the construct. `object`
// is the whole path ("services.web.pid").
model::Finding& ReportAt(const config::ComposeNode& value, std::string object,
                         std::string message, Findings& out);
// A finding on a service as a whole, or on what it lacks: at its key.
model::Finding& ReportService(const ComposeService& service,
                              std::string message, Findings& out);

// Text of a value as it is written in its file.
std::string_view WrittenText(const config::ComposeNode& value);

// Drops the aliases of KICS: its rule does not report this case.
void WithoutKics(model::Finding& finding);

struct ComposeRule {
  model::RuleInfo info;
  // Pure: reports to `out` and opens nothing.
  void (*check)(const ComposeContext& context, Findings& out);
};
// The rules of one file. Static lifetime.
using ComposeRules = std::span<const ComposeRule>;

// All of them, sorted by id.
std::span<const ComposeRule* const> AllComposeRules();

// Runs every rule that is on.
std::vector<model::Finding> RunComposeRules(const ComposeContext& context);

}  // namespace bulkhead::check
