// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/findings.h"

#include <algorithm>

namespace bulkhead::check {
namespace {

// Keeps the aliases that are among `names`, or those that are not.
void KeepAliases(model::Finding& finding,
                 std::initializer_list<std::string_view> names, bool among) {
  std::vector<std::string> kept;
  for (std::string_view alias : finding.aliases) {
    bool named = std::find(names.begin(), names.end(), alias) != names.end();
    if (named == among) kept.emplace_back(alias);
  }
  finding.aliases = std::move(kept);
}

model::Location LocationIn(const base::Source& source, model::Range range) {
  base::Position begin = source.At(range.begin);
  base::Position end = source.At(range.end);
  return {.path = source.path(),
          .range = range,
          .line = begin.line,
          .column = begin.column,
          .end_line = end.line,
          .end_column = end.column};
}

}  // namespace

model::Finding& Findings::Add(model::Range range, model::Range construct,
                              std::string message) {
  return AddIn(*source_, range, construct, std::move(message));
}

model::Finding& Findings::AddIn(const base::Source& source, model::Range range,
                                model::Range construct, std::string message) {
  // Findings are large: most documents have less, and none is moved.
  constexpr std::size_t kUsual = 16;
  if (found_.empty()) found_.reserve(kUsual);
  model::Finding& finding = found_.emplace_back();
  finding.rule = base::SharedText::Constant(rule_->id);
  finding.severity = rule_->severity;
  finding.message = std::move(message);
  finding.location = LocationIn(source, range);
  finding.location.construct_line = source.At(construct.begin).line;
  finding.aliases = base::SharedTexts::Constant(
      {rule_->aliases.begin(), rule_->aliases.size()});
  return finding;
}

void Relate(model::Finding& finding, const base::Source& source,
            model::Range range, std::string message) {
  finding.related.push_back({LocationIn(source, range), std::move(message)});
}

void OnlyAliases(model::Finding& finding,
                 std::initializer_list<std::string_view> aliases) {
  KeepAliases(finding, aliases, true);
}

void AddAliases(model::Finding& finding,
                std::initializer_list<std::string_view> aliases) {
  std::vector<std::string> all(finding.aliases.begin(), finding.aliases.end());
  all.insert(all.end(), aliases.begin(), aliases.end());
  finding.aliases = std::move(all);
}

void WithoutAliases(model::Finding& finding,
                    std::initializer_list<std::string_view> aliases) {
  KeepAliases(finding, aliases, false);
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
