// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/testing.h"

#include <algorithm>

namespace bulkhead::check {

void SortByPlace(std::vector<model::Finding>* findings) {
  std::stable_sort(findings->begin(), findings->end(),
                   [](const model::Finding& a, const model::Finding& b) {
                     return a.location.range.begin < b.location.range.begin;
                   });
}

void ExpectCaught(const std::vector<model::Finding>& found, std::size_t count,
                  int line, std::string_view text) {
  ASSERT_EQ(found.size(), count) << "on:\n" << text;
  for (const model::Finding& finding : found) {
    EXPECT_GT(finding.location.line, 0);
    EXPECT_FALSE(finding.message.empty());
  }
  if (line > 0) {
    EXPECT_EQ(found.front().location.line, line) << text;
  }
}

void ExpectNone(const std::vector<model::Finding>& found,
                std::string_view text) {
  for (const model::Finding& finding : found) {
    ADD_FAILURE() << finding.rule.str() << " at line " << finding.location.line
                  << ": " << finding.message << "\non:\n"
                  << text;
  }
}

model::Finding OnlyOne(const std::vector<model::Finding>& found,
                       std::string_view text) {
  EXPECT_EQ(found.size(), 1u) << text;
  return found.size() == 1 ? found.front() : model::Finding();
}

std::string AfterFixes(const std::vector<model::Finding>& found,
                       std::string_view before) {
  std::vector<model::Edit> edits;
  for (const model::Finding& finding : found) {
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
    if (edit.range.end > limit) continue;
    text.replace(edit.range.begin, edit.range.size(), edit.replacement);
    limit = edit.range.begin;
  }
  return text;
}

}  // namespace bulkhead::check
