// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/lsp/text_lines.h"

#include <gtest/gtest.h>

namespace bulkhead::cli {
namespace {

// Bytes: a=0, ä=1-2, 😀=3-6, b=7, CR LF=8-9, CR=10, c=11, LF=12, d=13.
constexpr std::string_view kText = "aä😀b\r\n\rc\nd";

TEST(TextLines, CountsAsTheProtocolDoes) {
  struct Row {
    std::size_t offset;
    TextPosition utf16;
    TextPosition utf8;
  };
  constexpr Row kRows[] = {
      {0, {0, 0}, {0, 0}},  {1, {0, 1}, {0, 1}},  {3, {0, 2}, {0, 3}},
      {7, {0, 4}, {0, 7}},  {8, {0, 5}, {0, 8}},  {10, {1, 0}, {1, 0}},
      {11, {2, 0}, {2, 0}}, {12, {2, 1}, {2, 1}}, {13, {3, 0}, {3, 0}},
      {14, {3, 1}, {3, 1}},
  };
  TextLines utf16(kText, PositionEncoding::kUtf16);
  TextLines utf8(kText, PositionEncoding::kUtf8);
  for (const Row& row : kRows) {
    EXPECT_EQ(utf16.At(row.offset), row.utf16) << row.offset;
    EXPECT_EQ(utf8.At(row.offset), row.utf8) << row.offset;
    EXPECT_EQ(utf16.OffsetOf(row.utf16), row.offset);
    EXPECT_EQ(utf8.OffsetOf(row.utf8), row.offset);
  }
  EXPECT_EQ(utf16.LineCount(), 4u);
}

TEST(TextLines, ClampsWhatLiesOutside) {
  TextLines utf16(kText, PositionEncoding::kUtf16);
  TextLines utf8(kText, PositionEncoding::kUtf8);
  // Between CR and LF: the end of the line. Behind the text: its end.
  EXPECT_EQ(utf16.At(9), (TextPosition{0, 5}));
  EXPECT_EQ(utf16.At(99), (TextPosition{3, 1}));
  EXPECT_EQ(utf16.OffsetOf({0, 99}), 8u);
  EXPECT_EQ(utf16.OffsetOf({9, 0}), kText.size());
  // Within a surrogate pair, within the bytes of a code point: its beginning.
  EXPECT_EQ(utf16.OffsetOf({0, 3}), 3u);
  EXPECT_EQ(utf8.OffsetOf({0, 5}), 3u);
  TextLines empty("", PositionEncoding::kUtf16);
  EXPECT_EQ(empty.OffsetOf({0, 5}), 0u);
  EXPECT_EQ(empty.At(5), (TextPosition{0, 0}));
}

TEST(TextLines, KnowsLinesWithoutTheirEnds) {
  TextLines lines(kText, PositionEncoding::kUtf16);
  EXPECT_EQ(lines.Line(0), "aä😀b");
  EXPECT_EQ(lines.Line(1), "");
  EXPECT_EQ(lines.Line(2), "c");
  EXPECT_EQ(lines.Line(3), "d");
  EXPECT_EQ(lines.Line(4), "");
}

TEST(ChangeBetween, IsTheLeastOneThatCutsNoCharacter) {
  struct Row {
    std::string_view before;
    std::string_view after;
    model::Range range;
    std::string_view replacement;
  };
  constexpr Row kRows[] = {
      {"abc", "abc", {3, 3}, ""},       {"abc", "aXc", {1, 2}, "X"},
      {"ab", "aab", {1, 1}, "a"},       {"aab", "ab", {1, 2}, ""},
      {"", "a", {0, 0}, "a"},           {"ä", "ö", {0, 2}, "ö"},
      {"a\r\nb", "a\nb", {1, 3}, "\n"}, {"a\r", "a\r\n", {1, 2}, "\r\n"},
  };
  for (const Row& row : kRows) {
    TextChange change = ChangeBetween(row.before, row.after);
    EXPECT_EQ(change.range, row.range) << row.before << " " << row.after;
    EXPECT_EQ(change.replacement, row.replacement) << row.before;
  }
}

}  // namespace
}  // namespace bulkhead::cli
