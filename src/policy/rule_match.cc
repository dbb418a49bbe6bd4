// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// How a text names a rule: by its id, by an alias, or by a glob over them; and
// whose id an alias is, told by its shape.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "policy/ignores.h"
#include "policy/policy.h"

namespace bulkhead::policy {
namespace {

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::IsDigit);
}

bool StartsWithIgnoreCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         base::EqualsIgnoreCase(text.substr(0, prefix.size()), prefix);
}

// The number of a Trivy id of Dockerfiles, "0001" and "001" alike.
std::optional<long long> TrivyNumber(std::string_view id) {
  if (StartsWithIgnoreCase(id, "AVD-")) id.remove_prefix(4);
  if (!StartsWithIgnoreCase(id, "DS")) return std::nullopt;
  id.remove_prefix(2);
  if (id.starts_with('-')) id.remove_prefix(1);
  if (!AllDigits(id) || id.size() > 6) return std::nullopt;
  return base::ParseInt(id);
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    char c = base::Lower(text[i]);
    bool hex = base::IsDigit(c) || (c >= 'a' && c <= 'f');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

// BuildKit names its checks in CamelCase: FromAsCasing.
bool IsCheckName(std::string_view text) {
  return text.size() > 3 && base::IsUpper(text[0]) &&
         std::all_of(text.begin(), text.end(), base::IsAlpha) &&
         std::count_if(text.begin(), text.end(), base::IsUpper) > 1 &&
         std::any_of(text.begin(), text.end(), base::IsLower);
}

bool IsGlob(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

bool MatchesName(std::string_view pattern, std::string_view name) {
  if (base::EqualsIgnoreCase(pattern, name)) return true;
  if (IsGlob(pattern) &&
      base::GlobMatch(base::ToLower(pattern), base::ToLower(name))) {
    return true;
  }
  std::optional<long long> number = TrivyNumber(pattern);
  return number && number == TrivyNumber(name);
}

}  // namespace

bool MatchesRule(std::string_view pattern, std::string_view id,
                 std::span<const std::string_view> aliases) {
  return MatchesName(pattern, id) ||
         std::any_of(aliases.begin(), aliases.end(),
                     [&](std::string_view alias) {
                       return MatchesName(pattern, alias);
                     });
}

bool NamesKnownRule(std::string_view name, std::span<const KnownRule> rules) {
  for (const KnownRule& rule : rules) {
    if (MatchesRule(name, rule.id, rule.aliases)) return true;
    for (std::string_view alias : rule.aliases) {
      if (IsGlob(alias) && MatchesName(alias, name)) return true;
    }
  }
  return false;
}

std::string_view NearestRule(std::string_view name,
                             std::span<const KnownRule> rules) {
  std::vector<std::string_view> names;
  for (const KnownRule& rule : rules) {
    names.push_back(rule.id);
    names.insert(names.end(), rule.aliases.begin(), rule.aliases.end());
  }
  return base::DidYouMean(name, names);
}

std::string UnknownRuleOf(const RuleSetting& setting,
                          std::span<const KnownRule> rules) {
  if (setting.by_peer || setting.rule.starts_with("own/") ||
      NamesKnownRule(setting.rule, rules)) {
    return "";
  }
  std::string_view near = NearestRule(setting.rule, rules);
  return base::Format(
      "no rule {}{}", base::Printable(setting.rule),
      near.empty() ? "" : base::Format("; did you mean {}?", near));
}

bool IsAliasOf(std::string_view alias, std::string_view tool) {
  if (tool == "hadolint") {
    return alias.size() == 6 &&
           (alias.starts_with("DL") || alias.starts_with("SC")) &&
           AllDigits(alias.substr(2));
  }
  if (tool == "trivy") return TrivyNumber(alias).has_value();
  if (tool == "checkov") return alias.starts_with("CKV");
  if (tool == "kics") return IsUuid(alias) || alias.starts_with("kics:");
  if (tool == "buildkit") return IsCheckName(alias);
  if (tool == "dockle") {
    return alias.starts_with("CIS-DI-") || alias.starts_with("DKL-");
  }
  return false;
}

}  // namespace bulkhead::policy
