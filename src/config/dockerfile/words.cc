// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/dockerfile/words.h"

#include "base/text.h"
#include "config/dockerfile/chars.h"

namespace bulkhead::config {
namespace {

bool IsSeparator(char c) {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

// One flag from `pos` on, up to white space outside of quotes; answers where
// it ends.
std::size_t ReadFlag(std::string_view text, std::size_t pos, FlagWord& flag) {
  char quote = '\0';
  flag.span.begin = pos;
  while (pos < text.size()) {
    const char c = text[pos];
    if (quote == '\0' && base::IsSpace(c)) break;
    if (c == '\\') {
      flag.plain = false;
      if (++pos < text.size()) flag.text += text[pos++];
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      flag.plain = false;
      quote = c;
      ++pos;
    } else if (quote != '\0' && c == quote) {
      quote = '\0';
      ++pos;
    } else {
      flag.text += c;
      ++pos;
    }
  }
  flag.span.end = pos;
  return pos;
}

}  // namespace

std::vector<Span> SplitBlanks(std::string_view text) {
  std::vector<Span> words;
  std::size_t pos = 0;
  while (pos < text.size()) {
    std::size_t end = pos;
    while (end < text.size() && !IsSeparator(text[end])) ++end;
    words.push_back({pos, end});
    pos = end;
    while (pos < text.size() && IsSeparator(text[pos])) ++pos;
  }
  return words;
}

std::vector<Span> SplitQuoted(std::string_view text, char escape) {
  std::vector<Span> words;
  char quote = '\0';
  bool in_word = false;
  std::size_t begin = 0;
  std::size_t end = 0;  // of the word, without an escape at the text's end
  const auto finish = [&] {
    if (in_word && end > begin) words.push_back({begin, end});
    in_word = false;
  };
  for (std::size_t pos = 0; pos < text.size();) {
    Rune rune = DecodeRune(text, pos);
    if (quote == '\0' && IsSpaceRune(rune.code)) {
      finish();
      pos += rune.width;
      continue;
    }
    if (!in_word) {
      in_word = true;
      begin = end = pos;
    }
    const char c = text[pos];
    if (c == escape && quote != '\'') {
      ++pos;
      if (pos == text.size()) break;
      rune = DecodeRune(text, pos);
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (quote != '\0' && c == quote) {
      quote = '\0';
    }
    pos += rune.width;
    end = pos;
  }
  finish();
  return words;
}

std::size_t ExtractFlags(std::string_view text, std::vector<FlagWord>& flags) {
  std::size_t pos = 0;
  while (true) {
    while (pos < text.size() && base::IsSpace(text[pos])) ++pos;
    if (text.substr(pos, 2) != "--") return pos;
    FlagWord flag;
    const std::size_t end = ReadFlag(text, pos, flag);
    pos = end;
    if (flag.text == "--") return end;
    flags.push_back(std::move(flag));
  }
}

}  // namespace bulkhead::config
