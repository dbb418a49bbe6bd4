// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "model/report.h"

#include <gtest/gtest.h>

#include "model/finding_order.h"

namespace bulkhead::model {
namespace {

TEST(SortByPlace, SortsAsFinishDoes) {
  std::vector<Finding> findings(4);
  const std::string_view kMessages[] = {"b", "a", "b", "c"};
  for (std::size_t i = 0; i < findings.size(); ++i) {
    findings[i].message = kMessages[i];
    findings[i].location.line = i == 3 ? 1 : 2;
  }
  SortByPlace(findings);
  std::string order;
  for (const Finding& finding : findings) order += finding.message;
  EXPECT_EQ(order, "cab");
}

Finding At(const char* rule, int line, const char* subject) {
  return {.rule = rule,
          .message = "m",
          .location = {.path = "Dockerfile", .line = line, .column = 1},
          .subject = subject};
}

TEST(Finish, SortsByPlaceAndDropsDoubles) {
  Report report;
  report.findings = {At("b/b", 2, "x"), At("a/a", 1, "y"), At("a/a", 1, "y")};
  Finish(report);
  ASSERT_EQ(report.findings.size(), 2u);
  EXPECT_EQ(report.findings[0].rule, "a/a");
  EXPECT_EQ(report.findings[1].location.line, 2);
}

TEST(Finish, FingerprintSurvivesMovesAndReformatting) {
  Report before;
  before.findings = {At("a/a", 1, "RUN  apt-get\tupdate")};
  Report after;
  after.findings = {At("a/a", 40, "RUN apt-get update")};
  Finish(before);
  Finish(after);
  EXPECT_EQ(before.findings[0].fingerprint, after.findings[0].fingerprint);
  EXPECT_EQ(before.findings[0].fingerprint.size(), 32u);
}

TEST(Finish, EqualConstructsDifferByOrdinal) {
  Report report;
  report.findings = {At("a/a", 1, "x"), At("a/a", 2, "x")};
  Finish(report);
  EXPECT_NE(report.findings[0].fingerprint, report.findings[1].fingerprint);
}

TEST(CountFindings, LeavesSuppressedOnesOut) {
  Report report;
  report.findings = {At("a/a", 1, "x"), At("a/a", 2, "x")};
  Suppress(report.findings[0], {.kind = "inline"});
  Counts counts = CountFindings(report);
  EXPECT_EQ(counts.At(Severity::kMedium), 1u);
  EXPECT_EQ(counts.suppressed, 1u);
}

TEST(ParseSeverity, KnowsItsNamesOnly) {
  EXPECT_EQ(ParseSeverity("high"), Severity::kHigh);
  EXPECT_EQ(ParseSeverity("High"), std::nullopt);
  EXPECT_EQ(SeverityName(Severity::kCritical), "critical");
}

TEST(MakeRecord, CopiesTheTexts) {
  RuleInfo info = {.id = "a/b",
                   .aliases = {"X1", "X2"},
                   .title = "T",
                   .why = "W",
                   .remedy = "R"};
  RuleRecord record = MakeRecord(info);
  EXPECT_EQ(record.id, "a/b");
  EXPECT_EQ(record.aliases, (std::vector<std::string>{"X1", "X2"}));
}

}  // namespace
}  // namespace bulkhead::model
