// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Small helpers on text. Nothing here knows of locales: all classes of
// characters are ASCII.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace bulkhead::base {

std::string VFormat(fmt::string_view format, fmt::format_args args);

// fmt::format, compiled once.
template <typename... Args>
std::string Format(fmt::format_string<Args...> format, Args&&... args) {
  return VFormat(format, fmt::make_format_args(args...));
}

constexpr bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool IsBlank(char c) { return c == ' ' || c == '\t'; }
constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsAlpha(char c) { return IsUpper(c) || IsLower(c); }
constexpr bool IsAlnum(char c) { return IsAlpha(c) || IsDigit(c); }
// Letters, digits and underscore: what a shell variable's name is made of.
constexpr bool IsNameChar(char c) { return IsAlnum(c) || c == '_'; }
constexpr char Lower(char c) {
  return IsUpper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char Upper(char c) {
  return IsLower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string ToLower(std::string_view text);
std::string ToUpper(std::string_view text);
bool EqualsIgnoreCase(std::string_view a, std::string_view b);
bool ContainsIgnoreCase(std::string_view text, std::string_view part);
inline bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Views into the argument; they live as long as it does.
std::string_view Trim(std::string_view text);
std::string_view TrimLeft(std::string_view text);
std::string_view TrimRight(std::string_view text);
std::vector<std::string_view> Split(std::string_view text, char separator);
// Words between runs of white space; no empty ones.
std::vector<std::string_view> SplitWords(std::string_view text);
// Takes the first of these words off; "" where there is none left.
std::string_view TakeWord(std::string_view* text);
// Text before and after the first separator; nullopt where there is none.
std::optional<std::pair<std::string_view, std::string_view>> Cut(
    std::string_view text, std::string_view separator);
bool ConsumePrefix(std::string_view& text, std::string_view prefix);

template <typename Range>
std::string Join(const Range& parts, std::string_view separator) {
  std::string out;
  bool first = true;
  for (const auto& part : parts) {
    if (!first) out += separator;
    out += part;
    first = false;
  }
  return out;
}

// An empty `from` changes nothing.
std::string ReplaceAll(std::string_view text, std::string_view from,
                       std::string_view to);

// Whole-text decimal numbers; nullopt for anything else, overflow included.
std::optional<long long> ParseInt(std::string_view text);
std::optional<double> ParseDouble(std::string_view text);

// Shell pattern match over the whole text: `*` any run, `?` any one character,
// `[a-z]` and `[!a-z]` classes, `\` quotes the next character. With
// `path_mode`, `*` and `?` do not match '/', and `**` does.
bool GlobMatch(std::string_view pattern, std::string_view text,
               bool path_mode = false);

// The candidate nearest to `word` (Damerau-Levenshtein, upper and lower case
// equal), or an empty view where none is near enough to be a misspelling.
std::string_view DidYouMean(std::string_view word,
                            std::span<const std::string_view> candidates);

// `text` with control characters, escapes and invalid UTF-8 made visible
// (\x1b, \u202e), so that nothing of an input acts on a terminal. Tabs and
// newlines are kept with `keep_lines`, else escaped too.
std::string Printable(std::string_view text, bool keep_lines = false);

// True where `text` is UTF-8 (no overlong forms, no surrogates).
bool IsUtf8(std::string_view text);
// `text` with every byte that is not part of valid UTF-8 replaced by U+FFFD.
std::string ToValidUtf8(std::string_view text);
// Columns on a terminal: code points, wide ones counted twice.
std::size_t DisplayWidth(std::string_view text);

// A secret as it may be shown: at most its first four characters and "…".
std::string Redact(std::string_view secret);

// The standard alphabet; white space is skipped, padding may be left out.
// nullopt for anything else.
std::optional<std::string> DecodeBase64(std::string_view text);
std::string EncodeBase64(std::string_view bytes);

}  // namespace bulkhead::base
