// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Small edits of the text of Compose files, for fixes. They keep the style of
// the file: indentation, flow or block, quotes, line endings. An edit is
// refused (nullopt) where it would reach further than it seems to: within an
// anchor that aliases use, in what a merge key or an alias brought in, in a
// value that comes from a variable or from an env file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/compose/rule.h"
#include "model/finding.h"

namespace bulkhead::check {

// An entry of a mapping to be added. Nested lines of `block` are indented by
// two blanks a level; they get the step of the file.
struct NewEntry {
  std::vector<std::string> block;  // {"cap_drop:", "  - ALL"}
  std::string flow;                // "cap_drop: [ALL]"
};

// `owner` is the service, network or volume that holds the place: an anchor on
// it counts, too. All nodes are of the effective project.

// Adds an entry at the end of a mapping.
std::optional<model::Edit> AddEntry(const config::ComposeNode& owner,
                                    const config::ComposeNode& mapping,
                                    const NewEntry& entry);
// Adds an item, as YAML on one line, at the end of a list.
std::optional<model::Edit> AddItem(const config::ComposeNode& owner,
                                   const config::ComposeNode& list,
                                   std::string_view item);
// Puts other text in the place of a scalar. Quotes stay as they are; `text`
// must be good in them, and as a plain scalar.
std::optional<model::Edit> ReplaceScalar(const config::ComposeNode& owner,
                                         const config::ComposeNode& scalar,
                                         std::string_view text);
// Removes `key: value` with its lines. Block style only.
std::optional<model::Edit> RemoveEntry(const config::ComposeNode& owner,
                                       const config::ComposeNode& value);
// Removes an item of a list; the key of the list, where it is the only one.
std::optional<model::Edit> RemoveItem(const config::ComposeNode& owner,
                                      const config::ComposeNode& list,
                                      const config::ComposeNode& item);
// Removes a variable or label: of a mapping, or KEY=VALUE of a list; the whole
// of them, where it is the only one.
std::optional<model::Edit> RemovePair(const config::ComposeNode& owner,
                                      const config::ComposeNode& pairs,
                                      const config::ComposeNode& value);
// Puts other text in the place of `size` bytes of a value on one line, `at`
// bytes behind its beginning as it is written. It may hold variables.
std::optional<model::Edit> ReplaceWritten(const config::ComposeNode& owner,
                                          const config::ComposeNode& value,
                                          std::size_t at, std::size_t size,
                                          std::string_view text);
// Removes the line of a key whose scalar value stands on the same line.
std::optional<model::Edit> RemoveLine(const config::ComposePlace& key);

// Adds NAME with one line below it to a section of the project: secrets,
// networks. A section that is not there yet begins at the end of the first
// file. Refused in files of several documents.
std::optional<model::Edit> AddProjectEntry(const ComposeContext& context,
                                           std::string_view section,
                                           std::string_view name,
                                           std::string_view line);

// Adds `key: value` with one scalar value to a service.
std::optional<model::Edit> AddKey(const ComposeService& service,
                                  std::string_view key, std::string_view value);
// Adds `key: [items]` to a service, or the items to the list that is there.
std::optional<model::Edit> AddToList(const ComposeService& service,
                                     std::string_view key,
                                     const std::vector<std::string>& items);

// Offers to remove an item of security_opt, or to put no-new-privileges in its
// place where it is the only one.
void OfferOptionRemoval(const ComposeService& service,
                        const config::ComposeNode& item,
                        model::Finding& finding);

// Gives the finding a fix where the edit was possible.
void Offer(model::Finding& finding, bool safe, std::string description,
           std::optional<model::Edit> edit);

}  // namespace bulkhead::check
