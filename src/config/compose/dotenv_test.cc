// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/dotenv.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "config/compose/interpolate.h"

namespace bulkhead::config {
namespace {

std::string Show(const base::Result<DotenvFile>& file) {
  if (!file.ok()) return "error: " + file.error().message;
  std::string out;
  for (const DotenvVariable& variable : file.value().variables) {
    out += base::Format("[{}={}]", variable.name, variable.value);
  }
  return out;
}

std::string Parse(std::string_view text) {
  const ComposeEnvironment environment = {{"HOME", "/root"}, {"PORT", "1"}};
  const ComposeEnvironment before = {{"OLD", "old"}};
  base::Source source("x.env", std::string(text));
  return Show(ParseDotenv(source, LookupIn(environment), LookupIn(before)));
}

TEST(Dotenv, ReadsEachForm) {
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  constexpr Case kCases[] = {
      {"", ""},
      {"# only\n\n", ""},
      {"A=1\nB=2", "[A=1][B=2]"},
      {"A=1\r\nB=2\r\n", "[A=1][B=2]"},
      {"export A=1\nexported=2\n", "[A=1][exported=2]"},
      {"A: yaml\n", "[A=yaml]"},
      {"A = spaced\n", "[A=spaced]"},
      {"A=a b # c\nB=a#b\n", "[A=a b][B=a#b]"},
      {"A=\nB=''\n", "[A=][B=]"},
      {"A.b-c[0]=1\n", "[A.b-c[0]=1]"},
      {"A='$HOME \\'q\\' \\n'\n", "[A=$HOME 'q' \\n]"},
      {"A=\"$HOME \\\"q\\\" \\$X\"\n", "[A=/root \"q\" $X]"},
      {"A=\"l1\nl2\\tt\\0101\"\n", "[A=l1\nl2\ttA]"},
      {"A=x\nB=${A}y\n", "[A=x][B=xy]"},
      {"PORT=2\nB=$PORT$OLD\n", "[PORT=2][B=1old]"},
      {"HOME\nNONE\nA=1\n", "[HOME=/root][A=1]"},
      {"\xEF\xBB\xBF"
       "A=1\n",
       "[A=1]"},
      {"A=${N:-d}\n", "[A=d]"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Parse(c.text), c.expected) << c.text;
}

TEST(Dotenv, SaysWhereItFails) {
  EXPECT_EQ(Parse("A=1\nB=\"open\n"),
            "error: x.env:2:3: expected a closing \" for the value of B, found "
            "the end of the file");
  EXPECT_EQ(Parse("A+B=1\n"),
            "error: x.env:1:2: expected = after the name of a variable, found "
            "'+'");
  EXPECT_EQ(Parse("A B=1\n"),
            "error: x.env:1:2: expected the name of a variable without a "
            "space, found \"A B\"");
  EXPECT_EQ(Parse("\nA=${N:?gone}\n"),
            "error: x.env:2:3: required variable N is missing a value: gone");
}

TEST(Dotenv, KnowsPlaces) {
  base::Source source("x.env", "# c\nA=1 # d\nexport B='2'\n");
  base::Result<DotenvFile> file = ParseDotenv(source, {}, {});
  ASSERT_TRUE(file.ok());
  ASSERT_EQ(file.value().variables.size(), 2u);
  for (const DotenvVariable& variable : file.value().variables) {
    std::string_view text =
        source.text().substr(variable.begin, variable.end - variable.begin);
    EXPECT_EQ(text, variable.name == "A" ? "A=1" : "export B='2'");
  }
}

TEST(RawEnv, TakesValuesAsTheyAre) {
  base::Source source("x.env", "A='q' # c\n# d\n B=$A\nNONE\n");
  EXPECT_EQ(Show(ParseRawEnv(source, {})), "[A='q' # c][B=$A]");
  base::Source bad("x.env", "A B\n");
  EXPECT_EQ(Show(ParseRawEnv(bad, {})),
            "error: x.env:1: expected NAME=VALUE, found \"A B\"");
}

}  // namespace
}  // namespace bulkhead::config
