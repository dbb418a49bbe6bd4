// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace bulkhead::base {
namespace {

// Length of the valid UTF-8 sequence at text[i], 0 where there is none.
std::size_t SequenceLength(std::string_view text, std::size_t i,
                           char32_t* code_point) {
  auto byte = [&](std::size_t k) -> unsigned {
    return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u;
  };
  unsigned lead = byte(i);
  if (lead < 0x80) {
    *code_point = lead;
    return 1;
  }
  std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  char32_t value = lead & (0xFFu >> (length + 1));
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(i + k) & 0xC0u) != 0x80u) return 0;
    value = (value << 6) | (byte(i + k) & 0x3Fu);
  }
  bool overlong =
      (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    return 0;
  }
  *code_point = value;
  return length;
}

// How many bytes at the beginning of `text` are ASCII that a terminal shows as
// it is, a column each.
std::size_t PlainPrefix(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && text[i] >= ' ' && text[i] < 0x7F) ++i;
  return i;
}

// Characters that reorder or hide text around them.
bool IsDeceptive(char32_t c) {
  return (c >= 0x80 && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
         c == 0xFEFF;
}

bool IsWide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
         (c >= 0x20000 && c <= 0x3FFFD);
}

// True where the class "[...]" at pattern[*p] holds c; *p moves behind it.
// A class without its closing bracket is a plain '['.
bool MatchClass(std::string_view pattern, std::size_t* p, char c) {
  std::size_t i = *p + 1;
  bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  bool matched = false;
  std::size_t first = i;
  while (i < pattern.size() && (pattern[i] != ']' || i == first)) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
    char low = pattern[i];
    char high = low;
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' &&
        pattern[i + 2] != ']') {
      high = pattern[i + 2];
      i += 2;
    }
    matched = matched || (low <= c && c <= high);
    ++i;
  }
  if (i >= pattern.size()) {
    ++*p;
    return c == '[';
  }
  *p = i + 1;
  return matched != negated;
}

// One match of a pattern against a text: greedy, with one point to come back
// to a star; in path mode a second one for "**", since a "*" in between may not
// cross a slash. Time is quadratic at worst.
struct Glob {
  static constexpr std::size_t kNone = std::string_view::npos;
  struct Retry {
    std::size_t p = kNone;
    std::size_t t = 0;
  };

  std::string_view pattern;
  std::string_view text;
  bool path_mode = false;
  std::size_t p = 0;
  std::size_t t = 0;
  Retry star = {};
  Retry deep_star = {};

  bool Matches() {
    while (true) {
      if (p < pattern.size() && pattern[p] == '*') {
        TakeStars();
      } else if (t == text.size() && p == pattern.size()) {
        return true;
      } else if (!TakeOne() && !ComeBack()) {
        return false;
      }
    }
  }

  void TakeStars() {
    std::size_t begin = p;
    while (p < pattern.size() && pattern[p] == '*') ++p;
    bool deep = !path_mode || p - begin >= 2;
    if (!deep) {
      star = {p, t};
      return;
    }
    // "**/" also stands for no folder at all.
    bool folders = path_mode && p < pattern.size() && pattern[p] == '/' &&
                   (begin == 0 || pattern[begin - 1] == '/');
    if (folders) ++p;
    deep_star = {p, t};
    star = {};
  }

  // Matches one character of the text.
  bool TakeOne() {
    if (t == text.size() || p == pattern.size()) return false;
    char c = text[t];
    std::size_t next = p;
    bool matched = false;
    if (pattern[p] == '?') {
      matched = !(path_mode && c == '/');
      next = p + 1;
    } else if (pattern[p] == '[') {
      matched = MatchClass(pattern, &next, c) && !(path_mode && c == '/');
    } else {
      if (pattern[p] == '\\' && p + 1 < pattern.size()) ++next;
      matched = pattern[next] == c;
      ++next;
    }
    if (matched) {
      p = next;
      ++t;
    }
    return matched;
  }

  // Lets the last star take one more character.
  bool ComeBack() {
    if (star.p != kNone && star.t < text.size() && text[star.t] != '/') {
      ++star.t;
      p = star.p;
      t = star.t;
      return true;
    }
    if (deep_star.p == kNone || deep_star.t == text.size()) return false;
    // "**/" may only resume behind a slash.
    bool at_slash =
        path_mode && deep_star.p > 0 && pattern[deep_star.p - 1] == '/';
    ++deep_star.t;
    while (at_slash && deep_star.t < text.size() &&
           text[deep_star.t - 1] != '/') {
      ++deep_star.t;
    }
    if (at_slash && text[deep_star.t - 1] != '/') return false;
    p = deep_star.p;
    t = deep_star.t;
    star = {};
    return true;
  }
};

std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
      row[j] = std::min(
          {last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0u : 1u)});
      if (i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) &&
          Lower(a[i - 2]) == Lower(b[j - 1])) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string ToLower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = Lower(c);
  return out;
}

std::string ToUpper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = Upper(c);
  return out;
}

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (Lower(a[i]) != Lower(b[i])) return false;
  }
  return true;
}

bool ContainsIgnoreCase(std::string_view text, std::string_view part) {
  for (std::size_t i = 0; i + part.size() <= text.size(); ++i) {
    if (EqualsIgnoreCase(text.substr(i, part.size()), part)) return true;
  }
  return false;
}

std::string_view TrimLeft(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  return text;
}

