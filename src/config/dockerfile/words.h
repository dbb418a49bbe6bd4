// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// How BuildKit's parser splits the text of an instruction.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::config {

// Bytes [begin, end) of the text that was split.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

// At runs of tabs, blanks, \v, \f and \r. `text` is trimmed.
std::vector<Span> SplitBlanks(std::string_view text);

// At white space outside of quotes; quotes and escapes stay in the words.
std::vector<Span> SplitQuoted(std::string_view text, char escape);

// A flag at the begin of an instruction's arguments.
struct FlagWord {
  std::string text;  // quotes and escapes removed: --from=build
  Span span;
  bool plain = true;  // nothing was removed: `text` stands in the span
};

// Takes the flags off the begin of `text`; answers where the rest begins.
std::size_t ExtractFlags(std::string_view text, std::vector<FlagWord>& flags);

}  // namespace bulkhead::config
