// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "report/compare.h"

#include <gtest/gtest.h>

#include "report/testing.h"

namespace bulkhead::report {
namespace {

using model::Severity;

model::Report Of(std::vector<model::Finding> findings) {
  model::Report report;
  report.findings = std::move(findings);
  model::Finish(report);
  return report;
}

model::Finding Named(std::string_view rule, int line,
                     std::string_view text = "FROM a") {
  return MakeFinding(rule, Severity::kHigh, "message", "Dockerfile", line, 1, 2,
                     text);
}

TEST(DiffReports, TellsFindingsApartByFingerprint) {
  model::Report before =
      Of({Named("a/kept", 1), Named("a/fixed", 2), Named("a/ignored", 3)});
  model::Finding ignored = Named("a/ignored", 13);
  model::Suppress(ignored, {"inline", "reason", "Dockerfile:12"});
  model::Report after = Of({Named("a/kept", 11), Named("a/new", 12), ignored});
  after.gaps = {{.code = "unreadable",
                 .message = "no access",
                 .location = {.path = "x"},
                 .broken = true}};
  ReportDiff diff = DiffReports(before, after);
  ASSERT_EQ(diff.added.size(), 1u);
  EXPECT_EQ(diff.added[0].rule, "a/new");
  ASSERT_EQ(diff.fixed.size(), 1u);
  EXPECT_EQ(diff.fixed[0].rule, "a/fixed");
  ASSERT_EQ(diff.unchanged.size(), 1u);
  EXPECT_EQ(diff.unchanged[0].location.line, 11);
  ASSERT_EQ(diff.suppressed.size(), 1u);
  EXPECT_EQ(DiffText(diff, {}),
            "new         high      Dockerfile:12:1  a/new  message\n"
            "fixed       high      Dockerfile:2:1  a/fixed  message\n"
            "suppressed  high      Dockerfile:3:1  a/ignored  message\n"
            "new gap     error     x  unreadable  no access\n"
            "\n"
            "1 new, 1 fixed, 1 unchanged, 1 suppressed, 1 new gap\n");
  EXPECT_EQ(DiffText(DiffReports(after, after), {}),
            "0 new, 0 fixed, 2 unchanged\n");
}

TEST(DiffReports, CountsEqualFingerprints) {
  model::Report before = Of({Named("a/b", 1)});
  model::Report after = Of({Named("a/b", 1), Named("a/b", 2)});
  EXPECT_EQ(DiffReports(before, after).added.size(), 1u);
  EXPECT_EQ(DiffReports(after, before).fixed.size(), 1u);
}

TEST(MergeReports, UnitesAndKeepsWhatCounts) {
  model::Report first = SampleReport();
  model::Report second = SampleReport();
  model::Finding* suppressed = nullptr;
  for (model::Finding& finding : second.findings) {
    if (finding.suppressed) suppressed = &finding;
  }
  ASSERT_NE(suppressed, nullptr);
  suppressed->suppressed.reset();
  model::Report merged = MergeReports({first, second});
  EXPECT_EQ(merged.findings.size(), first.findings.size());
  EXPECT_EQ(model::CountFindings(merged).suppressed, 0u);
  EXPECT_EQ(merged.gaps.size(), first.gaps.size());
  EXPECT_EQ(merged.targets.size(), first.targets.size());
  EXPECT_EQ(merged.rules.size(), first.rules.size());
  EXPECT_EQ(merged.tool_version, "1.2.3");
  EXPECT_EQ(Written("table", MergeReports({first})), Written("table", first));
}

}  // namespace
}  // namespace bulkhead::report
