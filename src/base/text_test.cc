// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"

#include <gtest/gtest.h>

#include <array>

namespace bulkhead::base {
namespace {

using Words = std::vector<std::string_view>;

TEST(Case, ChangesAsciiOnly) {
  EXPECT_EQ(ToLower("AbZ9_\xC3\x84"), "abz9_\xC3\x84");
  EXPECT_EQ(ToUpper("aBz9-\xC3\xA4"), "ABZ9-\xC3\xA4");
  EXPECT_TRUE(EqualsIgnoreCase("FROM", "frOm"));
  EXPECT_FALSE(EqualsIgnoreCase("FROM", "fro"));
  EXPECT_FALSE(EqualsIgnoreCase("[", "{"));
  EXPECT_TRUE(ContainsIgnoreCase("MySecretKey", "secret"));
  EXPECT_TRUE(ContainsIgnoreCase("x", ""));
  EXPECT_FALSE(ContainsIgnoreCase("sec", "secret"));
}

TEST(Trim, TakesAllAsciiSpace) {
  EXPECT_EQ(Trim(" \t\r\n\v\fa b \n"), "a b");
  EXPECT_EQ(TrimLeft("  a "), "a ");
  EXPECT_EQ(TrimRight("  a "), "  a");
  EXPECT_EQ(Trim(" \n "), "");
  EXPECT_EQ(Trim("\xC2\xA0x"), "\xC2\xA0x");  // no-break space is text
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(Split("a,,b,", ','), (Words{"a", "", "b", ""}));
  EXPECT_EQ(Split("", ','), (Words{""}));
  EXPECT_EQ(SplitWords("  a\t b\nc  "), (Words{"a", "b", "c"}));
  EXPECT_EQ(SplitWords(" \n"), (Words{}));
}

TEST(TakeWord, TakesWordsOffUntilNoneIsLeft) {
  std::string_view rest = "  a\t bc\n";
  EXPECT_EQ(TakeWord(&rest), "a");
  EXPECT_EQ(rest, "\t bc\n");
  EXPECT_EQ(TakeWord(&rest), "bc");
  EXPECT_EQ(TakeWord(&rest), "");
  EXPECT_EQ(rest, "");
}

TEST(Cut, SplitsAtTheFirstSeparator) {
  EXPECT_EQ(Cut("a=b=c", "="),
            std::pair(std::string_view("a"), std::string_view("b=c")));
  EXPECT_EQ(Cut("=", "="), std::pair(std::string_view(), std::string_view()));
  EXPECT_EQ(Cut("a", "="), std::nullopt);
  EXPECT_EQ(Cut("a::b", "::"),
            std::pair(std::string_view("a"), std::string_view("b")));
}

TEST(ConsumePrefix, MovesOnlyOnAMatch) {
  std::string_view text = "--from=x";
  EXPECT_FALSE(ConsumePrefix(text, "--to="));
  EXPECT_EQ(text, "--from=x");
  EXPECT_TRUE(ConsumePrefix(text, "--from="));
  EXPECT_EQ(text, "x");
}

TEST(Join, SeparatesParts) {
  EXPECT_EQ(Join(Words{"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(Join(Words{}, ", "), "");
}

TEST(ReplaceAll, DoesNotReplaceItsOwnText) {
  EXPECT_EQ(ReplaceAll("aaa", "a", "aa"), "aaaaaa");
  EXPECT_EQ(ReplaceAll("abab", "ab", ""), "");
  EXPECT_EQ(ReplaceAll("abc", "x", "y"), "abc");
  EXPECT_EQ(ReplaceAll("abc", "", "y"), "abc");
}

TEST(ParseInt, TakesWholeDecimalNumbers) {
  EXPECT_EQ(ParseInt("0"), 0);
  EXPECT_EQ(ParseInt("-12"), -12);
  EXPECT_EQ(ParseInt("007"), 7);
  EXPECT_EQ(ParseInt("9223372036854775807"), 9223372036854775807LL);
  for (std::string_view bad : {"", "-", "+1", "1 ", " 1", "1.0", "0x10", "1e3",
                               "9223372036854775808"}) {
    EXPECT_EQ(ParseInt(bad), std::nullopt) << bad;
  }
}

TEST(ParseDouble, TakesNumbersAndNoWords) {
  EXPECT_EQ(ParseDouble("0.5"), 0.5);
  EXPECT_EQ(ParseDouble("-2"), -2.0);
  EXPECT_EQ(ParseDouble("1e3"), 1000.0);
  for (std::string_view bad : {"", ".", "1,5", "inf", "NaN", "infinity", "0x1",
                               "1.5 ", "e", "1e999"}) {
    EXPECT_EQ(ParseDouble(bad), std::nullopt) << bad;
  }
}

struct GlobCase {
  std::string_view pattern;
  std::string_view text;
  bool matches;
};

TEST(GlobMatch, MatchesTheWholeText) {
  const GlobCase kCases[] = {
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "a/b", true},
      {"a*", "a", true},
      {"a*c", "abbc", true},
      {"a*c", "abcb", false},
      {"*.txt", "a.txt", true},
      {"*.txt", "a.txt.gz", false},
      {"a*b*c", "axxbyybzzc", true},
      {"a?c", "abc", true},
      {"a?c", "ac", false},
      {"a?c", "a/c", true},
      {"[abc]x", "bx", true},
      {"[a-c]x", "dx", false},
      {"[!a-c]x", "dx", true},
      {"[^a-c]x", "ax", false},
      {"[]]", "]", true},
      {"[a-]", "-", true},
      {"[", "[", true},
      {"[ab", "[ab", true},
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"[\\]a]", "a", true},
      {"\\", "\\", true},
      {"***", "abc", true},
  };
  for (const GlobCase& c : kCases) {
    EXPECT_EQ(GlobMatch(c.pattern, c.text), c.matches)
        << c.pattern << " on " << c.text;
  }
}

TEST(GlobMatch, KeepsToFoldersInPathMode) {
  const GlobCase kCases[] = {
      {"*", "a", true},
      {"*", "a/b", false},
      {"*/b", "a/b", true},
      {"*/b", "a/c/b", false},
      {"a?b", "a/b", false},
      {"a[/]b", "a/b", false},
      {"**", "a/b/c", true},
      {"**/c", "c", true},
      {"**/c", "a/b/c", true},
      {"**/c", "a/bc", false},
      {"a/**", "a/b/c", true},
      {"a/**", "a", false},
      {"a/**/d", "a/d", true},
      {"a/**/d", "a/b/c/d", true},
      {"a/**/d", "a/b/cd", false},
      {"**/*.txt", "a/b/c.txt", true},
      {"**/a*/b", "x/ay/b", true},
      {"**/a*/b", "x/ay/z/b", false},
      {"**/a*/b", "ax/ay/b", true},
      {"a**b", "a/x/b", true},
      {"*/**/x", "a/x", true},
      {"*/**/x", "x", false},
      {"**/a/**/b", "a/x/a/y/b", true},
      {"**/node_modules/**", "web/node_modules/x/y.js", true},
  };
  for (const GlobCase& c : kCases) {
    EXPECT_EQ(GlobMatch(c.pattern, c.text, true), c.matches)
        << c.pattern << " on " << c.text;
  }
}

TEST(GlobMatch, StaysQuickOnManyStars) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(GlobMatch(pattern + "b", std::string(5000, 'a')));
  EXPECT_FALSE(GlobMatch(pattern + "b", std::string(5000, 'a'), true));
}

TEST(DidYouMean, FindsMisspellings) {
  constexpr std::array<std::string_view, 5> kWords = {
      "check", "rules", "completion", "FROM", "HEALTHCHECK"};
  struct Case {
    std::string_view word;
    std::string_view expected;
  };
  const Case kCases[] = {
      {"chekc", "check"},
      {"cehck", "check"},
      {"rule", "rules"},
      {"FORM", "FROM"},
      {"from", "FROM"},
      {"HEALTHCHEK", "HEALTHCHECK"},
      {"completoin", "completion"},
      {"xyz", ""},
      {"", ""},
      {"zzzzz", ""},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(DidYouMean(c.word, kWords), c.expected) << c.word;
  }
  EXPECT_EQ(DidYouMean(std::string(5000, 'c'), kWords), "");
  EXPECT_EQ(DidYouMean("check", {}), "");
}

TEST(Printable, LetsNothingActOnATerminal) {
  struct Case {
    std::string_view text;
    std::string_view shown;
    std::string_view shown_in_lines;
  };
  const Case kCases[] = {
      {"plain", "plain", "plain"},
      {"a\tb\nc", "a\\tb\\nc", "a\tb\nc"},
      {"a\r\n", "a\\r\\n", "a\\r\n"},
      {"\x1b[31m", "\\x1b[31m", "\\x1b[31m"},
      {"\x7f", "\\x7f", "\\x7f"},
      {std::string_view("\0", 1), "\\x00", "\\x00"},
      {"\xC3\xA4", "\xC3\xA4", "\xC3\xA4"},
      {"\xC2\x9B"
       "1m",
       "\\u009b1m", "\\u009b1m"},
      {"\xE2\x80\xAE", "\\u202e", "\\u202e"},
      {"\xEF\xBB\xBF", "\\ufeff", "\\ufeff"},
      {"\xFFz", "\\xffz", "\\xffz"},
      {"\xE2\x80", "\\xe2\\x80", "\\xe2\\x80"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Printable(c.text), c.shown);
    EXPECT_EQ(Printable(c.text, true), c.shown_in_lines);
  }
}

TEST(Utf8, RefusesWhatIsNot) {
  struct Case {
    std::string_view text;
    bool valid;
    std::string_view mended;
  };
#define FFFD "\xEF\xBF\xBD"
  const Case kCases[] = {
      {"", true, ""},
      {"abc", true, "abc"},
      {"\xC3\xA4", true, "\xC3\xA4"},
      {"\xE2\x82\xAC", true, "\xE2\x82\xAC"},
      {"\xF0\x9F\x98\x80", true, "\xF0\x9F\x98\x80"},
      {"\xF4\x8F\xBF\xBF", true, "\xF4\x8F\xBF\xBF"},
      {"\x80"
       "a",
       false, FFFD "a"},
      {"\xC3", false, FFFD},
      {"\xC0\xAF", false, FFFD FFFD},                    // overlong
      {"\xE0\x80\xAF", false, FFFD FFFD FFFD},           // overlong
      {"\xED\xA0\x80", false, FFFD FFFD FFFD},           // surrogate
      {"\xF4\x90\x80\x80", false, FFFD FFFD FFFD FFFD},  // beyond U+10FFFF
      {"\xF5", false, FFFD},
      {"\xE2\x82"
       "x",
       false, FFFD FFFD "x"},
  };
#undef FFFD
  for (const Case& c : kCases) {
    EXPECT_EQ(IsUtf8(c.text), c.valid) << Printable(c.text);
    EXPECT_EQ(ToValidUtf8(c.text), c.mended) << Printable(c.text);
  }
}

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(DisplayWidth(""), 0u);
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("\xC3\xA4"), 1u);
  EXPECT_EQ(DisplayWidth("\xE6\xBC\xA2"), 2u);  // a Han character
  EXPECT_EQ(DisplayWidth("\xF0\x9F\x98\x80"
                         "a"),
            3u);  // an emoji
  EXPECT_EQ(DisplayWidth("\xFF\xFE"), 2u);
}

