// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <algorithm>

#include "check/dockerfile/rules.h"

namespace bulkhead::check {

std::span<const DockerfileRule* const> AllDockerfileRules() {
  static const std::vector<const DockerfileRule*> kAll = [] {
    std::vector<const DockerfileRule*> all;
#define RULES(name) \
  for (const DockerfileRule& rule : name()) all.push_back(&rule);
#include "check/dockerfile/rules.inc"
#undef RULES
    std::sort(all.begin(), all.end(),
              [](const DockerfileRule* a, const DockerfileRule* b) {
                return a->info.id < b->info.id;
              });
    return all;
  }();
  return kAll;
}

std::vector<model::Finding> RunDockerfileRules(
    const DockerfileContext& context) {
  Findings findings(*context.file.source);
  const DockerfileOptions& options = context.options;
  for (const DockerfileRule* rule : AllDockerfileRules()) {
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
