// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/rules.h"
#include "check/compose/shared_values.h"
#include "check/run_rules.h"

namespace bulkhead::check {

std::span<const ComposeRule* const> AllComposeRules() {
  static const std::vector<const ComposeRule*> kAll = SortedById<ComposeRule>({
#define RULES(name) name(),
#include "check/compose/rules.inc"
#undef RULES
  });
  return kAll;
}

std::vector<model::Finding> RunComposeRules(const ComposeContext& context) {
  std::vector<model::Finding> found =
      RunRules(AllComposeRules(), context, context.main_source());
  JoinSharedValues(context, &found);
  return found;
}

}  // namespace bulkhead::check
