// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <algorithm>

#include "base/text.h"
#include "check/compose/rule.h"
#include "check/dockerfile/rule.h"
#include "engine/check.h"
#include "engine/compose_run.h"
#include "engine/shellcheck.h"
#include "policy/apply.h"
#include "policy/ignores.h"

namespace bulkhead::engine {

const std::vector<const model::RuleInfo*>& AllRules() {
  static const std::vector<const model::RuleInfo*> kAll = [] {
    std::vector<const model::RuleInfo*> all;
    for (const check::DockerfileRule* rule : check::AllDockerfileRules()) {
      all.push_back(&rule->info);
    }
    for (const check::ComposeRule* rule : check::AllComposeRules()) {
      all.push_back(&rule->info);
    }
    all.push_back(&DuplicateKeyRule());
    for (const model::RuleInfo& rule : policy::PolicyRules()) {
      all.push_back(&rule);
    }
    all.push_back(&ShellCheckRule());
    std::sort(all.begin(), all.end(),
              [](const model::RuleInfo* a, const model::RuleInfo* b) {
                return a->id < b->id;
              });
    return all;
  }();
  return kAll;
}

std::vector<policy::KnownRule> KnownRules() {
  std::vector<policy::KnownRule> known;
  for (const model::RuleInfo* rule : AllRules()) {
    known.push_back({rule->id, {rule->aliases.begin(), rule->aliases.end()}});
    if (rule == &ShellCheckRule()) known.back().aliases.emplace_back("SC*");
  }
  return known;
}

std::vector<const model::RuleInfo*> FindRules(std::string_view name) {
  std::vector<const model::RuleInfo*> found;
  for (const model::RuleInfo* rule : AllRules()) {
    if (policy::MatchesRule(name, rule->id, rule->aliases)) {
      found.push_back(rule);
    }
  }
  return found;
}

model::ExitCode ExitCodeOf(const model::Report& report,
                           const policy::Policy& policy) {
  bool broken = std::any_of(report.gaps.begin(), report.gaps.end(),
                            [](const model::Gap& gap) { return gap.broken; });
  if (broken) return model::ExitCode::kError;
  if (policy::FailsPolicy(policy, report)) return model::ExitCode::kFindings;
  if (!report.gaps.empty() && !policy.allow_gaps.value)
    return model::ExitCode::kGaps;
  return model::ExitCode::kClean;
}

}  // namespace bulkhead::engine
