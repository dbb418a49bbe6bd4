// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/dockerfile/expand.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::config {
namespace {

// Known: A, P, E (empty). Not known: U (no default), D (default "dd").
// May come with the base image: B. All others are not defined.
std::optional<Variable> Lookup(std::string_view name) {
  if (name == "A") return Variable{"alpha"};
  if (name == "P") return Variable{"/usr/lib/a.tar.gz"};
  if (name == "E") return Variable{""};
  if (name == "S") return Variable{"x y"};
  if (name == "U") return Variable{"", false};
  if (name == "D") return Variable{"dd", false};
  if (name == "B") return Variable{"", false, false};
  return std::nullopt;
}

std::string Expanded(std::string_view word, const ExpandOptions& options = {}) {
  const base::Result<Value> value = ExpandWord(word, &Lookup, options);
  return value.ok() ? value.value().text : "error: " + value.error().message;
}

struct WordCase {
  std::string_view word;
  std::string_view expected;
};

TEST(ExpandWord, ReplacesKnownVariables) {
  const WordCase kCases[] = {
      {"plain", "plain"},
      {"$A", "alpha"},
      {"${A}bet", "alphabet"},
      {"$Abet", ""},
      {"$A.b", "alpha.b"},
      {"$.b", "$.b"},
      {"'$A'", "$A"},
      {"\"$A b\"", "alpha b"},
      {"\\$A", "$A"},
      {"\"\\$A\\x\"", "$A\\x"},
      {"a\\", "a"},
      {"${N:-x}", "x"},
      {"${E:-x}|${E-x}", "x|"},
      {"${A:+x}|${E:+x}|${E+x}|${N+x}", "x||x|"},
      {"${A?no}", "alpha"},
      {"${N:-${M:-'q q'}}", "q q"},
      {"${N:-a}b}", "ab}"},
      {"${P#/*/}|${P##*/}", "lib/a.tar.gz|a.tar.gz"},
      {"${P%.*}|${P%%.*}", "/usr/lib/a.tar|/usr/lib/a"},
      {"${P#\\/usr}|${P#?usr}", "/lib/a.tar.gz|/lib/a.tar.gz"},
      {"${P/lib/bin}|${P//\\//-}", "/usr/bin/a.tar.gz|-usr-lib-a.tar.gz"},
      {"${A//a/}", "lph"},
      {"$\xC3\xA4\xC3\xB6!", "!"},
      {"<< EOF", "<< EOF"},
  };
  for (const WordCase& c : kCases) {
    EXPECT_EQ(Expanded(c.word), c.expected) << c.word;
  }
}

TEST(ExpandWord, SaysWhatIsWrong) {
  const WordCase kCases[] = {
      {"it's",
       "error: failed to process \"it's\": unexpected end of statement while "
       "looking for matching single-quote"},
      {"\"a",
       "error: failed to process \"\\\"a\": unexpected end of statement while "
       "looking for matching double-quote"},
      {"${A",
       "error: failed to process \"${A\": unsupported modifier () in "
       "substitution"},
      {"${A:-",
       "error: failed to process \"${A:-\": syntax error: missing "
       "'}'"},
      {"${A/x}",
       "error: failed to process \"${A/x}\": syntax error: missing "
       "'/' in ${}"},
      {"${}",
       "error: failed to process \"${}\": syntax error: bad "
       "substitution"},
      {"${A:=b}",
       "error: failed to process \"${A:=b}\": unsupported modifier "
       "(:=) in substitution"},
      {"${N:?need it}",
       "error: failed to process \"${N:?need it}\": N: need "
       "it"},
      {"${N?}",
       "error: failed to process \"${N?}\": N: is not allowed to be "
       "unset"},
      {"${E:?}",
       "error: failed to process \"${E:?}\": E: is not allowed to "
       "be empty"},
      {"${A#\\q}",
       "error: failed to process \"${A#\\\\q}\": invalid pattern "
       "(\\q) in substitution: invalid escape '\\q'"},
  };
  for (const WordCase& c : kCases) {
    EXPECT_EQ(Expanded(c.word), c.expected) << c.word;
  }
}

TEST(ExpandWord, LimitsNestingAndSize) {
  std::string deep;
  for (int i = 0; i < 600; ++i) deep += "${N:-";
  const base::Result<Value> nested = ExpandWord(deep, &Lookup);
  ASSERT_FALSE(nested.ok());
  EXPECT_EQ(nested.error().code, base::ErrorCode::kLimit);
  EXPECT_TRUE(
      nested.error().message.ends_with(": variables nested deeper than 500"));

  ExpandOptions options;
  options.limits.max_expansion = 8;
  EXPECT_EQ(Expanded("$A$A", options),
            "error: failed to process \"$A$A\": the expanded word is larger "
            "than 8 bytes");
}

struct UnknownCase {
  std::string_view word;
  std::string_view text;
  std::string_view as_default;
  Knowledge knowledge;
};

TEST(ExpandWord, KeepsWhatIsNotKnown) {
  const UnknownCase kCases[] = {
      {"$U", "$U", "", Knowledge::kUnknown},
      {"${D}", "${D}", "dd", Knowledge::kUnknown},
      {"a:$D-b", "a:$D-b", "a:dd-b", Knowledge::kPartly},
      {"\"$U/$A\"", "$U/alpha", "/alpha", Knowledge::kPartly},
      {"${U:-x}", "${U:-x}", "x", Knowledge::kUnknown},
      {"${D%d}", "${D%d}", "d", Knowledge::kUnknown},
      {"${N:-$D}", "$D", "dd", Knowledge::kUnknown},
      {"${A:-$D}", "alpha", "alpha", Knowledge::kKnown},
      {"${A#$U}", "${A#$U}", "alpha", Knowledge::kUnknown},
      {"$B:/x", "$B:/x", ":/x", Knowledge::kPartly},
  };
  for (const UnknownCase& c : kCases) {
    const base::Result<Value> value = ExpandWord(c.word, &Lookup);
    ASSERT_TRUE(value.ok()) << c.word;
    EXPECT_EQ(value.value().text, c.text) << c.word;
    EXPECT_EQ(value.value().Default(), c.as_default) << c.word;
    EXPECT_EQ(value.value().knowledge, c.knowledge) << c.word;
  }
}

TEST(ExpandWord, NamesVariables) {
  const base::Result<Value> value =
      ExpandWord("$A-${X:-1}-$Y-${Y:-2}-$A-$B", &Lookup);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(base::Join(value.value().used, " "), "A");
  EXPECT_EQ(base::Join(value.value().undefined, " "), "X Y B");
  EXPECT_EQ(base::Join(value.value().guarded, " "), "X");
}

TEST(ExpandWord, TellsPrefixAndSuffix) {
  const base::Result<Value> value = ExpandWord("a/$U/b$U.c", &Lookup);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value.value().known_prefix(), "a/");
  EXPECT_EQ(value.value().known_suffix(), ".c");
  EXPECT_EQ(value.value().unknown_parts.front().variable, "U");
}

