// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/fs.h"
#include "report/testing.h"

namespace bulkhead::report {
namespace {

constexpr char kSchema[] = "docs/formats/report.schema.json";

constexpr char kOneFinding[] = "src/report/testdata/json/one_finding.json";

TEST(JsonWriter, WritesEverythingOfAFinding) {
  model::Report report;
  report.tool_version = "1.2.3";
  report.targets = {{"Dockerfile", "dockerfile", ""}};
  report.findings = {MakeFinding("a/b", model::Severity::kHigh, "Bad thing",
                                 "Dockerfile", 4, 1, 5, "RUN x")};
  report.findings[0].aliases = {"DL1"};
  report.findings[0].fingerprint = "0123";
  report.rules = {{.id = "a/b",
                   .aliases = {"DL1"},
                   .severity = model::Severity::kHigh,
                   .title = "Bad",
                   .why = "Worse follows.",
                   .remedy = "Mend it.",
                   .references = {"https://example.com"}}};
  base::Result<std::shared_ptr<const base::Source>> expected =
      base::RealFileSystem().Read(kOneFinding, 1 << 20);
  ASSERT_TRUE(expected.ok()) << expected.error().message;
  EXPECT_EQ(Written("json", report), expected.value()->text());
}

TEST(JsonWriter, FollowsItsSchema) {
  for (const model::Report& report :
       {SampleReport(), HostileReport(), LargeReport(50), model::Report()}) {
    std::optional<std::string> errors =
        SchemaErrors(kSchema, Written("json", report));
    if (!errors) GTEST_SKIP() << "Python has no module jsonschema";
    EXPECT_EQ(*errors, "");
  }
}

}  // namespace
}  // namespace bulkhead::report
