// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "report/read_json.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "report/compare.h"
#include "report/testing.h"

namespace bulkhead::report {
namespace {

TEST(ReadJsonReport, ReadsWhatTheWriterWrote) {
  for (const model::Report& report :
       {SampleReport(), LargeReport(200), model::Report()}) {
    std::string text = Written("json", report);
    base::Result<model::Report> read = ReadJsonReport(text, {});
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(Written("json", read.value()), text);
    for (const Writer* writer : AllWriters()) {
      EXPECT_EQ(Written(writer, read.value()), Written(writer, report))
          << writer->name;
    }
  }
}

TEST(ReadJsonReport, ReadsProofsAndMergesThem) {
  model::Report report = SampleReport();
  model::ProofFix fix = {.rule = "compose/privileged",
                         .description = "Remove the key",
                         .location = report.findings[0].location};
  model::ProofFix left_out = fix;
  left_out.left_out = "restarting";
  report.proofs = {{.target = "compose.yaml",
                    .proven = true,
                    .message = "behaves as before",
                    .services = {{"web", "running", "running, healthy"}},
                    .fixes = {fix, left_out}}};
  std::string text = Written("json", report);
  base::Result<model::Report> read = ReadJsonReport(text, {});
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(Written("json", read.value()), text);
  EXPECT_EQ(Written("json", MergeReports({read.value(), read.value()})), text);
}

TEST(ReadJsonReport, ReadsHostileTexts) {
  std::string text = Written("json", HostileReport());
  base::Result<model::Report> read = ReadJsonReport(text, {});
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(Written("json", read.value()), text);
}

std::string Minimal(std::string_view findings, std::string_view rules = "[]") {
  return base::Format(
      R"({{"format":"bulkhead-report","version":1,"targets":[],"gaps":[],)"
      R"("rules":{},"findings":{}}})",
      rules, findings);
}

TEST(ReadJsonReport, PassesOverWhatItDoesNotKnow) {
  base::Result<model::Report> read = ReadJsonReport(
      Minimal(R"([{"rule":"a/b","severity":"low","fingerprint":"f",)"
              R"("new":{"x":[1]},"location":{"line":-5,"column":"x",)"
              R"("range":{"begin":9,"end":2}}}])"),
      {});
  ASSERT_TRUE(read.ok()) << read.error().message;
  const model::Finding& finding = read.value().findings.at(0);
  EXPECT_EQ(finding.severity, model::Severity::kLow);
  EXPECT_EQ(finding.location.line, 0);
  EXPECT_EQ(finding.location.column, 0);
  EXPECT_EQ(finding.location.range.size(), 0u);
}

struct ErrorCase {
  std::string text;
  base::ErrorCode code;
  std::string_view message;
};

TEST(ReadJsonReport, RefusesWhatIsNoReport) {
  using base::ErrorCode;
  const ErrorCase kCases[] = {
      {"[]", ErrorCode::kInvalid,
       "x.json: not a report of bulkhead: expected \"format\": "
       "\"bulkhead-report\""},
      {R"({"format":"bulkhead-report"})", ErrorCode::kInvalid,
       "x.json: expected \"version\": 1"},
      {R"({"format":"bulkhead-report","version":2})", ErrorCode::kUnsupported,
       "x.json: version 2 of the report is newer than 1, the newest that this "
       "program knows; update bulkhead"},
      {R"({"format":"bulkhead-report","version":1})", ErrorCode::kInvalid,
       "x.json: expected an array \"findings\", found null"},
      {Minimal(R"([{"rule":"a/b","severity":"HIGH","fingerprint":"f"}])"),
       ErrorCode::kInvalid,
       "x.json: findings[0]: expected a severity (critical, high, medium, low, "
       "info), found \"HIGH\""},
      {Minimal(R"([{"rule":"a/b","severity":"low"}])"), ErrorCode::kInvalid,
       "x.json: findings[0]: expected rule and fingerprint"},
      {Minimal("[]", R"([{"id":"a/b"}])"), ErrorCode::kInvalid,
       "x.json: rules[0]: expected a severity (critical, high, medium, low, "
       "info), found \"\""},
  };
  for (const ErrorCase& c : kCases) {
    base::Result<model::Report> read = ReadJsonReport(c.text, {}, "x.json");
    ASSERT_FALSE(read.ok()) << c.text;
    EXPECT_EQ(read.error().code, c.code);
    EXPECT_EQ(read.error().message, c.message);
  }
}

TEST(ReadJsonReport, KeepsTheBounds) {
  base::Result<model::Report> read =
      ReadJsonReport(Written("json", SampleReport()), {.max_bytes = 100});
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, base::ErrorCode::kLimit);
  EXPECT_FALSE(ReadJsonReport("{\"format\":", {}, "x.json").ok());
}

}  // namespace
}  // namespace bulkhead::report
