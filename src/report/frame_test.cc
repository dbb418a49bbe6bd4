// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "report/frame.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::report {
namespace {

struct LineCase {
  std::string_view name;
  std::string_view line;
  std::size_t begin;
  std::size_t end;
  std::size_t width;
  std::string_view text;
  std::string_view marks;  // under the text
};

TEST(MakeFrameLine, MarksExactColumns) {
  const LineCase kCases[] = {
      {"plain", "FROM node:1", 5, 11, 40, "FROM node:1", "     ^^^^^^"},
      {"nothing marked", "FROM node:1", 0, 0, 40, "FROM node:1", ""},
      {"tabs expand", "\tx\ty", 3, 4, 40, "    x   y", "        ^"},
      {"wide characters",
       "a\xE6\xBC\xA2"
       "b",
       1, 4, 40,
       "a\xE6\xBC\xA2"
       "b",
       " ^^"},
      {"escapes are visible", "a\x1b[1mb", 5, 6, 40, "a\\x1b[1mb", "        ^"},
      {"invalid UTF-8",
       "a\xFF"
       "b",
       1, 2, 40, "a\\xffb", " ^^^^"},
      {"mark behind the end", "abc", 5, 6, 40, "abc ", "   ^"},
      {"mark at the end", "abc", 3, 4, 40, "abc ", "   ^"},
      {"mark longer than the line", "abc", 1, 90, 40, "abc", " ^^"},
      {"carriage return", "abc\r", 0, 4, 40, "abc", "^^^"},
      {"cut at the end", "0123456789abcdefghij", 2, 4, 16, "0123456789...",
       "  ^^"},
      {"cut on both sides", "0123456789abcdefghijklmnopqrstuvwxyz", 18, 20, 16,
       "...ghijklmnop...", "     ^^"},
      {"cut at the beginning", "0123456789abcdefghijklmnopqrstuvwxyz", 34, 36,
       16, "...wxyz", "     ^^"},
  };
  for (const LineCase& c : kCases) {
    FrameLine line = MakeFrameLine(c.line, c.begin, c.end, c.width);
    EXPECT_EQ(line.text, c.text) << c.name;
    std::string_view text = line.text;
    std::string marks(base::DisplayWidth(text.substr(0, line.mark_begin)), ' ');
    marks += std::string(base::DisplayWidth(text.substr(
                             line.mark_begin, line.mark_end - line.mark_begin)),
                         '^');
    EXPECT_EQ(marks, c.marks) << c.name;
  }
}

TEST(MakeFrameLine, BoundsAHugeLine) {
  std::string huge;
  huge.resize(50'000'000, 'a');
  huge.replace(30'000'000, 3, "XYZ");
  FrameLine line = MakeFrameLine(huge, 30'000'000, 30'000'003, 60);
  EXPECT_LE(line.text.size(), 60u);
  EXPECT_EQ(line.text.substr(line.mark_begin, 3), "XYZ");
}

model::Location Place(int line, int column, int end_line, int end_column) {
  return {.path = "f",
          .range = {},
          .line = line,
          .column = column,
          .end_line = end_line,
          .end_column = end_column,
          .object = ""};
}

TEST(MakeFrame, ShowsTheFirstLinesOfALongRange) {
  model::Excerpt excerpt = {
      .first_line = 9, .text = "above\nRUN a \\\n  b \\\n  c \\\n  d\nbelow"};
  bool more = false;
  std::vector<FrameLine> frame =
      MakeFrame(excerpt, Place(10, 1, 13, 4), 40, 3, &more);
  ASSERT_EQ(frame.size(), 3u);
  EXPECT_TRUE(more);
  EXPECT_EQ(frame[0].number, 10);
  EXPECT_EQ(frame[0].text, "RUN a \\");
  EXPECT_EQ(frame[1].mark_begin, 2u);  // the indentation is not marked
  EXPECT_EQ(frame[1].mark_end, 5u);
  frame = MakeFrame(excerpt, Place(10, 1, 13, 4), 40, 4, &more);
  EXPECT_EQ(frame.size(), 4u);
  EXPECT_FALSE(more);
  EXPECT_EQ(frame[3].mark_end, 3u);
}

TEST(MakeFrame, NeedsALineAndItsText) {
  model::Excerpt excerpt = {.first_line = 2, .text = "two"};
  bool more = true;
  EXPECT_TRUE(MakeFrame(excerpt, Place(0, 0, 0, 0), 40, 3, &more).empty());
  EXPECT_FALSE(more);
  EXPECT_TRUE(MakeFrame(excerpt, Place(1, 1, 1, 2), 40, 3, &more).empty());
  EXPECT_TRUE(MakeFrame({}, Place(2, 1, 2, 2), 40, 3, &more).empty());
  EXPECT_EQ(MakeFrame(excerpt, Place(2, 1, 3, 1), 40, 3, &more).size(), 1u);
  EXPECT_FALSE(more);  // the range ends with line 2
  EXPECT_EQ(MakeFrame(excerpt, Place(2, 1, 4, 2), 40, 3, &more).size(), 1u);
  EXPECT_TRUE(more);
}

TEST(CodePointColumn, CountsCharacters) {
  model::Excerpt excerpt = {.first_line = 5,
                            .text =
                                "a\xC3\xA9\xF0\x9F\x98\x80"
                                "b"};
  EXPECT_EQ(CodePointColumn(excerpt, 5, 1), 1);
  EXPECT_EQ(CodePointColumn(excerpt, 5, 4), 3);
  EXPECT_EQ(CodePointColumn(excerpt, 5, 8), 4);
  EXPECT_EQ(CodePointColumn(excerpt, 6, 8), 8);
  EXPECT_EQ(CodePointColumn(excerpt, 5, 99), 99);
  EXPECT_EQ(Utf16Units(excerpt.text), 5u);
  EXPECT_EQ(CodePoints("\xFF\xC3"), 2u);
}

}  // namespace
}  // namespace bulkhead::report
