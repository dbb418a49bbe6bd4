// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "model/report.h"

#include <algorithm>
#include <compare>
#include <tuple>
#include <unordered_map>

#include "base/digest.h"
#include "base/text.h"

namespace bulkhead::model {
namespace {

constexpr std::size_t kFingerprintDigits = 32;

auto PlaceOf(const Location& location) {
  return std::tie(location.path, location.line, location.column,
                  location.range.end, location.object);
}

std::string Folded(std::string_view text) {
  return base::Join(base::SplitWords(text), " ");
}

std::strong_ordering Compare(const Finding& a, const Finding& b) {
  std::strong_ordering place = PlaceOf(a.location) <=> PlaceOf(b.location);
  if (place != 0) return place;
  return std::tie(a.rule, a.message) <=> std::tie(b.rule, b.message);
}

// By place, rule and message, without duplicates. A finding is half a kilobyte:
// pointers are sorted, and each finding moves once.
void SortFindings(std::vector<Finding>& findings) {
  std::vector<Finding*> order;
  order.reserve(findings.size());
  for (Finding& finding : findings) order.push_back(&finding);
  std::stable_sort(
      order.begin(), order.end(),
      [](const Finding* a, const Finding* b) { return Compare(*a, *b) < 0; });
  order.erase(std::unique(order.begin(), order.end(),
                          [](const Finding* a, const Finding* b) {
                            return Compare(*a, *b) == 0;
                          }),
              order.end());
  std::vector<Finding> sorted;
  sorted.reserve(order.size());
  for (Finding* finding : order) sorted.push_back(std::move(*finding));
  findings = std::move(sorted);
}

}  // namespace

const RuleRecord* Report::FindRule(std::string_view id) const {
  auto at = std::lower_bound(rules.begin(), rules.end(), id,
                             [](const RuleRecord& rule, std::string_view key) {
                               return rule.id < key;
                             });
  return at != rules.end() && at->id == id ? &*at : nullptr;
}

RuleRecord MakeRecord(const RuleInfo& info) {
  return {.id = std::string(info.id),
          .aliases = {info.aliases.begin(), info.aliases.end()},
          .severity = info.severity,
          .title = std::string(info.title),
          .why = std::string(info.why),
          .remedy = std::string(info.remedy),
          .references = {info.references.begin(), info.references.end()}};
}

Counts CountFindings(const Report& report) {
  Counts counts;
  for (const Finding& finding : report.findings) {
    if (finding.suppressed) {
      ++counts.suppressed;
    } else {
      ++counts.by_severity[static_cast<std::size_t>(finding.severity)];
    }
  }
  return counts;
}

void Finish(Report& report) {
  SortFindings(report.findings);
  std::unordered_map<std::string, int> seen;
  seen.reserve(report.findings.size());
  for (Finding& finding : report.findings) {
    std::string key =
        base::Format("{}\n{}\n{}", finding.rule, finding.location.path,
                     Folded(finding.subject));
    int ordinal = seen[key]++;
    finding.fingerprint = base::Sha256Hex(base::Format("{}\n{}", key, ordinal))
                              .substr(0, kFingerprintDigits);
  }
  std::stable_sort(report.gaps.begin(), report.gaps.end(),
                   [](const Gap& a, const Gap& b) {
                     return PlaceOf(a.location) < PlaceOf(b.location);
                   });
  std::sort(report.targets.begin(), report.targets.end(),
            [](const Target& a, const Target& b) {
              return std::tie(a.path, a.kind) < std::tie(b.path, b.kind);
            });
  std::sort(
      report.rules.begin(), report.rules.end(),
      [](const RuleRecord& a, const RuleRecord& b) { return a.id < b.id; });
}

}  // namespace bulkhead::model
