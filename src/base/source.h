// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Source: the bytes of one input with its name and its lines. Parsers hand out
// views into it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/shared_text.h"

namespace bulkhead::base {

// Line and column count from 1; the column counts bytes.
struct Position {
  int line = 1;
  int column = 1;
};

// Immutable once made, so any number of threads may read it. Views into
// `text()` live as long as the Source. Not copyable: documents share it by
// std::shared_ptr<const Source>.
class Source {
 public:
  // Takes ownership of `text`. `path` is a name for messages, not opened.
  Source(SharedText path, std::string text);
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  // Reads a regular file of at most `max_bytes`; other kinds of file,
  // unreadable and too large ones are errors that name the path.
  static Result<std::shared_ptr<const Source>> Read(const std::string& path,
                                                    std::size_t max_bytes);

  [[nodiscard]] const SharedText& path() const { return path_; }
  [[nodiscard]] std::string_view text() const { return text_; }

  // Place of a byte offset; offsets behind the end give the end.
  [[nodiscard]] Position At(std::size_t offset) const;
  // Text of a line without its line ending; empty for lines that are not there.
  [[nodiscard]] std::string_view Line(int line) const;
  // Offset of the first byte of a line, text().size() behind the last one.
  [[nodiscard]] std::size_t LineStart(int line) const;
  // A file that ends in a newline has no further, empty line behind it.
  [[nodiscard]] int LineCount() const;

 private:
  void IndexLines();

  SharedText path_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
};

// Offset of a view's first byte within the text it was taken from.
inline std::size_t OffsetIn(std::string_view whole, std::string_view part) {
  return static_cast<std::size_t>(part.data() - whole.data());
}

}  // namespace bulkhead::base
