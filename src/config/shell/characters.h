// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Classes of characters and reserved words of the shell. Only for the files of
// this folder.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bulkhead::config {

enum CharClass : std::uint8_t {
  kCharBlank = 1,       // space, tab, carriage return
  kCharEnd = 2,         // ends a word: blanks, newline and ; & | < > ( )
  kCharSpecial = 4,     // means something within a word, or ends it
  kCharDouble = 8,      // means something within "..."
  kCharBody = 16,       // means something within a here document
  kCharParameter = 32,  // means something within ${x:-word}
  kCharRegex = 64,      // means something right of =~
  kCharArithmetic = 128,
};

constexpr std::array<std::uint8_t, 256> MakeCharClasses() {
  std::array<std::uint8_t, 256> table = {};
  auto add = [&table](std::string_view characters, unsigned classes) {
    for (char c : characters) {
      std::uint8_t& entry = table[static_cast<unsigned char>(c)];
      entry = static_cast<std::uint8_t>(entry | classes);
    }
  };
  add(" \t\r", kCharBlank | kCharEnd | kCharSpecial | kCharRegex);
  add("\n;&|<>()", kCharEnd | kCharSpecial);
  add("\n()", kCharRegex);
  add("*?[", kCharSpecial | kCharParameter);
  add("'", kCharSpecial | kCharParameter | kCharRegex);
  add("\"", kCharSpecial | kCharDouble | kCharParameter | kCharRegex |
                kCharArithmetic);
  add("$`\\", kCharSpecial | kCharDouble | kCharBody | kCharParameter |
                  kCharRegex | kCharArithmetic);
  add("}", kCharParameter);
  return table;
}
inline constexpr std::array<std::uint8_t, 256> kCharClasses = MakeCharClasses();

constexpr bool HasClass(char c, unsigned classes) {
  return (kCharClasses[static_cast<unsigned char>(c)] & classes) != 0;
}

enum class Reserved : std::uint8_t {
  kNone,
  kBang,
  kOpenBrace,
  kCloseBrace,
  kIf,
  kThen,
  kElif,
  kElse,
  kFi,
  kFor,
  kSelect,
  kWhile,
  kUntil,
  kDo,
  kDone,
  kCase,
  kIn,
  kEsac,
  kFunction,
  kTime,
  kCoproc,
  kTest,  // [[
};

// kNone for every other word.
Reserved ReservedOf(std::string_view word);
std::string_view ReservedName(Reserved reserved);

}  // namespace bulkhead::config
