// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "report/summary.h"

#include <gtest/gtest.h>

#include "report/testing.h"

namespace bulkhead::report {
namespace {

using model::Severity;

TEST(SeverityCounts, SaysWhatIsNotShown) {
  model::Counts counts = {.by_severity = {12, 1, 0, 2, 1}};
  EXPECT_EQ(SeverityCounts(counts, Severity::kLow),
            "1 critical, 2 high, 0 medium, 1 low (12 info not shown)");
  EXPECT_EQ(SeverityCounts(counts, Severity::kInfo),
            "1 critical, 2 high, 0 medium, 1 low, 12 info");
  EXPECT_EQ(SeverityCounts(counts, Severity::kHigh),
            "1 critical, 2 high (1 low, 12 info not shown)");
  EXPECT_EQ(SeverityCounts({}, Severity::kLow), "no findings");
}

TEST(SummaryLine, CountsEverything) {
  EXPECT_EQ(SummaryLine(SampleReport(), {}),
            "3 files checked: 1 critical, 1 high, 0 medium, 1 low (1 info not "
            "shown), 1 suppressed, 2 gaps");
  model::Report one;
  one.targets = {{"Dockerfile", "dockerfile", ""}};
  EXPECT_EQ(SummaryLine(one, {}), "1 file checked: no findings");
  one.findings.resize(3);
  model::Suppress(one.findings[0], {.kind = "old"});
  model::Suppress(one.findings[1], {.kind = "old"});
  model::Suppress(one.findings[2], {.kind = "inline"});
  EXPECT_EQ(SummaryLine(one, {}),
            "1 file checked: no findings, 2 old, 1 suppressed");
}

TEST(PlaceText, NamesWhatIsKnown) {
  model::Location location = {.path = "a"};
  EXPECT_EQ(PlaceText(location), "a");
  location.line = 7;
  EXPECT_EQ(PlaceText(location), "a:7");
  location.column = 3;
  location.object = "services.web";
  EXPECT_EQ(PlaceText(location), "a:7:3 (services.web)");
}

}  // namespace
}  // namespace bulkhead::report
