// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/source.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/testing.h"

namespace bulkhead::base {
namespace {

struct LinesCase {
  std::string_view text;
  std::vector<std::string_view> lines;
};

TEST(Source, SplitsLines) {
  const LinesCase kCases[] = {
      {"", {""}},           {"\n", {""}},         {"a", {"a"}},
      {"a\n", {"a"}},       {"a\nb", {"a", "b"}}, {"a\r\nb\r\n", {"a", "b"}},
      {"a\r\r\n", {"a\r"}}, {"a\rb", {"a\rb"}},   {"\n\na\n", {"", "", "a"}},
      {"a\r", {"a"}},
  };
  for (const LinesCase& c : kCases) {
    Source source("f", std::string(c.text));
    EXPECT_EQ(source.text(), c.text);
    ASSERT_EQ(static_cast<std::size_t>(source.LineCount()), c.lines.size());
    for (std::size_t i = 0; i < c.lines.size(); ++i) {
      EXPECT_EQ(source.Line(static_cast<int>(i) + 1), c.lines[i]);
    }
  }
}

TEST(Source, HasNoLinesOutside) {
  Source source("f", "a\nb\n");
  for (int line : {-1, 0, 3, 4, 1000}) EXPECT_EQ(source.Line(line), "");
  EXPECT_EQ(source.LineStart(-1), 0u);
  EXPECT_EQ(source.LineStart(1), 0u);
  EXPECT_EQ(source.LineStart(2), 2u);
  EXPECT_EQ(source.LineStart(3), 4u);
  EXPECT_EQ(source.LineStart(99), 4u);
}

TEST(Source, TellsPositions) {
  struct Case {
    std::string_view text;
    std::size_t offset;
    int line;
    int column;
  };
  const Case kCases[] = {
      {"", 0, 1, 1},          {"", 5, 1, 1},        {"ab\ncd", 0, 1, 1},
      {"ab\ncd", 1, 1, 2},    {"ab\ncd", 2, 1, 3},  {"ab\ncd", 3, 2, 1},
      {"ab\ncd", 5, 2, 3},    {"ab\ncd", 99, 2, 3}, {"ab\n", 3, 2, 1},
      {"a\r\nb", 1, 1, 2},    {"a\r\nb", 3, 2, 1},  {"\n\n\n", 2, 3, 1},
      {"\xC3\xA4x", 2, 1, 3},
  };
  for (const Case& c : kCases) {
    Position at = Source("f", std::string(c.text)).At(c.offset);
    EXPECT_EQ(at.line, c.line) << c.text << " at " << c.offset;
    EXPECT_EQ(at.column, c.column) << c.text << " at " << c.offset;
  }
}

TEST(Source, FindsAViewsOffset) {
  Source source("f", "hello world");
  EXPECT_EQ(OffsetIn(source.text(), source.text().substr(6)), 6u);
}

TEST(SourceMap, ReadsSmallAndLarge) {
  TemporaryFolder folder;
  // Both sides of the size of one read.
  for (std::size_t size : {0u, 1u, 16383u, 16384u, 200000u}) {
    std::string text(size, 'x');
    if (size > 10) text[10] = '\n';
    folder.Write("f", text);
    Result<std::shared_ptr<const Source>> source =
        Source::Read(folder.Path("f"), size);
    ASSERT_TRUE(source.ok()) << source.error().message;
    EXPECT_EQ(source.value()->text(), text);
    EXPECT_EQ(source.value()->path(), folder.Path("f"));
    EXPECT_EQ(source.value()->LineCount(), size > 10 ? 2 : 1);
  }
}

TEST(SourceMap, KeepsItsTextWhenTheFileChanges) {
  TemporaryFolder folder;
  std::string text(200'000, 'x');
  folder.Write("f", text);
  Result<std::shared_ptr<const Source>> source =
      Source::Read(folder.Path("f"), text.size());
  ASSERT_TRUE(source.ok());
  ASSERT_EQ(truncate(folder.Path("f").c_str(), 0), 0);
  EXPECT_EQ(source.value()->text(), text);
}

TEST(SourceMap, RefusesWhatIsNoFile) {
  TemporaryFolder folder;
  folder.Write("large", std::string(100, 'x'));
  ASSERT_EQ(mkfifo(folder.Path("fifo").c_str(), 0600), 0);
  ASSERT_EQ(symlink("loop", folder.Path("loop").c_str()), 0);
  struct Case {
    std::string name;
    ErrorCode code;
    std::string message;
  };
  const std::string root = folder.Path("");
  const Case kCases[] = {
      {"none", ErrorCode::kNotFound,
       "cannot open " + root + "none: No such file or directory"},
      {"large/x", ErrorCode::kNotFound,
       "cannot open " + root + "large/x: Not a directory"},
      {"", ErrorCode::kUnsupported,
       root + " is a folder, expected a regular file"},
      {"fifo", ErrorCode::kUnsupported,
       root + "fifo is a fifo, expected a regular file"},
      {"loop", ErrorCode::kIo,
       "cannot open " + root + "loop: Too many levels of symbolic links"},
      {"large", ErrorCode::kLimit,
       root + "large has 100 bytes, more than the limit of 99"},
      {"a\x1b[m", ErrorCode::kNotFound,
       "cannot open " + root + "a\\x1b[m: No such file or directory"},
  };
  for (const Case& c : kCases) {
    Result<std::shared_ptr<const Source>> source =
        Source::Read(folder.Path(c.name), 99);
    ASSERT_FALSE(source.ok()) << c.name;
    EXPECT_EQ(source.error().code, c.code) << c.name;
    EXPECT_EQ(source.error().message, c.message);
  }
}

}  // namespace
}  // namespace bulkhead::base
