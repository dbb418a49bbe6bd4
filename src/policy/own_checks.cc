// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "policy/own_checks.h"

#include <algorithm>

#include "base/text.h"
#include "policy/own_check_node.h"

namespace bulkhead::policy {
namespace {

bool Passes(const OwnTest& test, std::string_view value) {
  if (!test.globs.empty() && std::none_of(test.globs.begin(), test.globs.end(),
                                          [&](const std::string& glob) {
                                            return base::GlobMatch(glob, value);
                                          })) {
    return false;
  }
  if (test.matches && !test.matches->Matches(value)) return false;
  if (!base::Contains(value, test.contains)) return false;
  if (test.less || test.more) {
    std::optional<double> number = NumberOf(value);
    if (!number) return false;
    if (test.less && !(*number < *test.less)) return false;
    if (test.more && !(*number > *test.more)) return false;
  }
  return true;
}

// True where `path` begins with the segments of `pattern`; `whole` where it
// has no more than these.
bool PathMatches(const std::vector<std::string>& pattern, std::string_view path,
                 bool* whole) {
  std::vector<std::string> segments = PathSegments(path);
  if (segments.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!base::GlobMatch(pattern[i], segments[i])) return false;
  }
  *whole = segments.size() == pattern.size();
  return true;
}

struct Hit {
  bool met = false;
  const ConstructValue* value = nullptr;  // that decided, where one did
};

Hit TestValue(const OwnCondition& condition, const ConstructView& construct) {
  bool present = false;
  Hit hit;
  for (const ConstructValue& value : construct.values) {
    bool whole = false;
    if (!PathMatches(condition.path, value.path, &whole)) continue;
    present = true;
    // A path that names a mapping exists, but has no value to test.
    if (condition.test.exists && !whole) {
      hit = {true, &value};
      break;
    }
    if (whole && Passes(condition.test, value.value)) {
      hit = {true, &value};
      break;
    }
  }
  if (condition.test.exists && !*condition.test.exists) return {!present};
  return hit;
}

Hit TestLeaf(const OwnCondition& condition, const ConstructView& construct) {
  switch (condition.kind) {
    case OwnCondition::Kind::kName:
      return {Passes(condition.test, construct.name)};
    case OwnCondition::Kind::kText:
      return {Passes(condition.test, construct.text)};
    default:
      return TestValue(condition, construct);
  }
}

// Children stand behind their parents: one pass from the end.
Hit Evaluate(const OwnCheckNode& check, const ConstructView& construct) {
  using Kind = OwnCondition::Kind;
  const std::vector<OwnCondition>& conditions = check.conditions;
  std::vector<Hit> hits(conditions.size());
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    hits[i].met = conditions[i].kind != Kind::kAny;
  }
  for (std::size_t i = conditions.size(); i-- > 0;) {
    const OwnCondition& condition = conditions[i];
    Hit hit = hits[i];
    if (condition.kind == Kind::kNot) {
      hit = {!hit.met};
    } else if (condition.kind != Kind::kAll && condition.kind != Kind::kAny) {
      hit = TestLeaf(condition, construct);
    }
    if (i == 0) return hit;
    Hit& parent = hits[condition.parent];
    if (conditions[condition.parent].kind == Kind::kAny) {
      parent.met = parent.met || hit.met;
    } else {
      parent.met = parent.met && hit.met;
    }
    if (hit.met && hit.value != nullptr) parent.value = hit.value;
  }
  return {};
}

model::Finding NewFinding(const OwnCheck& check, std::string_view path) {
  model::Finding finding;
  finding.rule = check.rule.id;
  finding.severity = check.rule.severity;
  finding.message = check.message;
  finding.location.path = path;
  finding.aliases = check.rule.aliases;
  return finding;
}

model::Finding FindingAt(const OwnCheck& check, std::string_view path,
                         const ConstructView& construct,
                         const ConstructValue* value) {
  model::Finding finding = NewFinding(check, path);
  std::string shown = base::Printable(
      value != nullptr ? std::string_view(value->value) : construct.text);
  finding.message = base::ReplaceAll(finding.message, "{value}", shown);
  finding.message = base::ReplaceAll(finding.message, "{path}",
                                     value != nullptr ? value->path : "");
  finding.message = base::ReplaceAll(finding.message, "{name}",
                                     base::Printable(construct.name));
  model::Location& place = finding.location;
  place.object = std::string(construct.object);
  if (value != nullptr && value->line > 0) {
    place.range = value->range;
    place.line = value->line;
    place.column = value->column;
    place.end_line = value->line;
    place.end_column = value->column + static_cast<int>(value->range.size());
  } else {
    place.range = construct.range;
    place.line = construct.line;
    place.column = construct.column;
    place.end_line = construct.end_line;
    place.end_column = construct.end_column;
  }
  finding.subject = base::Format(
      "{} {} {}", construct.kind, construct.name,
      value != nullptr ? std::string_view(value->path) : construct.text);
  return finding;
}

}  // namespace

std::vector<std::string> PathSegments(std::string_view path) {
  std::vector<std::string> out(1);
  for (char c : path) {
    if (c == '.' || c == '[') {
      out.emplace_back();
    } else if (c != ']') {
      out.back() += c;
    }
  }
  if (out.size() > 1 && out[0].empty()) out.erase(out.begin());
  return out;
}

std::optional<double> NumberOf(std::string_view text) {
  double factor = 1;
  std::string_view unit = text;
  unit.remove_prefix(
      std::min(text.find_first_not_of("0123456789.-+"), text.size()));
  if (!unit.empty()) {
    static constexpr std::string_view kUnits = "bkmgt";
    std::size_t power = kUnits.find(base::Lower(unit[0]));
    std::string_view rest = unit.substr(1);
    if (power == std::string_view::npos ||
        !(rest.empty() || base::EqualsIgnoreCase(rest, "b") ||
          base::EqualsIgnoreCase(rest, "ib"))) {
      return std::nullopt;
    }
    for (std::size_t i = 0; i < power; ++i) factor *= 1024;
  }
  std::optional<double> number =
      base::ParseDouble(text.substr(0, text.size() - unit.size()));
  if (!number) return std::nullopt;
  return *number * factor;
}

std::vector<model::Finding> RunOwnChecks(
    std::span<const OwnCheck> checks, std::string_view target,
    std::string_view path, std::span<const ConstructView> constructs) {
  std::vector<model::Finding> out;
  for (const OwnCheck& check : checks) {
    if (check.target != target || check.condition == nullptr) continue;
    const OwnCheckNode& node = *check.condition;
    bool met = false;
    for (const ConstructView& construct : constructs) {
      if (construct.kind != node.kind) continue;
      Hit hit = Evaluate(node, construct);
      met = met || hit.met;
      if (hit.met && !node.required) {
        out.push_back(FindingAt(check, path, construct, hit.value));
      }
    }
    if (node.required && !met) {
      out.push_back(NewFinding(check, path));
      out.back().subject = "required";
    }
  }
  return out;
}

}  // namespace bulkhead::policy
