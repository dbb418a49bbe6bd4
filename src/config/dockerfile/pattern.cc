// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// BuildKit turns these patterns into regular expressions: `*` is any run of
// characters and `?` one character, newlines excepted; `\*`, `\?` and `\\` are
// the characters themselves; there are no classes. Here they are matched by
// following all positions of the pattern at once, so that no pattern takes
// more than value times pattern steps. The end of a match is the smallest or
// the largest that there is, which for these patterns is what lazy or greedy
// stars find.
#include "config/dockerfile/pattern.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/text.h"
#include "config/dockerfile/chars.h"

namespace bulkhead::config {
namespace {

// A character: its bytes and a number that tells it from others.
struct Unit {
  std::string_view bytes;
  std::uint32_t code = 0;
};
using Units = std::vector<Unit>;

Units UnitsOf(std::string_view text) {
  Units units;
  for (std::size_t i = 0; i < text.size();) {
    const Rune rune = DecodeRune(text, i);
    units.push_back({text.substr(i, rune.width), rune.code});
    i += rune.width;
  }
  return units;
}

std::string Concat(const Units& units, std::size_t begin, std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) out += units[i].bytes;
  return out;
}

struct Token {
  enum class Kind { kLiteral, kOne, kRun } kind = Kind::kLiteral;
  std::uint32_t code = 0;
  [[nodiscard]] bool Takes(std::uint32_t c) const {
    return kind == Kind::kLiteral ? c == code : c != '\n';
  }
};
using Tokens = std::vector<Token>;

base::Result<Tokens> Compile(std::string_view pattern) {
  Tokens tokens;
  const Units units = UnitsOf(pattern);
  for (std::size_t i = 0; i < units.size(); ++i) {
    std::uint32_t code = units[i].code;
    if (code == '*') {
      tokens.push_back({Token::Kind::kRun, 0});
      continue;
    }
    if (code == '?') {
      tokens.push_back({Token::Kind::kOne, 0});
      continue;
    }
    if (code == '\\') {
      const std::uint32_t next = i + 1 < units.size() ? units[i + 1].code : 0;
      if (next == '}' || next == '/') continue;
      if (next != '*' && next != '?' && next != '\\') {
        return base::Error{
            .message = base::Format(
                "invalid pattern ({}) in substitution: invalid escape '\\{}'",
                pattern, i + 1 < units.size() ? units[i + 1].bytes : "")};
      }
      code = next;
      ++i;
    }
    tokens.push_back({Token::Kind::kLiteral, code});
  }
  return tokens;
}

// Follows a pattern over a text; `work` counts down over all calls.
class Matcher {
 public:
  Matcher(const Tokens& tokens, const Units& units, std::size_t max_steps)
      : tokens_(tokens), units_(units), work_(max_steps) {}

  [[nodiscard]] bool exhausted() const { return exhausted_; }

  // End of the match that begins at `start`.
  std::optional<std::size_t> MatchAt(std::size_t start, bool longest) {
    const std::size_t goal = tokens_.size();
    active_.assign(goal + 1, 0);
    active_[0] = 1;
    SkipRuns(active_);
    std::optional<std::size_t> end;
    for (std::size_t i = start;; ++i) {
      if (active_[goal] != 0) end = i;
      if ((end && !longest) || i == units_.size()) return end;
      if (work_ < goal + 1) {
        exhausted_ = true;
        return std::nullopt;
      }
      work_ -= goal + 1;
      if (!Step(units_[i].code)) return end;
    }
  }

 private:
  // A run may be empty: what stands before it stands behind it, too.
  void SkipRuns(std::vector<char>& active) const {
    for (std::size_t t = 0; t < tokens_.size(); ++t) {
      if (active[t] != 0 && tokens_[t].kind == Token::Kind::kRun) {
        active[t + 1] = 1;
      }
    }
  }

  bool Step(std::uint32_t code) {
    next_.assign(tokens_.size() + 1, 0);
    bool any = false;
    for (std::size_t t = 0; t < tokens_.size(); ++t) {
      if (active_[t] == 0 || !tokens_[t].Takes(code)) continue;
      next_[tokens_[t].kind == Token::Kind::kRun ? t : t + 1] = 1;
      any = true;
    }
    SkipRuns(next_);
    active_.swap(next_);
    return any;
  }

  const Tokens& tokens_;
  const Units& units_;
  std::size_t work_;
  bool exhausted_ = false;
  std::vector<char> active_;
  std::vector<char> next_;
};

base::Error TooMuchWork(std::string_view pattern, std::size_t max_steps) {
  return {base::ErrorCode::kLimit,
          base::Format("matching the pattern {} takes more than {} steps",
                       QuoteGo(pattern.substr(0, 40)), max_steps)};
}

}  // namespace

base::Result<std::string> TrimPatternPrefix(std::string_view value,
                                            std::string_view pattern,
                                            bool longest,
                                            std::size_t max_steps) {
  const base::Result<Tokens> tokens = Compile(pattern);
  if (!tokens.ok()) return tokens.error();
  const Units units = UnitsOf(value);
  Matcher matcher(tokens.value(), units, max_steps);
  const std::optional<std::size_t> end = matcher.MatchAt(0, longest);
  if (matcher.exhausted()) return TooMuchWork(pattern, max_steps);
  return Concat(units, end.value_or(0), units.size());
}

base::Result<std::string> TrimPatternSuffix(std::string_view value,
                                            std::string_view pattern,
                                            bool longest,
                                            std::size_t max_steps) {
  base::Result<Tokens> tokens = Compile(pattern);
  if (!tokens.ok()) return tokens.error();
  Units units = UnitsOf(value);
  std::reverse(tokens.value().begin(), tokens.value().end());
  std::reverse(units.begin(), units.end());
  Matcher matcher(tokens.value(), units, max_steps);
  const std::optional<std::size_t> end = matcher.MatchAt(0, longest);
  if (matcher.exhausted()) return TooMuchWork(pattern, max_steps);
  std::reverse(units.begin(), units.end());
  return Concat(units, 0, units.size() - end.value_or(0));
}

base::Result<std::string> ReplacePattern(std::string_view value,
                                         std::string_view pattern,
                                         std::string_view replacement, bool all,
                                         std::size_t max_steps) {
  const base::Result<Tokens> tokens = Compile(pattern);
  if (!tokens.ok()) return tokens.error();
  const Units units = UnitsOf(value);
  Matcher matcher(tokens.value(), units, max_steps);
  std::string out;
  std::size_t copied = 0;
  std::size_t last_end = 0;
  for (std::size_t start = 0; start <= units.size();) {
    const std::optional<std::size_t> end = matcher.MatchAt(start, true);
    if (matcher.exhausted() || out.size() > max_steps) {
      return TooMuchWork(pattern, max_steps);
    }
    if (!end) {
      ++start;
      continue;
    }
    out += Concat(units, copied, start);
    // No empty match right behind another match.
    if (*end > last_end || start == 0) out += replacement;
    copied = last_end = *end;
    if (!all) break;
    start = std::max(*end, start + 1);
  }
  return out + Concat(units, copied, units.size());
}

}  // namespace bulkhead::config
