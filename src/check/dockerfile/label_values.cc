// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/label_values.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::check {
namespace {

bool AllOf(std::string_view text, bool (*wanted)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), wanted);
}

bool IsDigitChar(char c) { return base::IsDigit(c); }
bool IsHexChar(char c) {
  return base::IsDigit(c) || (base::Lower(c) >= 'a' && base::Lower(c) <= 'f');
}
bool IsUriChar(char c) {
  return c > ' ' && c < '\x7f' && !base::Contains("\"<>\\^`{|}", {&c, 1});
}
bool IsAtomChar(char c) {
  return base::IsAlnum(c) || base::Contains("!#$%&'*+-/=?^_`{|}~", {&c, 1});
}

// Takes exactly `count` digits whose value lies in [low, high].
bool TakeNumber(std::string_view& text, std::size_t count, int low, int high) {
  if (text.size() < count || !AllOf(text.substr(0, count), &IsDigitChar)) {
    return false;
  }
  long long value = *base::ParseInt(text.substr(0, count));
  text.remove_prefix(count);
  return value >= low && value <= high;
}

bool TakeDate(std::string_view& text) {
  return TakeNumber(text, 4, 0, 9999) && base::ConsumePrefix(text, "-") &&
         TakeNumber(text, 2, 1, 12) && base::ConsumePrefix(text, "-") &&
         TakeNumber(text, 2, 1, 31);
}

bool TakeClock(std::string_view& text) {
  return TakeNumber(text, 2, 0, 23) && base::ConsumePrefix(text, ":") &&
         TakeNumber(text, 2, 0, 59);
}

bool IsPlainNumber(std::string_view text) {
  return AllOf(text, &IsDigitChar) && (text.size() == 1 || text[0] != '0');
}

// The identifiers of a pre-release or build, joined by dots.
bool AreIdentifiers(std::string_view text, bool pre_release) {
  for (std::string_view part : base::Split(text, '.')) {
    if (!AllOf(part, [](char c) { return base::IsAlnum(c) || c == '-'; })) {
      return false;
    }
    if (pre_release && AllOf(part, &IsDigitChar) && !IsPlainNumber(part)) {
      return false;
    }
  }
  return true;
}

bool AreAtoms(std::string_view text) {
  std::vector<std::string_view> atoms = base::Split(text, '.');
  return std::all_of(atoms.begin(), atoms.end(), [](std::string_view atom) {
    return AllOf(atom, &IsAtomChar);
  });
}

}  // namespace

bool IsUrl(std::string_view text) {
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  std::string_view scheme = text.substr(0, colon);
  std::string_view rest = text.substr(colon + 1);
  if (!base::IsAlpha(scheme[0]) || !AllOf(scheme, [](char c) {
        return base::IsAlnum(c) || c == '+' || c == '-' || c == '.';
      })) {
    return false;
  }
  if (!AllOf(rest, &IsUriChar)) return false;
  return !base::ConsumePrefix(rest, "//") || !rest.empty();
}

bool IsRfc3339(std::string_view text) {
  if (!TakeDate(text) || text.empty()) return false;
  if (base::Lower(text[0]) != 't' && text[0] != ' ') return false;
  text.remove_prefix(1);
  if (!TakeClock(text) || !base::ConsumePrefix(text, ":") ||
      !TakeNumber(text, 2, 0, 60)) {
    return false;
  }
  if (base::ConsumePrefix(text, ".")) {
    std::size_t digits = 0;
    while (digits < text.size() && base::IsDigit(text[digits])) ++digits;
    if (digits == 0) return false;
    text.remove_prefix(digits);
  }
  if (text == "Z" || text == "z") return true;
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return false;
  text.remove_prefix(1);
  return TakeClock(text) && text.empty();
}

bool IsGitHash(std::string_view text) {
  return AllOf(text, &IsHexChar) &&
         ((text.size() >= 7 && text.size() <= 40) || text.size() == 64);
}

bool IsSemver(std::string_view text) {
  std::size_t plus = text.find('+');
  if (plus != std::string_view::npos) {
    if (!AreIdentifiers(text.substr(plus + 1), false)) return false;
    text = text.substr(0, plus);
  }
  std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    if (!AreIdentifiers(text.substr(dash + 1), true)) return false;
    text = text.substr(0, dash);
  }
  std::vector<std::string_view> numbers = base::Split(text, '.');
  return numbers.size() == 3 &&
         std::all_of(numbers.begin(), numbers.end(), &IsPlainNumber);
}

bool IsEmail(std::string_view text) {
  std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return false;
  std::string_view local = text.substr(0, at);
  std::string_view domain = text.substr(at + 1);
  bool quoted = local.size() > 2 && local.starts_with('"') &&
                local.ends_with('"') &&
                !base::Contains(local.substr(1, local.size() - 2), "\"");
  bool literal = domain.starts_with('[') && domain.ends_with(']');
  return (quoted || AreAtoms(local)) && (literal || AreAtoms(domain));
}

}  // namespace bulkhead::check
