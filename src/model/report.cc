// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "model/report.h"

#include <algorithm>
#include <compare>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "model/finding_order.h"

namespace bulkhead::model {
namespace {

constexpr std::size_t kFingerprintDigits = 32;

auto PlaceOf(const Location& location) {
  return std::tie(location.path, location.line, location.column,
                  location.range.end, location.object);
}

// Appends the words of `text` with one space between them.
void AppendFolded(std::string_view text, std::string* out) {
  bool between = false;  // words, of which one was appended
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !base::IsSpace(text[end])) ++end;
    if (end > at) {
      if (between) *out += ' ';
      *out += text.substr(at, end - at);
      between = true;
    }
    at = end + 1;
  }
}

// What the fingerprint of a finding is made of, but for the ordinal.
std::string IdentityOf(const Finding& finding) {
  std::string out;
  out.reserve(finding.rule.size() + finding.location.path.size() +
              finding.subject.size() + 2);
  out += finding.rule.view();
  out += '\n';
  out += finding.location.path.view();
  out += '\n';
  AppendFolded(finding.subject, &out);
  return out;
}

std::strong_ordering Compare(const Finding& a, const Finding& b) {
  std::strong_ordering place = PlaceOf(a.location) <=> PlaceOf(b.location);
  if (place != 0) return place;
  return std::tie(a.rule, a.message) <=> std::tie(b.rule, b.message);
}

// Moves item order[i] to place i, for each i: every item moves once, and there
// is no second list of them. `order` is a permutation, and is used up.
void Rearrange(std::vector<std::size_t>& order, std::vector<Finding>& items) {
  for (std::size_t start = 0; start < order.size(); ++start) {
    if (order[start] == start) continue;
    Finding first = std::move(items[start]);
    std::size_t to = start;
    while (order[to] != start) {
      std::size_t from = std::exchange(order[to], to);
      items[to] = std::move(items[from]);
      to = from;
    }
    items[to] = std::move(first);
    order[to] = to;
  }
}

// By place, rule and message, without duplicates. A finding is half a kilobyte:
// places are sorted, not findings.
void SortFindings(std::vector<Finding>& findings) {
  auto before = [](const Finding& a, const Finding& b) {
    return Compare(a, b) < 0;
  };
  if (!std::is_sorted(findings.begin(), findings.end(), before)) {
    std::vector<std::size_t> order(findings.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) {
                       return before(findings[a], findings[b]);
                     });
    Rearrange(order, findings);
  }
  findings.erase(std::unique(findings.begin(), findings.end(),
                             [](const Finding& a, const Finding& b) {
                               return Compare(a, b) == 0;
                             }),
                 findings.end());
}

}  // namespace

std::vector<std::string_view> Excerpt::Lines() const {
  if (first_line <= 0) return {};
  return base::Split(text, '\n');
}

const RuleRecord* Report::FindRule(std::string_view id) const {
  auto at = std::lower_bound(rules.begin(), rules.end(), id,
                             [](const RuleRecord& rule, std::string_view key) {
                               return rule.id < key;
                             });
  return at != rules.end() && at->id == id ? &*at : nullptr;
}

void SortByPlace(std::vector<Finding>& findings) { SortFindings(findings); }

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

void Finish(std::vector<Finding>& findings) {
  SortFindings(findings);
  std::unordered_map<std::string, int> seen;
  for (Finding& finding : findings) {
    if (!finding.fingerprint.empty()) continue;
    auto [identity, added] = seen.try_emplace(IdentityOf(finding), 0);
    finding.fingerprint = base::Sha256Hex(
        {identity->first, "\n", std::to_string(identity->second++)},
        kFingerprintDigits);
  }
}

void Finish(Report& report) {
  Finish(report.findings);
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
