// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/redact.h"

#include <gtest/gtest.h>

namespace bulkhead::engine {
namespace {

model::Finding At(const char* rule, int line, int column, int end_column,
                  const char* text) {
  return {.rule = rule,
          .message = "m",
          .location = {.path = "f",
                       .line = line,
                       .column = column,
                       .end_line = line,
                       .end_column = end_column},
          .excerpt = {line, {text}}};
}

TEST(RedactSecrets, MasksTheValueInEveryFrameOfItsFile) {
  model::Report report;
  const char* line = "ENV KEY=sk-0123456789abcdef";
  report.findings = {At("dockerfile/secret-in-variable", 3, 5, 28, line),
                     At("dockerfile/other", 3, 1, 4, line),
                     At("dockerfile/other", 9, 1, 4, "RUN x")};
  report.findings[1].message = "has sk-0123456789abcdef in it";
  RedactSecrets(report);
  EXPECT_EQ(report.findings[0].excerpt.lines[0], "ENV KEY=sk-0***************");
  EXPECT_EQ(report.findings[1].excerpt.lines[0], "ENV KEY=sk-0***************");
  EXPECT_EQ(report.findings[1].message, "has sk-0*************** in it");
  EXPECT_EQ(report.findings[2].excerpt.lines[0], "RUN x");
}

TEST(RedactSecrets, ShortOnesAreMaskedOnTheirLineOnly) {
  model::Report report;
  report.findings = {
      At("compose/secret-in-environment", 2, 13, 19, "  PASSWORD: hunter"),
      At("compose/other", 5, 1, 4, "image: hunter")};
  RedactSecrets(report);
  EXPECT_EQ(report.findings[0].excerpt.lines[0], "  PASSWORD: hu****");
  EXPECT_EQ(report.findings[1].excerpt.lines[0], "image: hunter");
}

TEST(RedactSecrets, TakesThePasswordOfAUrl) {
  model::Report report;
  const char* line = "RUN git clone https://bob:s3cretpassword@e.org/x";
  report.findings = {At("dockerfile/credential-url", 1, 15, 49, line)};
  RedactSecrets(report);
  EXPECT_EQ(report.findings[0].excerpt.lines[0],
            "RUN git clone https://bob:s3cr**********@e.org/x");
}

TEST(RedactFixes, HidesWhatAFixWouldInsert) {
  model::Report report;
  report.findings = {At("dockerfile/legacy", 1, 1, 4, "ENV KEY ab***")};
  report.findings[0].fix = model::Fix{.edits = {{"f", {0, 1}, "KEY=abcde"}}};
  RedactFixes(report);
  EXPECT_EQ(report.findings[0].fix->edits[0].replacement, "***");
}

}  // namespace
}  // namespace bulkhead::engine
