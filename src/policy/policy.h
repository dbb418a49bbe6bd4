// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The policy: what counts. Read from .bulkhead.yaml over one of the shipped
// policies; docs/formats/policy.md describes the file.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/source.h"
#include "model/report.h"
#include "model/severity.h"
#include "policy/ignores.h"
#include "policy/own_checks.h"

namespace bulkhead::policy {

// Where a setting comes from, for `policy show`: "default", "policy guide",
// ".bulkhead.yaml:3", ".hadolint.yaml:1", "--fail-on".
using Origin = std::string;

// A value with its origin.
template <typename T>
struct Setting {
  T value = {};
  Origin origin = "default";
};

// What the policy says of one rule.
struct RuleSetting {
  std::string rule;  // id, alias or glob, as written
  bool off = false;
  // Set: findings get it. Any setting but "off" also switches the rule on.
  std::optional<model::Severity> severity = {};
  // The other keys, as lists of texts ("max-size: 10m" is a list of one).
  std::map<std::string, std::vector<std::string>> options = {};
  Origin origin = "default";
  model::Location location = {};
  bool by_peer = false;  // from a file of another tool
};

// The effective policy. A plain value.
struct Policy {
  Setting<std::string> base = {"default", "default"};  // "extends"
  // Threshold for exit code 1; nullopt: none.
  Setting<std::optional<model::Severity>> fail_on = {model::Severity::kHigh,
                                                     "default"};
  // Least severity that is shown.
  Setting<model::Severity> show = {model::Severity::kLow, "default"};
  Setting<bool> allow_gaps = {false, "default"};
  Setting<bool> deny_inline_ignores = {false, "default"};
  // Inline ignores of these tools do not act (hadolint's
  // disable-ignore-pragma).
  Setting<std::vector<std::string>> denied_dialects = {};
  Setting<std::string> baseline = {};  // path; "" for none
  Setting<int> grace_days = {0, "default"};
  // Patterns for ImageMatches; empty: all are approved.
  Setting<std::vector<std::string>> approved_images = {};
  Setting<std::vector<std::string>> approved_registries = {};
  // Label names with their types (hadolint's label-schema).
  Setting<std::map<std::string, std::string>> label_schema = {};
  Setting<bool> strict_labels = {false, "default"};
  // In the order of precedence: the last one that matches a rule wins.
  std::vector<RuleSetting> rules;
  std::vector<Ignore> ignores;  // kinds "policy" and "peer"
  std::vector<OwnCheck> checks;
  std::vector<std::string> files;        // that made it, in order
  std::vector<model::Finding> problems;  // policy/malformed-ignore of peers

  // What all settings that match a rule say together, later ones winning;
  // nullopt where none matches.
  [[nodiscard]] std::optional<RuleSetting> SettingOf(
      std::string_view id, std::span<const std::string_view> aliases) const;
  // True where a rule runs: not off, and on by default or switched on.
  [[nodiscard]] bool IsOn(const model::RuleInfo& rule) const;
  // The list of an option, options of all settings that match; empty without.
  [[nodiscard]] std::vector<std::string> Option(const model::RuleInfo& rule,
                                                std::string_view name) const;
};

// True where a pattern of approved-images stands for an image reference:
// globs, in which '*' also matches '/'. A pattern without a tag stands for all
// tags and digests; "docker.io/library/" and a digest behind a tag in the
// reference do not matter.
bool ImageMatches(std::string_view pattern, std::string_view reference);

inline constexpr std::string_view kShippedPolicies[] = {"default", "guide",
                                                        "cis", "strict"};

// A shipped policy by name; kNotFound with "did you mean".
base::Result<Policy> ShippedPolicy(std::string_view name);
// The text of a shipped policy, as its file; "" for an unknown name.
std::string_view ShippedPolicyText(std::string_view name);

// Reads a policy file over what it extends. `extends_flag`, where not empty
// (--policy NAME), wins over the file's "extends". The first error ends
// it: "PATH:LINE:COL: message" with the line and a caret.
base::Result<Policy> ParsePolicy(
    const std::shared_ptr<const base::Source>& source,
    const base::Limits& limits, std::string_view extends_flag = {});

// Files of other tools that LoadPolicy reads beside the target's root.
std::span<const std::string_view> PeerFileNames();
// Adds what a file of another tool says, below what .bulkhead.yaml says; `root`
// is the absolute folder that its paths are relative to ("": findings' paths
// are relative to it).
base::Status AddPeerFile(const std::shared_ptr<const base::Source>& source,
                         std::string_view root, const base::Limits& limits,
                         Policy& policy);

// Path of the policy file that applies to `target` (a file or a folder): the
// first .bulkhead.yaml or .bulkhead.yml in it or above it, up to the root of
// the file system; else `config_home`/bulkhead/config.yaml where `config_home`
// is not empty; "" where there is none.
std::string FindPolicyFile(const base::FileSystem& files,
                           const std::string& target,
                           const std::string& config_home);
// $XDG_CONFIG_HOME, else $HOME/.config, else "".
std::string ConfigHome();

struct LoadOptions {
  std::string target = ".";    // where to look for files
  std::string working_folder;  // absolute; "": base::CurrentFolder()
  std::string policy;          // --policy: a shipped name or a file
  std::string config_home;     // usually ConfigHome()
  bool search = true;          // false: no .bulkhead.yaml (--no-config)
  bool peers = true;           // also files of other tools
};
// Finds and reads all of it. Paths in the policy (baseline, globs) are
// relative to the folder of the policy file. Files of other tools are looked
// for in that folder, the target's and the working folder; one that is broken
// does not fail, it makes a policy/malformed-ignore in `problems`.
base::Result<Policy> LoadPolicy(const base::FileSystem& files,
                                const LoadOptions& options,
                                const base::Limits& limits);

// A known rule, for CheckPolicy. The texts are constants.
struct KnownRule {
  std::string_view id;
  std::vector<std::string_view> aliases;
};

// True where `name` (id, alias or glob) names one of `rules`, or an id that an
// alias stands for ("SC2086" for "SC*").
bool NamesKnownRule(std::string_view name, std::span<const KnownRule> rules);
// The id or alias that a misspelt name seems to mean, or "".
std::string_view NearestRule(std::string_view name,
                             std::span<const KnownRule> rules);
// "no rule a/bc; did you mean a/bcd?" for a setting that has no effect, as it
// names none of `rules`; else "". Of other tools we may lack the rule.
std::string UnknownRuleOf(const RuleSetting& setting,
                          std::span<const KnownRule> rules);
// Everything that is wrong with a policy file, in order of place: errors of
// syntax, unknown keys, rules that don't exist, expired ignores. Empty: fine.
std::vector<base::Error> CheckPolicy(
    const std::shared_ptr<const base::Source>& source,
    std::span<const KnownRule> rules, base::Date today,
    const base::Limits& limits);
// JSON schema (2020-12) of the file, for editors;
// docs/formats/policy.schema.json.
std::string_view PolicySchema();
// The effective policy as a policy file, each line with its origin.
std::string ShowPolicy(const Policy& policy);

// What `policy init` saw in the repository.
struct RepositoryFacts {
  std::vector<std::string> dockerfiles;
  std::vector<std::string> compose_files;
  std::vector<std::string> base_images;  // references in FROM
  std::vector<std::string> peer_files;   // ".hadolint.yaml"...
};
// The text of a new, commented .bulkhead.yaml.
std::string InitPolicy(const RepositoryFacts& facts);

}  // namespace bulkhead::policy
