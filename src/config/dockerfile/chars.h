// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Characters as Go's unicode package sees them, since BuildKit is a Go
// program: white space and letters beyond ASCII, and quoted strings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bulkhead::config {

struct Rune {
  std::uint32_t code = 0;  // 0xFFFD for a byte that is not UTF-8
  std::size_t width = 1;   // bytes it takes
};

// The character at text[pos]; `pos` is within the text.
Rune DecodeRuneSlow(std::string_view text, std::size_t pos);
inline Rune DecodeRune(std::string_view text, std::size_t pos) {
  const unsigned char c = static_cast<unsigned char>(text[pos]);
  if (c < 0x80) return Rune{c, 1};
  return DecodeRuneSlow(text, pos);
}

bool IsSpaceRune(std::uint32_t code);
bool IsLetterRune(std::uint32_t code);

// Without white space at both ends.
std::string_view TrimRunes(std::string_view text);
std::string_view TrimRunesLeft(std::string_view text);

// In double quotes with escapes, as Go's strconv.Quote.
std::string QuoteGo(std::string_view text);

}  // namespace bulkhead::config
