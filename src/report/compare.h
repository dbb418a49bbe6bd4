// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Several reports together: what changed between two, and one of many.
#pragma once

#include <string>
#include <vector>

#include "model/report.h"
#include "report/writer.h"

namespace bulkhead::report {

// How the findings that count differ between two reports, told apart by
// fingerprint. Each list is in the order of the report that it comes from.
struct ReportDiff {
  std::vector<model::Finding> added;       // of the new report
  std::vector<model::Finding> fixed;       // of the old report
  std::vector<model::Finding> unchanged;   // of the new report
  std::vector<model::Finding> suppressed;  // counted before, ignored now
  std::vector<model::Gap> added_gaps;      // of the new report
};
ReportDiff DiffReports(const model::Report& before, const model::Report& after);

// The difference for people: one line a finding and a summary. Findings below
// `options.show_from` are only counted.
std::string DiffText(const ReportDiff& diff, const WriterOptions& options);

// One report of the results of several runs, sorted by place; what is the same
// in two of them appears once. Fingerprints stay as they are. The version is
// that of the first report.
model::Report MergeReports(std::vector<model::Report> reports);

}  // namespace bulkhead::report
