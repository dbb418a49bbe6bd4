// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "policy/ignores.h"

namespace bulkhead::policy {
namespace {

TEST(MatchesRule, ByIdAliasGlobAndTrivyForm) {
  const std::vector<std::string_view> aliases = {
      "DL3007", "DS-0001", "CKV_DOCKER_7", "kics:Image Version Using 'latest'",
      "f445bd25-3083-4ebd-8dd8-4b2a6c4b1234"};
  struct Row {
    std::string_view pattern;
    bool matches;
  };
  const Row rows[] = {
      {"dockerfile/latest-tag", true},
      {"Dockerfile/Latest-Tag", true},
      {"dockerfile/*", true},
      {"*", true},
      {"compose/*", false},
      {"dockerfile/latest", false},
      {"DL3007", true},
      {"dl3007", true},
      {"DL300?", true},
      {"DL3008", false},
      {"DS-0001", true},
      {"AVD-DS-0001", true},
      {"avd-ds-0001", true},
      {"DS001", true},
      {"DS0001", true},
      {"DS-0010", false},
      {"DS", false},
      {"CKV_DOCKER_7", true},
      {"CKV_DOCKER_*", true},
      {"F445BD25-3083-4EBD-8DD8-4B2A6C4B1234", true},
      {"", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(MatchesRule(row.pattern, "dockerfile/latest-tag", aliases),
              row.matches)
        << row.pattern;
  }
}

TEST(IsAliasOf, TellsToolsByTheShapeOfTheirIds) {
  struct Row {
    std::string_view alias;
    std::string_view tool;
  };
  const Row rows[] = {
      {"DL3008", "hadolint"},
      {"SC2086", "hadolint"},
      {"DS-0002", "trivy"},
      {"AVD-DS-0002", "trivy"},
      {"CKV_DOCKER_3", "checkov"},
      {"CKV2_DOCKER_7", "checkov"},
      {"f445bd25-3083-4ebd-8dd8-4b2a6c4b1234", "kics"},
      {"kics:Privileged", "kics"},
      {"FromAsCasing", "buildkit"},
      {"JSONArgsRecommended", "buildkit"},
      {"CIS-DI-0005", "dockle"},
      {"DKL-LI-0003", "dockle"},
      {"CIS-4.1", "none"},
  };
  const std::string_view tools[] = {"hadolint", "trivy",    "checkov",
                                    "kics",     "buildkit", "dockle"};
  for (const Row& row : rows) {
    for (std::string_view tool : tools) {
      EXPECT_EQ(IsAliasOf(row.alias, tool), tool == row.tool)
          << row.alias << " of " << tool;
    }
  }
}

TEST(PolicyRules, AreSortedAndComplete) {
  std::string_view last;
  for (const model::RuleInfo& rule : PolicyRules()) {
    EXPECT_LT(last, rule.id);
    EXPECT_FALSE(rule.title.empty() || rule.why.empty() || rule.remedy.empty())
        << rule.id;
    last = rule.id;
  }
}

}  // namespace
}  // namespace bulkhead::policy
