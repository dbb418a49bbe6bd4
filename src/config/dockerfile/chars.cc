// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/dockerfile/chars.h"

#include "base/text.h"

namespace bulkhead::config {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

bool IsContinuation(std::string_view text, std::size_t pos) {
  return pos < text.size() &&
         (static_cast<unsigned char>(text[pos]) & 0xC0u) == 0x80u;
}

std::uint32_t Bits(std::string_view text, std::size_t pos, std::uint32_t mask) {
  return static_cast<unsigned char>(text[pos]) & mask;
}

struct CodeRange {
  std::uint32_t first;
  std::uint32_t last;
};

// Ranges beyond ASCII without letters or digits: controls, punctuation,
// symbols, private use. All the rest counts as a letter, which is right for
// every script that people write in.
constexpr CodeRange kNoLetters[] = {
    {0x80, 0xA9},        {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},
    {0xD7, 0xD7},        {0xF7, 0xF7},     {0x2C2, 0x2C5},   {0x300, 0x36F},
    {0x2000, 0x2070},    {0x2072, 0x207E}, {0x2080, 0x208F}, {0x20A0, 0x2101},
    {0x2190, 0x2BFF},    {0x2E00, 0x2E2E}, {0x2E30, 0x3004}, {0x3007, 0x3030},
    {0x30FB, 0x30FB},    {0xD800, 0xF8FF}, {0xFE00, 0xFE6F}, {0xFEFF, 0xFF20},
    {0xFF3B, 0xFF40},    {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF},
    {0xE0000, 0x10FFFF},
};

// Not shown as they are by Go: controls, formats and unusual white space.
bool IsPrintable(std::uint32_t code) {
  if (code < 0x20 || code == 0x7F) return false;
  if (code >= 0x80 && code <= 0xA0) return false;
  if (code == 0xAD || code == kReplacement + 1) return false;
  if (code >= 0x2000 && code <= 0x200F) return false;
  if (code >= 0x2028 && code <= 0x202F) return false;
  if (code >= 0x205F && code <= 0x206F) return false;
  if (code >= 0xE000 && code <= 0xF8FF) return false;
  return code != 0x3000 && code != 0xFEFF && code < 0xE0000;
}

std::string EscapeRune(std::uint32_t code) {
  switch (code) {
    case '\a':
      return "\\a";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '\v':
      return "\\v";
    default:
      break;
  }
  if (code < 0x20 || code == 0x7F) return base::Format("\\x{:02x}", code);
  if (code < 0x10000) return base::Format("\\u{:04x}", code);
  return base::Format("\\U{:08x}", code);
}

}  // namespace

Rune DecodeRuneSlow(std::string_view text, std::size_t pos) {
  const std::uint32_t c = static_cast<unsigned char>(text[pos]);
  if (c < 0x80) return {c, 1};
  if (c >= 0xC2 && c < 0xE0 && IsContinuation(text, pos + 1)) {
    return {(c & 0x1Fu) << 6 | Bits(text, pos + 1, 0x3F), 2};
  }
  if (c >= 0xE0 && c < 0xF0 && IsContinuation(text, pos + 1) &&
      IsContinuation(text, pos + 2)) {
    const std::uint32_t code = (c & 0xFu) << 12 |
                               Bits(text, pos + 1, 0x3F) << 6 |
                               Bits(text, pos + 2, 0x3F);
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    if (code >= 0x800 && !surrogate) return {code, 3};
  }
  if (c >= 0xF0 && c < 0xF5 && IsContinuation(text, pos + 1) &&
      IsContinuation(text, pos + 2) && IsContinuation(text, pos + 3)) {
    const std::uint32_t code =
        (c & 7u) << 18 | Bits(text, pos + 1, 0x3F) << 12 |
        Bits(text, pos + 2, 0x3F) << 6 | Bits(text, pos + 3, 0x3F);
    if (code >= 0x10000 && code <= 0x10FFFF) return {code, 4};
  }
  return {kReplacement, 1};
}

bool IsSpaceRune(std::uint32_t code) {
  if (code < 0x80) return base::IsSpace(static_cast<char>(code));
  return code == 0x85 || code == 0xA0 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
         code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

bool IsLetterRune(std::uint32_t code) {
  if (code < 0x80) return base::IsAlpha(static_cast<char>(code));
  for (const CodeRange& range : kNoLetters) {
    if (code >= range.first && code <= range.last) return false;
  }
  return true;
}

std::string_view TrimRunesLeft(std::string_view text) {
  while (!text.empty()) {
    const Rune rune = DecodeRune(text, 0);
    if (!IsSpaceRune(rune.code)) break;
    text.remove_prefix(rune.width);
  }
  return text;
}

std::string_view TrimRunes(std::string_view text) {
  text = TrimRunesLeft(text);
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && text.size() - start < 4 &&
           (static_cast<unsigned char>(text[start]) & 0xC0u) == 0x80u) {
      --start;
    }
    const Rune rune = DecodeRune(text, start);
    if (start + rune.width != text.size() || !IsSpaceRune(rune.code)) break;
    text.remove_suffix(rune.width);
  }
  return text;
}

std::string QuoteGo(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const Rune rune = DecodeRune(text, i);
    const std::string_view bytes = text.substr(i, rune.width);
    i += rune.width;
    if (rune.code == '"' || rune.code == '\\') {
      out += '\\';
      out += bytes;
    } else if (rune.code == kReplacement && rune.width == 1) {
      out += base::Format("\\x{:02x}", static_cast<unsigned char>(bytes[0]));
    } else if (IsPrintable(rune.code)) {
      out += bytes;
    } else {
      out += EscapeRune(rune.code);
    }
  }
  out += '"';
  return out;
}

}  // namespace bulkhead::config
