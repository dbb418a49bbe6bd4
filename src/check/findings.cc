// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/findings.h"

#include <algorithm>

namespace bulkhead::check {
namespace {

bool IsAmong(std::string_view name,
             std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

model::Finding& Findings::Add(model::Range range, model::Range construct,
                              std::string message) {
  return AddIn(*source_, range, construct, std::move(message));
}

model::Finding& Findings::AddIn(const base::Source& source, model::Range range,
                                model::Range construct, std::string message) {
  base::Position begin = source.At(range.begin);
  base::Position end = source.At(range.end);
  model::Finding& finding = found_.emplace_back();
  finding.rule = rule_->id;
  finding.severity = rule_->severity;
  finding.message = std::move(message);
  finding.location = {.path = source.path(),
                      .range = range,
                      .line = begin.line,
                      .column = begin.column,
                      .end_line = end.line,
                      .end_column = end.column,
                      .construct_line = source.At(construct.begin).line};
  finding.aliases.assign(rule_->aliases.begin(), rule_->aliases.end());
  return finding;
}

void OnlyAliases(model::Finding& finding,
                 std::initializer_list<std::string_view> aliases) {
  std::erase_if(finding.aliases, [&](const std::string& alias) {
    return !IsAmong(alias, aliases);
  });
}

void WithoutAliases(model::Finding& finding,
                    std::initializer_list<std::string_view> aliases) {
  std::erase_if(finding.aliases, [&](const std::string& alias) {
    return IsAmong(alias, aliases);
  });
}

void MarkSecret(model::Finding& finding, const base::Source& source,
                model::Range range, std::string_view text) {
  if (text.empty() || source.path() != finding.location.path) return;
  std::string_view whole = source.text().substr(range.begin, range.size());
  std::size_t before = finding.secrets.size();
  for (std::size_t at = whole.find(text); at != std::string_view::npos;
       at = whole.find(text, at + text.size())) {
    std::size_t begin = range.begin + at;
    finding.secrets.push_back(
        {{begin, begin + text.size()}, std::string(text)});
  }
  if (finding.secrets.size() == before) {
    finding.secrets.push_back({range, std::string(whole)});
  }
}

void SetFix(model::Finding& finding, bool safe, std::string description,
            std::vector<model::Edit> edits) {
  finding.fix = model::Fix{.description = std::move(description),
                           .safe = safe,
                           .edits = std::move(edits)};
}

}  // namespace bulkhead::check
