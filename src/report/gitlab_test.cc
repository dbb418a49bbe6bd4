// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include <set>

#include "formats/json/json.h"
#include "report/testing.h"

namespace bulkhead::report {
namespace {

TEST(GitlabWriter, WritesWhatGitlabReads) {
  model::Report report;
  report.findings = {MakeFinding("a/b", model::Severity::kCritical, "Bad thing",
                                 "/r/d/Dockerfile", 4, 1, 5, "RUN x")};
  report.findings[0].fingerprint = "0123";
  report.rules = {{.id = "a/b", .remedy = "Mend it."}};
  EXPECT_EQ(Written("gitlab", report, {.root = "/r"}), R"([
  {
    "description": "Bad thing. Mend it.",
    "check_name": "a/b",
    "fingerprint": "0123",
    "severity": "blocker",
    "location": {
      "path": "d/Dockerfile",
      "lines": {
        "begin": 4,
        "end": 4
      }
    }
  }
]
)");
}

TEST(GitlabWriter, GivesEveryEntryAFingerprintAndALine) {
  model::Report report = SampleReport();
  report.gaps.push_back(report.gaps.back());
  base::Result<formats::JsonValue> parsed =
      formats::ParseJson(Written("gitlab", report), {});
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed.value().size(), 4u + 3u);  // without the suppressed one
  std::set<std::string> fingerprints;
  for (const formats::JsonValue& entry : parsed.value().Elements()) {
    fingerprints.emplace(entry["fingerprint"].String());
    EXPECT_GE(entry["location"]["lines"]["begin"].Int(), 1);
    EXPECT_FALSE(entry["location"]["path"].String().empty());
  }
  EXPECT_EQ(fingerprints.size(), parsed.value().size());
}

}  // namespace
}  // namespace bulkhead::report
