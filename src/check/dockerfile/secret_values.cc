// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What a value tells: nothing, a place where the secret stands, or the secret.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/secret_names.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kSwitches[] = {"0",  "1",  "true", "false", "yes",
                                          "no", "on", "off",  "none",  "null"};
// Words that stand where a secret will be put in.
constexpr std::string_view kPlaceholders[] = {
    "change_me", "change-me",   "changeit", "changeme", "change_this", "dummy",
    "example",   "placeholder", "replace",  "todo",     "unused",      "xxxx",
    "your-",     "your_",       "<",        "****",     "..."};

// Begins of tokens and keys as their issuers document them, and how long they
// are at least.
struct TokenForm {
  std::string_view prefix;
  std::size_t min_size;
};
constexpr TokenForm kTokenForms[] = {
    {"AKIA", 20},  {"ASIA", 20},        {"ghp_", 30},      {"gho_", 30},
    {"ghs_", 30},  {"github_pat_", 40}, {"glpat-", 20},    {"npm_", 36},
    {"xoxb-", 20}, {"xoxp-", 20},       {"sk_live_", 20},  {"rk_live_", 20},
    {"AIza", 39},  {"hf_", 30},         {"dckr_pat_", 20}, {"pypi-", 40},
    {"SG.", 40},   {"-----BEGIN ", 27}};

bool LooksLikeToken(std::string_view value) {
  for (const TokenForm& form : kTokenForms) {
    if (!value.starts_with(form.prefix) || value.size() < form.min_size) {
      continue;
    }
    if (form.prefix[0] == '-') return base::Contains(value, "PRIVATE KEY");
    return std::all_of(value.begin(), value.end(), [](char c) {
      return base::IsNameChar(c) || c == '-' || c == '.';
    });
  }
  return false;
}

bool LooksRandom(std::string_view value) {
  if (value.size() < 16) return false;
  bool letter = false;
  int digits = 0;
  for (char c : value) {
    if (base::IsSpace(c)) return false;
    letter = letter || base::IsAlpha(c);
    if (base::IsDigit(c)) ++digits;
  }
  return letter && digits >= 2;
}

bool IsPath(std::string_view value) {
  if (base::Contains(value, "://")) return true;
  std::size_t slash = value.find('/');
  if (slash == std::string_view::npos) return false;
  return value.starts_with("/") || value.starts_with("./") ||
         value.starts_with("~/") || value.starts_with("../") ||
         value.find('.', slash) != std::string_view::npos;
}

}  // namespace

SecretValue ClassifySecretValue(std::string_view value) {
  value = base::Trim(value);
  if (value.empty()) return SecretValue::kEmpty;
  std::string lower = base::ToLower(value);
  if (std::find(std::begin(kSwitches), std::end(kSwitches), lower) !=
      std::end(kSwitches)) {
    return SecretValue::kSwitch;
  }
  for (std::string_view word : kPlaceholders) {
    if (base::Contains(lower, word)) return SecretValue::kPlaceholder;
  }
  if (LooksLikeToken(value)) return SecretValue::kToken;
  if (IsPath(value)) return SecretValue::kPath;
  return LooksRandom(value) ? SecretValue::kRandom : SecretValue::kPlain;
}

bool IsSecretToken(std::string_view value) {
  return LooksLikeToken(base::Trim(value)) &&
         ClassifySecretValue(value) == SecretValue::kToken;
}

}  // namespace bulkhead::check