TEST(ExpandWord, ObeysTheEscapeCharacter) {
  EXPECT_EQ(Expanded("C:\\a`$A", {.escape = '`'}), "C:\\a$A");
  EXPECT_EQ(Expanded("'a' $N", {.raw_quotes = true, .skip_unset = true}),
            "'a' $N");
  EXPECT_EQ(Expanded("'$A'", {.skip_quotes = true}), "'alpha'");
}

TEST(ExpandWords, SplitsOutsideOfQuotes) {
  const struct {
    std::string_view word;
    std::string_view expected;
  } kCases[] = {
      {"a  b", "a|b"},  {"\"a  b\" c", "a  b|c"},
      {"$S", "x|y"},    {"\"$S\"", "x y"},
      {"a$S", "ax|y"},  {"a\\ b", "a b"},
      {"$U b", "$U|b"}, {"", ""},
      {"\"\"", ""},     {"<< EOF a", "<< EOF|a"},
  };
  for (const auto& c : kCases) {
    const base::Result<std::vector<Value>> words = ExpandWords(c.word, &Lookup);
    ASSERT_TRUE(words.ok()) << c.word;
    std::vector<std::string> texts;
    for (const Value& word : words.value()) texts.push_back(word.text);
    EXPECT_EQ(base::Join(texts, "|"), c.expected) << c.word;
  }
}

}  // namespace
}  // namespace bulkhead::config
