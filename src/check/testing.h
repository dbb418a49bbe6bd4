// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the helpers for tests of Dockerfile rules and of Compose rules share.
#pragma once

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/findings.h"

namespace bulkhead::check {

void SortByPlace(std::vector<model::Finding>* findings);

// Findings of one of `rules` (its id), in order of place.
template <typename Rule, typename Context>
std::vector<model::Finding> FindingsOfRule(std::span<const Rule* const> rules,
                                           std::string_view id,
                                           const Context& context,
                                           const base::Source& source) {
  for (const Rule* rule : rules) {
    if (rule->info.id != id) continue;
    Findings findings(source);
    findings.SetRule(rule->info);
    rule->check(context, findings);
    std::vector<model::Finding> found = findings.Take();
    SortByPlace(&found);
    return found;
  }
  ADD_FAILURE() << "there is no rule " << id;
  return {};
}

// `count` findings with a line and a message, the first of them on `line` (0:
// any). `text` is what was checked.
void ExpectCaught(const std::vector<model::Finding>& found, std::size_t count,
                  int line, std::string_view text);
void ExpectNone(const std::vector<model::Finding>& found,
                std::string_view text);
// The only finding; an empty one, and a failure, where there is none or more.
model::Finding OnlyOne(const std::vector<model::Finding>& found,
                       std::string_view text);

// Every finding has a fix. The text after each of them was applied once; edits
// that overlap are left for another round.
std::string AfterFixes(const std::vector<model::Finding>& found,
                       std::string_view before);

}  // namespace bulkhead::check
