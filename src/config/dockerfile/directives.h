// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Parser directives at the head of a Dockerfile: # syntax=, # escape=,
// # check=. Not for other folders; see dockerfile.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace bulkhead::config {

// A line that has a directive's form; the views are into the line.
struct DirectiveLine {
  std::string name;  // in lower case
  std::string_view value;
};

// `line` begins with '#'. nullopt: an ordinary comment.
std::optional<DirectiveLine> ParseDirectiveLine(std::string_view line);

// syntax, escape, check.
bool IsDirectiveName(std::string_view name);

// The frontend that `# syntax=` names is a release of the grammar that this
// program reads.
bool IsKnownFrontend(std::string_view syntax);

}  // namespace bulkhead::config
