// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "report/compare.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "report/summary.h"

namespace bulkhead::report {
namespace {

using model::Finding;
using model::Gap;
using model::Report;

// Fingerprints with how often each occurs: reports of two projects may hold the
// same one twice.
using Tally = std::unordered_map<std::string_view, std::size_t>;

bool Take(Tally* tally, std::string_view fingerprint) {
  Tally::iterator at = tally->find(fingerprint);
  if (at == tally->end() || at->second == 0) return false;
  --at->second;
  return true;
}

auto PlaceOf(const model::Location& location) {
  return std::tie(location.path, location.line, location.column,
                  location.range.end, location.object);
}

bool SameGap(const Gap& a, const Gap& b) {
  return a.code == b.code && a.message == b.message &&
         a.location.path == b.location.path &&
         a.location.object == b.location.object;
}

void AddSection(std::string_view label, const std::vector<Finding>& findings,
                const WriterOptions& options, std::string* out) {
  for (const Finding& finding : findings) {
    if (finding.severity < options.show_from) continue;
    *out += base::Format(
        "{:<10}  {:<8}  {}  {}  {}\n", label, SeverityName(finding.severity),
        base::Printable(PlaceText(finding.location)),
        base::Printable(finding.rule), base::Printable(finding.message));
  }
}

}  // namespace

ReportDiff DiffReports(const Report& before, const Report& after) {
  Tally active_before;
  Tally active_after;
  Tally suppressed_after;
  for (const Finding& finding : before.findings) {
    if (!finding.suppressed) ++active_before[finding.fingerprint];
  }
  for (const Finding& finding : after.findings) {
    Tally& tally = finding.suppressed ? suppressed_after : active_after;
    ++tally[finding.fingerprint];
  }
  ReportDiff diff;
  for (const Finding& finding : after.findings) {
    if (finding.suppressed) continue;
    bool known = Take(&active_before, finding.fingerprint);
    (known ? diff.unchanged : diff.added).push_back(finding);
  }
  for (const Finding& finding : before.findings) {
    if (finding.suppressed || Take(&active_after, finding.fingerprint)) {
      continue;
    }
    bool ignored = Take(&suppressed_after, finding.fingerprint);
    (ignored ? diff.suppressed : diff.fixed).push_back(finding);
  }
  for (const Gap& gap : after.gaps) {
    bool known =
        std::any_of(before.gaps.begin(), before.gaps.end(),
                    [&gap](const Gap& other) { return SameGap(gap, other); });
    if (!known) diff.added_gaps.push_back(gap);
  }
  return diff;
}

std::string DiffText(const ReportDiff& diff, const WriterOptions& options) {
  std::string out;
  AddSection("new", diff.added, options, &out);
  AddSection("fixed", diff.fixed, options, &out);
  AddSection("suppressed", diff.suppressed, options, &out);
  for (const Gap& gap : diff.added_gaps) {
    out += base::Format(
        "{:<10}  {:<8}  {}  {}  {}\n", "new gap", gap.broken ? "error" : "",
        base::Printable(PlaceText(gap.location)), base::Printable(gap.code),
        base::Printable(gap.message));
  }
  if (!out.empty()) out += "\n";
  out += base::Format("{} new, {} fixed, {} unchanged", diff.added.size(),
                      diff.fixed.size(), diff.unchanged.size());
  if (!diff.suppressed.empty()) {
    out += base::Format(", {} suppressed", diff.suppressed.size());
  }
  if (!diff.added_gaps.empty()) {
    out += ", " + Counted(diff.added_gaps.size(), "new gap");
  }
  return out + "\n";
}

Report MergeReports(std::vector<Report> reports) {
  Report merged;
  for (Report& report : reports) {
    if (merged.tool_version.empty()) merged.tool_version = report.tool_version;
    auto append = [](auto& to, auto& from) {
      to.insert(to.end(), std::make_move_iterator(from.begin()),
                std::make_move_iterator(from.end()));
    };
    append(merged.targets, report.targets);
    append(merged.left_out, report.left_out);
    append(merged.findings, report.findings);
    append(merged.gaps, report.gaps);
    append(merged.notes, report.notes);
    append(merged.rules, report.rules);
    append(merged.proofs, report.proofs);
  }
  // Sorts by `key` and keeps the first of equals.
  auto unite = [](auto& list, auto key) {
    std::stable_sort(
        list.begin(), list.end(),
        [&key](const auto& a, const auto& b) { return key(a) < key(b); });
    list.erase(std::unique(list.begin(), list.end(),
                           [&key](const auto& a, const auto& b) {
                             return key(a) == key(b);
                           }),
               list.end());
  };
  unite(merged.targets, [](const model::Target& target) {
    return std::tie(target.path, target.kind, target.detail);
  });
  unite(merged.left_out, [](const model::LeftOut& left) {
    return std::tie(left.path, left.reason);
  });
  // A finding that counts in one report wins over its suppressed twin.
  std::stable_partition(merged.findings.begin(), merged.findings.end(),
                        [](const Finding& f) { return !f.suppressed; });
  unite(merged.findings, [](const Finding& finding) {
    return std::tuple_cat(
        PlaceOf(finding.location),
        std::tie(finding.rule, finding.message, finding.fingerprint));
  });
  unite(merged.gaps, [](const Gap& gap) {
    return std::tuple_cat(PlaceOf(gap.location),
                          std::tie(gap.code, gap.message));
  });
  unite(merged.notes, [](const model::Note& note) {
    return std::tie(note.code, note.message);
  });
  unite(merged.proofs, [](const model::Proof& proof) {
    return std::tie(proof.target, proof.message);
  });
  unite(merged.rules,
        [](const model::RuleRecord& rule) { return std::tie(rule.id); });
  return merged;
}

}  // namespace bulkhead::report
