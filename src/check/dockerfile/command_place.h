// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Where a command stands in the tree of its script: what the edits of
// script_edits.h on whole commands share.
#pragma once

#include <cstddef>
#include <optional>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

// The innermost list around a command, the and-or list in that, and its element
// (a pipeline or the command itself). Points into the script.
struct CommandPlace {
  const config::Node* list = nullptr;
  std::size_t item = 0;                 // of list->children
  const config::Node* chain = nullptr;  // null: the item is the element
  std::size_t position = 0;             // of chain->children
  const config::Node* element = nullptr;
};
// nullopt for commands of substitutions and of scripts in arguments.
std::optional<CommandPlace> PlaceOf(const Script& script,
                                    const config::Command& command);

// A plain shell script whose places in the file are sure.
bool IsEditable(const Script& script);
bool Within(config::TextRange inner, config::TextRange outer);
// Some command in the range reads a here document, whose body lies elsewhere.
bool ReadsHereDoc(const Script& script, config::TextRange range);

}  // namespace bulkhead::check
