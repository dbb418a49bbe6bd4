// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The conditions of an own check, compiled. Internal to policy/.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "policy/regex.h"

namespace bulkhead::policy {

// What a value, a name or a text must be. All that are set must hold.
struct OwnTest {
  std::vector<std::string> globs;  // one of them matches
  std::optional<Regex> matches;
  std::string contains;
  std::optional<bool> exists;
  std::optional<double> less;  // numbers; sizes such as 512m are bytes
  std::optional<double> more;
};

// A tree as a list in which children stand behind their parents, so that one
// pass from the end evaluates it.
struct OwnCondition {
  enum class Kind { kAll, kAny, kNot, kName, kText, kValue };
  Kind kind = Kind::kAll;
  std::size_t parent = 0;              // of the root: itself
  std::vector<std::string> path = {};  // kValue: segments, each a glob
  OwnTest test = {};
};

struct OwnCheckNode {
  std::string kind;       // of the constructs it looks at
  bool required = false;  // a finding where no construct meets the conditions
  std::vector<OwnCondition> conditions;  // [0] is the root, of kind kAll
};

// "ports[0].target" -> ports, 0, target
std::vector<std::string> PathSegments(std::string_view path);
// "512m" and "1.5g" as bytes, plain numbers as they are.
std::optional<double> NumberOf(std::string_view text);

}  // namespace bulkhead::policy
