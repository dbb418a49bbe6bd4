// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "report/summary.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"

namespace bulkhead::report {
namespace {

using model::Severity;

constexpr Severity kFalling[] = {Severity::kCritical, Severity::kHigh,
                                 Severity::kMedium, Severity::kLow,
                                 Severity::kInfo};

// Findings of another commit (--new-since).
std::size_t CountOld(const model::Report& report) {
  return static_cast<std::size_t>(std::count_if(
      report.findings.begin(), report.findings.end(),
      [](const model::Finding& finding) {
        return finding.suppressed && finding.suppressed->kind == "old";
      }));
}

}  // namespace

std::string Counted(std::size_t count, std::string_view noun) {
  return base::Format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string SeverityCounts(const model::Counts& counts, Severity show_from) {
  std::vector<std::string> shown;
  std::vector<std::string> hidden;
  bool any = false;
  for (Severity severity : kFalling) {
    std::size_t count = counts.At(severity);
    any = any || count > 0;
    std::string text = base::Format("{} {}", count, SeverityName(severity));
    if (severity >= show_from) {
      // Info is for opinions: not worth a zero.
      if (count > 0 || severity != Severity::kInfo) shown.push_back(text);
    } else if (count > 0) {
      hidden.push_back(text);
    }
  }
  if (!any) return "no findings";
  std::string out = base::Join(shown, ", ");
  if (!hidden.empty()) {
    out += base::Format(" ({} not shown)", base::Join(hidden, ", "));
  }
  return out;
}

std::string SummaryLine(const model::Report& report,
                        const WriterOptions& options) {
  model::Counts counts = model::CountFindings(report);
  std::string out =
      base::Format("{} checked: {}", Counted(report.targets.size(), "file"),
                   SeverityCounts(counts, options.show_from));
  std::size_t old = CountOld(report);
  if (old > 0) out += base::Format(", {} old", old);
  if (counts.suppressed > old) {
    out += base::Format(", {} suppressed", counts.suppressed - old);
  }
  if (!report.gaps.empty()) {
    out += ", " + Counted(report.gaps.size(), "gap");
  }
  return out;
}

bool IsShown(const model::Finding& finding, const WriterOptions& options) {
  if (finding.suppressed && !options.show_suppressed) return false;
  return finding.severity >= options.show_from;
}

std::string PlaceText(const model::Location& location) {
  std::string out = location.path.str();
  std::string line = LineText(location);
  if (!line.empty()) out += ":" + line;
  if (!location.object.empty()) out += base::Format(" ({})", location.object);
  return out;
}

std::string LineText(const model::Location& location) {
  if (location.line <= 0) return "";
  if (location.column <= 0) return base::Format("{}", location.line);
  return base::Format("{}:{}", location.line, location.column);
}

std::vector<FileGroup> GroupByFile(const model::Report& report,
                                   const WriterOptions& options) {
  std::vector<FileGroup> groups;
  std::unordered_map<std::string_view, std::size_t> index;
  for (const model::Finding& finding : report.findings) {
    if (!IsShown(finding, options)) continue;
    std::string_view path = finding.location.path;
    auto [at, added] = index.emplace(path, groups.size());
    if (added) groups.push_back({.path = std::string(path), .findings = {}});
    groups[at->second].findings.push_back(&finding);
  }
  return groups;
}

RuleTexts TextsOf(const model::Report& report, const model::Finding& finding) {
  const model::RuleRecord* rule = report.FindRule(finding.rule);
  if (rule == nullptr) return {};
  return {rule->title, rule->why, rule->remedy};
}

}  // namespace bulkhead::report
