// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <algorithm>

#include "check/compose/rules.h"

namespace bulkhead::check {

std::span<const ComposeRule* const> AllComposeRules() {
  static const std::vector<const ComposeRule*> kAll = [] {
    std::vector<const ComposeRule*> all;
#define RULES(name) \
  for (const ComposeRule& rule : name()) all.push_back(&rule);
#include "check/compose/rules.inc"
#undef RULES
    std::sort(all.begin(), all.end(),
              [](const ComposeRule* a, const ComposeRule* b) {
                return a->info.id < b->info.id;
              });
    return all;
  }();
  return kAll;
}

std::vector<model::Finding> RunComposeRules(const ComposeContext& context) {
  Findings findings(context.main_source());
  const ComposeOptions& options = context.options;
  for (const ComposeRule* rule : AllComposeRules()) {
    bool on =
        rule->info.on_by_default || options.all_rules ||
        std::find(options.enabled_rules.begin(), options.enabled_rules.end(),
                  rule->info.id) != options.enabled_rules.end();
    if (!on) continue;
    findings.SetRule(rule->info);
    rule->check(context, findings);
  }
  return findings.Take();
}

}  // namespace bulkhead::check
