// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

#include <algorithm>

#include "base/text.h"

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
  for (const DockerfileRule* candidate : AllDockerfileRules()) {
    if (candidate->info.id != rule) continue;
    Findings findings(*source);
    findings.SetRule(candidate->info);
    candidate->check(context, findings);
    std::vector<model::Finding> found = findings.Take();
    std::stable_sort(found.begin(), found.end(),
                     [](const model::Finding& a, const model::Finding& b) {
                       return a.location.range.begin < b.location.range.begin;
                     });
    return found;
  }
  ADD_FAILURE() << "there is no rule " << rule;
  return {};
}

void Catches(std::string_view rule, std::string_view text, int line,
             std::size_t count, const RuleTestOptions& options) {
  std::vector<model::Finding> found = FindingsOf(rule, text, options);
  ASSERT_EQ(found.size(), count) << rule << " on:\n" << text;
  for (const model::Finding& finding : found) {
    EXPECT_GT(finding.location.line, 0);
    EXPECT_FALSE(finding.message.empty());
    EXPECT_LE(finding.location.range.end, text.size());
  }
  if (line > 0) {
    EXPECT_EQ(found.front().location.line, line) << text;
  }
}

void CatchesNot(std::string_view rule, std::string_view text,
                const RuleTestOptions& options) {
  for (const model::Finding& finding : FindingsOf(rule, text, options)) {
    ADD_FAILURE() << rule << " at line " << finding.location.line << ": "
                  << finding.message << "\non:\n"
                  << text;
  }
}

std::string MessageOf(std::string_view rule, std::string_view text,
                      const RuleTestOptions& options) {
  std::vector<model::Finding> found = FindingsOf(rule, text, options);
  EXPECT_EQ(found.size(), 1u) << text;
  return found.empty() ? "" : found.front().message;
}

void Fixes(std::string_view rule, std::string_view before,
           std::string_view after, const RuleTestOptions& options) {
  std::vector<model::Edit> edits;
  for (const model::Finding& finding : FindingsOf(rule, before, options)) {
    if (!finding.fix) {
      ADD_FAILURE() << "no fix: " << finding.message;
      continue;
    }
    edits.insert(edits.end(), finding.fix->edits.begin(),
                 finding.fix->edits.end());
  }
  std::stable_sort(edits.begin(), edits.end(),
                   [](const model::Edit& a, const model::Edit& b) {
                     return a.range.begin > b.range.begin;
                   });
  std::string text(before);
  std::size_t limit = text.size() + 1;
  for (const model::Edit& edit : edits) {
    if (edit.range.end > limit) continue;  // overlaps: left for another round
    text.replace(edit.range.begin, edit.range.size(), edit.replacement);
    limit = edit.range.begin;
  }
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
