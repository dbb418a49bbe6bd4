// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/secret_text.h"

#include <cstdint>

#include "base/text.h"
#include "check/dockerfile/secret_names.h"
#include "check/findings.h"

namespace bulkhead::check {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

}  // namespace

bool IsSecretName(const ComposeContext& context, std::string_view name) {
  if (name.ends_with("_FILE")) return false;
  // ACCESS_KEY_ID: the name of the key, where its value is no token.
  if (base::ToLower(name).ends_with("_key_id")) return false;
  return ClassifySecretName(name, context.options.secret_names).strength ==
         NameStrength::kStrong;
}

bool MayNameSecret(const ComposeContext& context, std::string_view name) {
  if (name.ends_with("_FILE")) return false;
  return ClassifySecretName(name, context.options.secret_names).strength ==
         NameStrength::kWeak;
}

bool IsSecretValue(std::string_view value) {
  if (value.empty() || value.find_first_of("$`") == 0) return false;
  // Counts and times: --token-ttl=3600.
  if (base::ParseInt(value).value_or(INT64_MAX) < 1'000'000) return false;
  SecretValue kind = ClassifySecretValue(value);
  return kind == SecretValue::kPlain || kind == SecretValue::kRandom ||
         kind == SecretValue::kToken;
}

std::string_view PasswordInUrl(std::string_view text) {
  std::size_t scheme = text.find("://");
  if (scheme == kNone) return {};
  std::string_view rest = text.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?# "));
  std::size_t at = rest.rfind('@');
  if (at == kNone) return {};
  std::string_view user = rest.substr(0, at);
  std::size_t colon = user.find(':');
  if (colon == kNone) return {};
  std::string_view password = user.substr(colon + 1);
  if (password.empty() || password.find_first_of("${<%") == 0) return {};
  return password;
}

std::string_view SecretPart(std::string_view text) {
  std::string_view password = PasswordInUrl(text);
  return password.empty() ? text : password;
}

void MarkSecretOf(model::Finding& finding, const config::ComposeNode& value,
                  std::string_view secret) {
  const config::ComposePlace& place = value.origin.value;
  if (!place.known()) return;
  MarkSecret(finding, *place.source, {place.range.begin, place.range.end},
             secret);
}

std::vector<VariableDefault> DefaultsIn(std::string_view text) {
  std::vector<VariableDefault> found;
  for (std::size_t at = text.find("${"); at != kNone;
       at = text.find("${", at + 2)) {
    // $${X} is text.
    if (at > 0 && text[at - 1] == '$') continue;
    std::size_t end = at + 2;
    while (end < text.size() && base::IsNameChar(text[end])) ++end;
    std::string_view name = text.substr(at + 2, end - at - 2);
    std::string_view rest = text.substr(end);
    base::ConsumePrefix(rest, ":");
    if (!base::ConsumePrefix(rest, "-")) continue;
    std::size_t close = 0;
    for (int depth = 1; close < rest.size(); ++close) {
      if (rest[close] == '{') ++depth;
      if (rest[close] == '}' && --depth == 0) break;
    }
    if (close == rest.size()) break;
    std::size_t behind = text.size() - rest.size() + close + 1;
    found.push_back({std::string(name), std::string(rest.substr(0, close)), at,
                     behind - at});
  }
  return found;
}

}  // namespace bulkhead::check