std::string_view TrimRight(std::string_view text) {
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view Trim(std::string_view text) {
  return TrimLeft(TrimRight(text));
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  while (true) {
    std::size_t end = text.find(separator, begin);
    out.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return out;
    begin = end + 1;
  }
}

std::string_view TakeWord(std::string_view* text) {
  std::size_t begin = 0;
  while (begin < text->size() && IsSpace((*text)[begin])) ++begin;
  std::size_t end = begin;
  while (end < text->size() && !IsSpace((*text)[end])) ++end;
  std::string_view word = text->substr(begin, end - begin);
  text->remove_prefix(end);
  return word;
}

std::vector<std::string_view> SplitWords(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::string_view word = TakeWord(&text); !word.empty();
       word = TakeWord(&text)) {
    out.push_back(word);
  }
  return out;
}

std::optional<std::pair<std::string_view, std::string_view>> Cut(
    std::string_view text, std::string_view separator) {
  std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  return std::pair(text.substr(0, at), text.substr(at + separator.size()));
}

bool ConsumePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string ReplaceAll(std::string_view text, std::string_view from,
                       std::string_view to) {
  if (from.empty()) return std::string(text);
  std::string out;
  while (true) {
    std::size_t at = text.find(from);
    out += text.substr(0, at);
    if (at == std::string_view::npos) return out;
    out += to;
    text.remove_prefix(at + from.size());
  }
}

std::optional<long long> ParseInt(std::string_view text) {
  long long value = 0;
  const char* end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
  return value;
}

std::optional<double> ParseDouble(std::string_view text) {
  double value = 0;
  // from_chars also reads "inf" and "nan", which are words here.
  for (char c : text) {
    if (IsAlpha(c) && Lower(c) != 'e') return std::nullopt;
  }
  const char* end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
  return value;
}

bool GlobMatch(std::string_view pattern, std::string_view text,
               bool path_mode) {
  return Glob{pattern, text, path_mode}.Matches();
}

std::string_view DidYouMean(std::string_view word,
                            std::span<const std::string_view> candidates) {
  // A third of the word may differ, as in most spelling helpers.
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string_view found;
  if (word.size() > 100) return found;
  for (std::string_view candidate : candidates) {
    std::size_t distance = EditDistance(word, candidate);
    if (distance < best && distance < candidate.size()) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string Printable(std::string_view text, bool keep_lines) {
  std::size_t i = PlainPrefix(text);
  if (i == text.size()) return std::string(text);
  std::string out;
  out.reserve(text.size());
  out += text.substr(0, i);
  while (i < text.size()) {
    char32_t c = 0;
    std::size_t length = SequenceLength(text, i, &c);
    if (length == 0) {
      out += Format("\\x{:02x}", static_cast<unsigned char>(text[i]));
      ++i;
      continue;
    }
    bool line = c == '\n' || c == '\t';
    if (length == 1 && (c < 0x20 || c == 0x7F) && !(keep_lines && line)) {
      if (c == '\n') {
        out += "\\n";
      } else if (c == '\t') {
        out += "\\t";
      } else if (c == '\r') {
        out += "\\r";
      } else {
        out += Format("\\x{:02x}", static_cast<unsigned>(c));
      }
    } else if (length > 1 && IsDeceptive(c)) {
      out += Format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += text.substr(i, length);
    }
    i += length;
  }
  return out;
}

bool IsUtf8(std::string_view text) {
  std::size_t i = 0;
  char32_t c = 0;
  while (i < text.size()) {
    std::size_t length = SequenceLength(text, i, &c);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

std::string ToValidUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t i = 0;
  char32_t c = 0;
  while (i < text.size()) {
    std::size_t length = SequenceLength(text, i, &c);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++i;
      continue;
    }
    out += text.substr(i, length);
    i += length;
  }
  return out;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t i = PlainPrefix(text);
  std::size_t width = i;
  char32_t c = 0;
  while (i < text.size()) {
    std::size_t length = SequenceLength(text, i, &c);
    width += length > 0 && IsWide(c) ? 2 : 1;
    i += std::max<std::size_t>(1, length);
  }
  return width;
}

std::string Redact(std::string_view secret) {
  // A short secret shows less, so that most of it stays hidden.
  std::size_t shown = std::min<std::size_t>(4, secret.size() / 3);
  return Printable(secret.substr(0, shown)) + "\xE2\x80\xA6";
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string out;
  unsigned buffer = 0;
  int bits = 0;
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (char c : text) {
    if (IsSpace(c)) continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    std::size_t value = kBase64.find(c);
    if (value == std::string_view::npos || padding > 0) return std::nullopt;
    buffer = (buffer << 6) | static_cast<unsigned>(value);
    ++digits;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((buffer >> bits) & 0xFFu);
    }
  }
  // Padding may be left out, but not be wrong.
  if (digits % 4 == 1) return std::nullopt;
  if (padding > 2 || (padding > 0 && (digits + padding) % 4 != 0)) {
    return std::nullopt;
  }
  return out;
}

std::string EncodeBase64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned chunk = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      unsigned byte =
          i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u;
      chunk = (chunk << 8) | byte;
    }
    std::size_t used = std::min<std::size_t>(3, bytes.size() - i) + 1;
    for (std::size_t k = 0; k < 4; ++k) {
      out += k < used ? kBase64[(chunk >> (18 - 6 * k)) & 0x3Fu] : '=';
    }
  }
  return out;
}

}  // namespace bulkhead::base
