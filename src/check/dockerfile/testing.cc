// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

#include "check/testing.h"

namespace bulkhead::check {

std::vector<model::Finding> FindingsOf(std::string_view rule,
                                       std::string_view text,
                                       const RuleTestOptions& options) {
  std::shared_ptr<const base::Source> source =
      std::make_shared<base::Source>("Dockerfile", std::string(text));
  base::Result<config::Dockerfile> parsed = config::ParseDockerfile(source);
  if (!parsed.ok()) {
    ADD_FAILURE() << parsed.error().message;
    return {};
  }
  config::Evaluation evaluation =
      config::Evaluate(parsed.value(), options.evaluate);
  DockerfileContext context = MakeDockerfileContext(
      parsed.value(), evaluation, options.options, options.context);
  return FindingsOfRule(AllDockerfileRules(), rule, context, *source);
}

void Catches(std::string_view rule, std::string_view text, int line,
             std::size_t count, const RuleTestOptions& options) {
  std::vector<model::Finding> found = FindingsOf(rule, text, options);
  ExpectCaught(found, count, line, text);
  for (const model::Finding& finding : found) {
    EXPECT_LE(finding.location.range.end, text.size());
  }
}

void CatchesNot(std::string_view rule, std::string_view text,
                const RuleTestOptions& options) {
  ExpectNone(FindingsOf(rule, text, options), text);
}

std::string MessageOf(std::string_view rule, std::string_view text,
                      const RuleTestOptions& options) {
  return OnlyOne(FindingsOf(rule, text, options), text).message;
}

void Fixes(std::string_view rule, std::string_view before,
           std::string_view after, const RuleTestOptions& options) {
  std::string text = AfterFixes(FindingsOf(rule, before, options), before);
  EXPECT_EQ(text, after);
  CatchesNot(rule, text, options);
}

void OffersNoFix(std::string_view rule, std::string_view text,
                 const RuleTestOptions& options) {
  std::vector<model::Finding> found = FindingsOf(rule, text, options);
  EXPECT_FALSE(found.empty()) << rule << " on:\n" << text;
  for (const model::Finding& finding : found) {
    EXPECT_FALSE(finding.fix) << finding.fix->description << " on:\n" << text;
  }
}

}  // namespace bulkhead::check
