// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/rules.h"
#include "check/run_rules.h"

namespace bulkhead::check {

std::span<const DockerfileRule* const> AllDockerfileRules() {
  static const std::vector<const DockerfileRule*> kAll =
      SortedById<DockerfileRule>({
#define RULES(name) name(),
#include "check/dockerfile/rules.inc"
#undef RULES
      });
  return kAll;
}

std::vector<model::Finding> RunDockerfileRules(
    const DockerfileContext& context) {
  return RunRules(AllDockerfileRules(), context, *context.file.source);
}

}  // namespace bulkhead::check
