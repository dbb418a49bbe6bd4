// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Own checks: rules written in the policy, without C++. docs/own_checks.md
// teaches them. They see a document as a list of constructs with named values,
// which the engine makes of Dockerfiles and Compose projects.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"
#include "model/rule_info.h"

namespace bulkhead::policy {

// A value within a construct. Paths are written as in Compose: "privileged",
// "ports[0].target", "environment.DEBUG".
struct ConstructValue {
  std::string path;
  std::string value;  // effective text; "" for null
  model::Range range = {};
  int line = 0;  // 0: no place of its own
  int column = 1;
};

// A part of a document that a check may speak of. Names of the values:
//   kind "instruction", name "RUN": text (source, continuations joined),
//     arguments (behind keyword and flags), flags.NAME, stage, and for FROM
//     image (after expansion of defaults), for ENV, ARG, LABEL their names as
//     env.NAME, arg.NAME, label.NAME
//   kind "service", name "web": the effective service, flattened
//   kind "project": the other top-level keys, flattened ("networks.a.internal")
struct ConstructView {
  std::string_view kind;
  std::string_view name;
  std::string_view object;  // for Location::object
  std::string_view text;    // source text
  model::Range range;
  int line = 0;
  int column = 1;
  int end_line = 0;
  int end_column = 1;
  std::vector<ConstructValue> values;
};

struct OwnCheckNode;  // the conditions, compiled

// A check of the policy file. Copies share the conditions; thread-safe.
struct OwnCheck {
  model::RuleRecord rule;  // id "own/ID"
  std::string message;     // {value}, {name} and {path} are filled in
  std::string target;      // "dockerfile" or "compose"
  std::shared_ptr<const OwnCheckNode> condition;
  model::Location location;  // in the policy file
};

// The findings of all checks for `target` ("dockerfile", "compose"): one for
// each construct of the file `path` that meets a check's conditions.
std::vector<model::Finding> RunOwnChecks(
    std::span<const OwnCheck> checks, std::string_view target,
    std::string_view path, std::span<const ConstructView> constructs);

}  // namespace bulkhead::policy