TEST(Redact, ShowsLittle) {
  EXPECT_EQ(Redact(""), "\xE2\x80\xA6");
  EXPECT_EQ(Redact("ab"), "\xE2\x80\xA6");
  EXPECT_EQ(Redact("abcdef"), "ab\xE2\x80\xA6");
  EXPECT_EQ(Redact("ghp_0123456789"), "ghp_\xE2\x80\xA6");
  EXPECT_EQ(Redact("\x1b[1m234567890"), "\\x1b[1m\xE2\x80\xA6");
}

// The first seven rows are the test vectors of RFC 4648, section 10.
TEST(Base64, GoesBothWays) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xFF\xFE\xFD", "//79"},
      {std::string_view("\0\0", 2), "AAA="},
  };
  for (const auto& [bytes, text] : kCases) {
    EXPECT_EQ(EncodeBase64(bytes), text);
    EXPECT_EQ(DecodeBase64(text), std::string(bytes)) << text;
  }
  EXPECT_EQ(DecodeBase64("Zm9v\n YmFy\n"), "foobar");
  EXPECT_EQ(DecodeBase64("Zm8"), "fo");
  for (std::string_view bad :
       {"Z", "Zm9vY", "Zg=", "Zg===", "=", "Zm9v=", "Z=g=", "Zm-_", "Zm9v!"}) {
    EXPECT_EQ(DecodeBase64(bad), std::nullopt) << bad;
  }
}

TEST(Format, WritesValues) {
  EXPECT_EQ(Format("{}: {:04} {}", "a", 7, std::string("b")), "a: 0007 b");
}

}  // namespace
}  // namespace bulkhead::base
