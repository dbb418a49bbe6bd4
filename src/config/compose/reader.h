// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// From YAML to the tree of a project.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "config/compose/arena.h"
#include "config/compose/node.h"
#include "formats/yaml/yaml.h"

namespace bulkhead::config {

// Where a !reset or !override stands: what earlier files say there is dropped.
using ComposeResets = std::vector<std::vector<std::string>>;

struct ComposeDocument {
  ComposeNode root;  // null for an empty document
  formats::YamlRange range;
  ComposeResets resets;
};

// Reads all documents of a file. Values with !reset are left out; aliases and
// merge keys are resolved, timestamps are text as Go prints them. Errors:
// malformed YAML, duplicate keys, keys that are no strings, limits.
base::Result<std::vector<ComposeDocument>> ReadComposeDocuments(
    std::shared_ptr<const base::Source> source, const base::Limits& limits,
    ComposeArena* arena);

// The same of a file that is parsed already.
base::Result<std::vector<ComposeDocument>> ReadComposeDocuments(
    const formats::YamlStream& stream, const base::Limits& limits,
    ComposeArena* arena);

// Removes what `resets` name from the tree of earlier files.
void ApplyResets(const ComposeResets& resets, ComposeNode* tree);
// The same, for one service on its own.
void ApplyServiceResets(const ComposeResets& resets, std::string_view service,
                        ComposeNode* tree);

}  // namespace bulkhead::config
