// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Code frames: lines of source made fit to be shown, with the marked bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/finding.h"

namespace bulkhead::report {

// One line for display: tabs expanded, control characters visible, cut where it
// is too wide.
struct FrameLine {
  int number = 0;
  std::string text;
  // Marked bytes [mark_begin, mark_end) of `text`; equal: nothing is marked. A
  // mark behind the end of the line points one column behind it.
  std::size_t mark_begin = 0;
  std::size_t mark_end = 0;
};

// Bytes [begin, end) of `line`, counted from 0, are marked. A line wider than
// `width` is cut around the mark, with "..." where something is missing.
FrameLine MakeFrameLine(std::string_view line, std::size_t begin,
                        std::size_t end, std::size_t width);

// The marked bytes of line `number` at a location, for MakeFrameLine. White
// space around the text of a line is not marked in a range of several lines.
// Equal values: the location says nothing of that line.
struct Marked {
  std::size_t begin = 0;
  std::size_t end = 0;
};
Marked MarkedBytes(const model::Location& location, int number,
                   std::string_view line);

// The lines that a location covers as far as the excerpt has them, at most
// `max_lines`; *more says whether there were others.
std::vector<FrameLine> MakeFrame(const model::Excerpt& excerpt,
                                 const model::Location& location,
                                 std::size_t width, std::size_t max_lines,
                                 bool* more);

// The text of a line of the excerpt; nullopt where it has none.
std::optional<std::string_view> ExcerptLine(const model::Excerpt& excerpt,
                                            int number);

// A column of a location counted in Unicode code points, as SARIF and GitHub
// want it. Without the line in the excerpt, the column in bytes.
int CodePointColumn(const model::Excerpt& excerpt, int line, int column);

// Code points of valid UTF-8; other bytes count one each.
std::size_t CodePoints(std::string_view text);
// UTF-16 code units of valid UTF-8, as JavaScript counts.
std::size_t Utf16Units(std::string_view text);

}  // namespace bulkhead::report
