// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/findings.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

constexpr model::RuleInfo kRule = {.id = "a/b",
                                   .aliases = {"X1", "X2"},
                                   .severity = model::Severity::kHigh,
                                   .title = "T"};

TEST(Findings, FillPlaceSeverityAndAliases) {
  base::Source source("f", "one\n  two\n");
  Findings findings(source);
  findings.SetRule(kRule);
  findings.Add({6, 9}, {4, 9}, "message");
  std::vector<model::Finding> found = findings.Take();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].rule, "a/b");
  EXPECT_EQ(found[0].severity, model::Severity::kHigh);
  EXPECT_EQ(found[0].location.line, 2);
  EXPECT_EQ(found[0].location.column, 3);
  EXPECT_EQ(found[0].location.end_column, 6);
  EXPECT_EQ(found[0].location.construct_line, 2);
}

TEST(Findings, AliasesCanBeNarrowed) {
  base::Source source("f", "x");
  Findings findings(source);
  findings.SetRule(kRule);
  OnlyAliases(findings.Add({0, 1}, "m"), {"X2"});
  EXPECT_EQ(findings.found()[0].aliases, std::vector<std::string>{"X2"});
  WithoutAliases(findings.Add({0, 1}, "m"), {"X2"});
  EXPECT_EQ(findings.found()[1].aliases, std::vector<std::string>{"X1"});
}

}  // namespace
}  // namespace bulkhead::check
