// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the packs of rules share: their list and the loop over it. A rule has
// `info` and `check(context, findings)`; a context has `options`.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <span>
#include <vector>

#include "check/findings.h"

namespace bulkhead::check {

// All rules of `files`, the sets of single sources, sorted by id. The rules are
// static data that the answer points to.
template <typename Rule>
std::vector<const Rule*> SortedById(
    std::initializer_list<std::span<const Rule>> files) {
  std::vector<const Rule*> all;
  for (std::span<const Rule> file : files) {
    for (const Rule& rule : file) all.push_back(&rule);
  }
  std::sort(all.begin(), all.end(), [](const Rule* a, const Rule* b) {
    return a->info.id < b->info.id;
  });
  return all;
}

// What the rules that are on find in `context`; `source` is the file that
// findings are in unless they say otherwise.
template <typename Rule, typename Context>
std::vector<model::Finding> RunRules(std::span<const Rule* const> rules,
                                     const Context& context,
                                     const base::Source& source) {
  const std::vector<std::string>& enabled = context.options.enabled_rules;
  Findings findings(source);
  for (const Rule* rule : rules) {
    bool on = rule->info.on_by_default || context.options.all_rules ||
              std::find(enabled.begin(), enabled.end(), rule->info.id) !=
                  enabled.end();
    if (!on) continue;
    findings.SetRule(rule->info);
    rule->check(context, findings);
  }
  return findings.Take();
}

}  // namespace bulkhead::check
