// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/text.h"
#include "report/testing.h"

namespace bulkhead::report {
namespace {

constexpr char kSchema[] = "docs/formats/report.schema.json";

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
  EXPECT_EQ(Written("json", report), R"({
  "format": "bulkhead-report",
  "version": 1,
  "tool": {
    "name": "bulkhead",
    "version": "1.2.3"
  },
  "counts": {
    "critical": 0,
    "high": 1,
    "medium": 0,
    "low": 0,
    "info": 0,
    "suppressed": 0,
    "gaps": 0,
    "targets": 1,
    "left_out": 0
  },
  "targets": [
    {
      "path": "Dockerfile",
      "kind": "dockerfile"
    }
  ],
  "findings": [
    {
      "rule": "a/b",
      "severity": "high",
      "title": "Bad",
      "message": "Bad thing",
      "location": {
        "path": "Dockerfile",
        "line": 4,
        "column": 1,
        "end_line": 4,
        "end_column": 5,
        "range": {
          "begin": 0,
          "end": 0
        }
      },
      "excerpt": {
        "first_line": 4,
        "lines": [
          "RUN x"
        ]
      },
      "why": "Worse follows.",
      "remedy": "Mend it.",
      "aliases": [
        "DL1"
      ],
      "references": [
        "https://example.com"
      ],
      "fingerprint": "0123"
    }
  ],
  "gaps": [],
  "notes": [],
  "left_out": [],
  "rules": [
    {
      "id": "a/b",
      "severity": "high",
      "title": "Bad",
      "why": "Worse follows.",
      "remedy": "Mend it.",
      "aliases": [
        "DL1"
      ],
      "references": [
        "https://example.com"
      ]
    }
  ]
}
)");
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
