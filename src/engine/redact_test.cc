// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/redact.h"

#include <gtest/gtest.h>

namespace bulkhead::engine {
namespace {

model::Finding At(int line, const char* text, const char* secret = "") {
  model::Finding finding{.rule = "r",
                         .message = "m",
                         .location = {.path = "f",
                                      .line = line,
                                      .column = 1,
                                      .end_line = line,
                                      .end_column = 4},
                         .excerpt = {line, text}};
  if (*secret != '\0') finding.secrets = {{{}, secret}};
  return finding;
}

void Redact(model::Report& report) {
  SecretTexts secrets;
  secrets.Add(report.findings);
  RedactSecrets(secrets, report);
}

TEST(RedactSecrets, MasksTheValueInEveryFrameOfItsFile) {
  model::Report report;
  const char* line = "ENV KEY=sk-0123456789abcdef";
  report.findings = {At(3, line, "sk-0123456789abcdef"), At(3, line),
                     At(9, "RUN x")};
  report.findings[1].message = "has sk-0123456789abcdef in it";
  Redact(report);
  EXPECT_EQ(report.findings[0].excerpt.text, "ENV KEY=sk-0***************");
  EXPECT_EQ(report.findings[1].excerpt.text, "ENV KEY=sk-0***************");
  EXPECT_EQ(report.findings[1].message, "has sk-0*************** in it");
  EXPECT_EQ(report.findings[2].excerpt.text, "RUN x");
}

TEST(RedactSecrets, ShortOnesAreMaskedOnTheirLineOnly) {
  model::Report report;
  report.findings = {At(2, "  PASSWORD: hunter", "hunter"),
                     At(5, "image: hunter")};
  Redact(report);
  EXPECT_EQ(report.findings[0].excerpt.text, "  PASSWORD: hu****");
  EXPECT_EQ(report.findings[1].excerpt.text, "image: hunter");
}

TEST(RedactSecrets, ShortOnesOfSeveralLinesAreMaskedOnEachOfThem) {
  model::Report report;
  report.findings = {At(2, "RUN a"), At(4, "  hunter2"), At(5, "  hunter2"),
                     At(3, "  nter2x")};
  report.findings[0].location.end_line = 4;
  report.findings[0].secrets = {{{}, "hunter2"}};
  report.findings[3].secrets = {{{}, "ter2x"}};
  Redact(report);
  EXPECT_EQ(report.findings[1].excerpt.text, "  hu*****");
  EXPECT_EQ(report.findings[2].excerpt.text, "  hunter2");
  EXPECT_EQ(report.findings[3].excerpt.text, "  nt****");
}

TEST(RedactFixes, HidesWhatAFixWouldInsert) {
  model::Report report;
  report.findings = {At(1, "ENV KEY abcdef", "abcdef")};
  report.findings[0].fix =
      model::Fix{.edits = {{"f", {0, 1}, "KEY=abcdef abcdefg"}}};
  RedactFixes(report);
  EXPECT_EQ(report.findings[0].fix->edits[0].replacement, "KEY=ab**** abcdefg");
}

TEST(SecretTexts, HidesSecretsThatBeginAlikeOrOverlap) {
  model::Report report;
  report.findings = {At(1, "x", "token-0123456789"),
                     At(1, "x", "token-0123456789-longer"),
                     At(1, "x", "6789-longer-tail")};
  SecretTexts secrets;
  secrets.Add(report.findings);
  std::string text = "a=token-0123456789 b=token-0123456789-longer-tail.";
  secrets.Mask("f", 0, &text);
  EXPECT_EQ(text, "a=toke************ b=toke************************.");
}

TEST(SecretTexts, HidesEveryLineOfALongText) {
  model::Report report;
  report.findings = {At(1, "x", "-----BEGIN\n  0123456789ABC\n")};
  SecretTexts secrets;
  secrets.Add(report.findings);
  std::string text = "    0123456789ABC";
  secrets.MaskNew(&text);
  EXPECT_EQ(text, "    0123*********");
}

}  // namespace
}  // namespace bulkhead::engine
