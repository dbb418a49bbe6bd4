// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Compose projects as `docker compose config` understands them: several files,
// overrides, extends, include, variables and profiles become one effective
// project in which each value knows where it came from. Follows the Compose
// specification and the behaviour of compose-go v2.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "base/limits.h"
#include "base/result.h"
#include "config/compose/node.h"
#include "config/compose/problems.h"
#include "formats/json/json.h"

namespace bulkhead::config {

using ComposeEnvironment = std::map<std::string, std::string, std::less<>>;

struct ComposeOptions {
  // Files to load, later ones override. None: COMPOSE_FILE of the environment,
  // else the first default name in working_dir and its override file.
  std::vector<std::string> files;
  // Project folder, absolute. "": the folder of the first file.
  std::string working_dir;
  // The process environment, for interpolation.
  ComposeEnvironment environment;
  // --env-file. None: .env of the project folder, where there is one.
  std::vector<std::string> env_files;
  // -p. "": COMPOSE_PROJECT_NAME, else the file's `name`, else the base name
  // of the project folder.
  std::string project_name;
  // --profile; "*" enables all. None: COMPOSE_PROFILES.
  std::vector<std::string> profiles;
  // What ~ stands for. "": HOME of the environment; else ~ stays.
  std::string home;
  base::Limits limits;
};

enum class ComposeFileRole {
  kMain,
  kOverride,
  kInclude,
  kExtends,
  kDotEnv,   // .env and --env-file
  kEnvFile,  // env_file of a service
  kLabelFile,
};

struct ComposeFileUse {
  std::shared_ptr<const base::Source> source;
  ComposeFileRole role = ComposeFileRole::kMain;
  ComposePlace asked = {};  // the value that names it; unknown for the first
};

// Something to tell that is no error: an obsolete key.
struct ComposeWarning {
  std::string message;
  ComposePlace place;
};

// A variable that has no value and no default: it became an empty string.
struct ComposeUnset {
  std::string name;
  ComposePlace place;     // of the value that names it
  bool required = false;  // ${NAME:?}: docker compose refuses to start
};

// The effective project. Everything that nodes point to lives as long as any
// copy of it. Thread-safe to read.
struct ComposeProject {
  std::string name;
  std::string working_dir;
  // name, services, networks, volumes, secrets, configs, models, x-...
  // Short syntaxes are long here, sizes are bytes (kInt), durations are text
  // as Go prints it (1m30s), commands are lists of words, environment and
  // labels are mappings with env_file and label_file already merged in, paths
  // are absolute, defaults of the loader are set.
  ComposeNode root;
  ComposeNode disabled_services;  // mapping; off by profiles
  std::vector<ComposeFileUse> files;
  std::vector<ComposeWarning> warnings;
  // Documents behind the first one of a file: they are merged over it.
  std::vector<ComposePlace> further_documents;
  std::vector<ComposeUnset> unset;
  // False: a file that the others include or extend could not be read.
  bool is_complete = true;
  // Where wrong values stand, which are null in the tree: they are not known.
  std::vector<ComposePlace> taken_out;
  ComposeEnvironment environment;  // after .env
  std::shared_ptr<const void> arena;
};

// Names that are looked for where no file is given, best first, and those of
// the override beside it.
std::span<const std::string_view> ComposeDefaultNames();
std::span<const std::string_view> ComposeOverrideNames();

// Loads, merges, resolves and checks. Errors name file, line, what was expected
// and what was found: "PATH:LINE:COL: ...", with the line as context.
base::Result<ComposeProject> LoadComposeProject(const ComposeOptions& options,
                                                const base::FileSystem& fs);

// What a caller gives to a load and learns from it, beside the project.
struct ComposeSession {
  // By path: files that are parsed already, which are not read again, and those
  // that the loader parses.
  std::map<std::string, std::shared_ptr<const formats::YamlStream>> parsed;
  ComposeProblems problems;
};

// The same, but goes on after errors as far as it can: required variables
// without a value are `unset`, errors are kept in `session`, and values with an
// error are `taken_out`. Fails where nothing can be said.
base::Result<ComposeProject> LoadComposeProject(const ComposeOptions& options,
                                                const base::FileSystem& fs,
                                                ComposeSession* session);

// One file alone, as text, without anything beside it: for tests and `bulkhead
// dev check`.
base::Result<ComposeProject> LoadComposeText(std::string path, std::string text,
                                             const base::Limits& limits = {});

// What `docker compose config --format json` prints.
formats::JsonValue ComposeProjectToJson(const ComposeProject& project);
// The same as YAML, each value with its origin as a comment.
std::string ComposeProjectToYaml(const ComposeProject& project);

// "compose.yaml:12, extends base.yaml:3, variable TAG": for people.
std::string DescribeOrigin(const ComposeOrigin& origin);

// --- Single steps, for tests and `bulkhead dev` -----------------------------

// One value: "port" and "volume" in short syntax, or a type of the
// specification (UnitBytes, Duration, NanoCPUs, ShellCommand, ...), in the form
// in which it is printed.
base::Result<formats::JsonValue> ComposeValue(std::string_view type,
                                              const formats::JsonValue& value);
// Two YAML texts, merged and with duplicates of lists removed.
base::Result<formats::JsonValue> MergeComposeTexts(std::string_view base,
                                                   std::string_view override);

}  // namespace bulkhead::config
