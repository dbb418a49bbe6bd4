// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Texts that several writers share.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/report.h"
#include "report/writer.h"

namespace bulkhead::report {

// "1 file", "3 files".
std::string Counted(std::size_t count, std::string_view noun);

// "1 critical, 2 high, 0 medium, 1 low (12 info not shown)", or
// "no findings".
std::string SeverityCounts(const model::Counts& counts,
                           model::Severity show_from);

// "3 files checked: 1 critical, ... (12 info not shown), 4 old, 1 suppressed,
// 1 gap".
std::string SummaryLine(const model::Report& report,
                        const WriterOptions& options);

// True where the writers for people list the finding.
bool IsShown(const model::Finding& finding, const WriterOptions& options);

// "Dockerfile:7:3", "compose.yaml", with the object in parentheses.
std::string PlaceText(const model::Location& location);
// "7:3", "7"; "" for the file as a whole.
std::string LineText(const model::Location& location);

// Findings of one file, in the order of the report.
struct FileGroup {
  std::string path;
  std::vector<const model::Finding*> findings;
};
// The findings that `options` shows, files in the order of their first one.
// The pointers live as long as the report.
std::vector<FileGroup> GroupByFile(const model::Report& report,
                                   const WriterOptions& options);

// The texts of the finding's rule, "" where the report does not have it.
struct RuleTexts {
  std::string_view title;
  std::string_view why;
  std::string_view remedy;
};
RuleTexts TextsOf(const model::Report& report, const model::Finding& finding);

}  // namespace bulkhead::report
