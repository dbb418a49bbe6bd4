// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Places of a text as the Language Server Protocol counts them, and as bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/location.h"

namespace bulkhead::cli {

// What the character of a position counts (LSP 3.17, PositionEncodingKind).
enum class PositionEncoding { kUtf16, kUtf8 };

// Both count from 0.
struct TextPosition {
  std::size_t line = 0;
  std::size_t character = 0;
  bool operator==(const TextPosition&) const = default;
};

struct TextRange {
  TextPosition start;
  TextPosition end;
  bool operator==(const TextRange&) const = default;
};

// The lines of a text; LF, CR LF and CR end one. Keeps a view: the text must
// outlive it and stay as it is.
class TextLines {
 public:
  TextLines(std::string_view text, PositionEncoding encoding);

  // Offsets behind the end give the end, those within a line end its line's
  // end.
  [[nodiscard]] TextPosition At(std::size_t offset) const;
  [[nodiscard]] TextRange Of(model::Range range) const;
  // A character behind the line's end gives that end, as the protocol wants it;
  // a line behind the last one the end of the text. Within a code point: its
  // beginning.
  [[nodiscard]] std::size_t OffsetOf(TextPosition position) const;
  [[nodiscard]] std::size_t LineCount() const { return starts_.size(); }
  // A line without its end; "" for lines that are not there.
  [[nodiscard]] std::string_view Line(std::size_t line) const;
  [[nodiscard]] std::size_t LineStart(std::size_t line) const;

 private:
  std::string_view text_;
  PositionEncoding encoding_;
  std::vector<std::size_t> starts_;
};

// The least range of `before` that differs, and what stands there in `after`;
// never within a code point or between CR and LF.
struct TextChange {
  model::Range range;
  std::string replacement;
};
TextChange ChangeBetween(std::string_view before, std::string_view after);

}  // namespace bulkhead::cli
