// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the nodes of a project point to, and errors that name their place.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "config/compose/node.h"

namespace bulkhead::config {

// Owns the sources and steps of one project. Not thread-safe while it grows.
class ComposeArena {
 public:
  const base::Source* Keep(std::shared_ptr<const base::Source> source);
  const ComposeStep* Step(ComposeStepKind kind, std::string name,
                          ComposePlace place, const ComposeStep* next);
  // Puts a step in front of those of `tree` and all below it.
  void AddStep(ComposeStepKind kind, const std::string& name,
               ComposePlace place, ComposeNode* tree);

 private:
  std::vector<std::shared_ptr<const base::Source>> sources_;
  std::deque<ComposeStep> steps_;
};

// "PATH:LINE:COL: MESSAGE" with the line as context, or just the message where
// the place is unknown.
base::Error ComposeError(const ComposePlace& place, std::string_view message,
                         base::ErrorCode code = base::ErrorCode::kInvalid);

// The same about a value, with its key in front where it has one.
base::Error ValueError(const ComposeNode& node, std::string_view message,
                       base::ErrorCode code = base::ErrorCode::kInvalid);

// A file of the network that `key` (include, extends.file) names.
base::Error RemoteFile(std::string_view key, const ComposeNode& path);

// A value that the loader makes: it stands where `like` stands.
ComposeNode MadeFrom(const ComposeNode& like, ComposeNode node);
// A value that is written nowhere; `reason` is for people.
ComposeNode MadeByDefault(ComposeArena* arena, std::string reason,
                          ComposeNode node);

}  // namespace bulkhead::config
