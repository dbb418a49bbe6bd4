// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What is known of words: through ParseShell, by the last word of the last
// command.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "config/shell/commands.h"
#include "config/shell/shell.h"

namespace bulkhead::config {
namespace {

const std::map<std::string, std::string, std::less<>> kEnvironment = {
    {"V", "1.2.3"}, {"EMPTY", ""}, {"TWO", "a b"}, {"P", "/usr/lib/x.tar.gz"}};

std::optional<std::string_view> Lookup(std::string_view name) {
  auto found = kEnvironment.find(name);
  if (found == kEnvironment.end()) return std::nullopt;
  return found->second;
}

ShellScript Parse(std::string_view text) {
  ShellOptions options;
  options.variables = Lookup;
  return ParseShell(text, ShellDialect::kBash, options);
}

const Word& LastWord(const ShellScript& script) {
  return script.commands().back().words.back();
}

TEST(VariablesTest, KnownWords) {
  struct Row {
    std::string_view text;
    std::string_view value;
  };
  const Row kRows[] = {
      {"e x=$V", "x=1.2.3"},
      {"e x='$V'", "x=$V"},
      {"e \"${V}-r0\"", "1.2.3-r0"},
      {"e ${V:-9}", "1.2.3"},
      {"e ${EMPTY:-9}", "9"},
      {"e \"${EMPTY-9}\"", ""},
      {"e ${EMPTY:-${V}}", "1.2.3"},
      {"e ${V:+yes}", "yes"},
      {"e ${#V}", "5"},
      {"e ${V%.*}", "1.2"},
      {"e ${V%%.*}", "1"},
      {"e ${P##*/}", "x.tar.gz"},
      {"e ${P#*/}", "usr/lib/x.tar.gz"},
      {"e ${V/./_}", "1_2.3"},
      {"e ${V//./_}", "1_2_3"},
      {"e ${V:2}", "2.3"},
      {"e ${V:0:1}", "1"},
      {"x=Ab; e ${x^^}${x,,}", "ABab"},
      {"x=1 && e $x", "1"},
      {"x=1; x=2; e $x", "2"},
      {"x=a; x+=b; e $x", "ab"},
      {"x=$V-y; e $x", "1.2.3-y"},
      {"export x=1; e $x", "1"},
      {"V=9 && e $V", "9"},
      {"x=1; (x=2; y); e $x", "1"},
      {"x=1; y=$(x=2); e $x", "1"},
      {"x=1; x=2 | y; e $x", "1"},
      {"x=1; x=2 c; e $x", "1"},
      {"x=1; sh -c 'e $x'", "1"},
  };
  for (const Row& row : kRows) {
    ShellScript script = Parse(row.text);
    const Word& word = LastWord(script);
    EXPECT_TRUE(word.known) << row.text;
    EXPECT_EQ(word.value, row.value) << row.text;
  }
}

TEST(VariablesTest, WordsThatAreNotKnown) {
  struct Row {
    std::string_view text;
    std::string_view value;
    std::string_view prefix;
    std::string_view suffix;
  };
  const Row kRows[] = {
      {"e $u", "$u", "", ""},
      {"e a-$u-b", "a-$u-b", "a-", "-b"},
      {"e \"$V/$u/$V\"", "1.2.3/$u/1.2.3", "1.2.3/", "/1.2.3"},
      {"e ${u:-1}", "${u:-1}", "", ""},
      {"e x$(date)", "x$(date)", "x", ""},
      {"x=1; if a; then x=2; fi; e $x", "$x", "", ""},
      {"x=1; a || x=2; e $x", "$x", "", ""},
      {"x=1; while a; do e $x; x=2; done; e $x", "$x", "", ""},
      {"x=1; for x in a b; do e $x; done", "$x", "", ""},
      {"f() { V=2; }; e $V", "$V", "", ""},
      {"x=1; read x; e $x", "$x", "", ""},
      {"x=1; unset x; e $x", "$x", "", ""},
      {"x=$(a); e $x", "$x", "", ""},
      {"x=(1 2); e $x", "$x", "", ""},
      {"e ${V:?}$*", "1.2.3$*", "1.2.3", ""},
      {"e ${V/[.]/_}", "${V/[.]/_}", "", ""},
  };
  for (const Row& row : kRows) {
    ShellScript script = Parse(row.text);
    const Word& word = LastWord(script);
    if (script.commands().back().Is("date")) {
      const Word& outer = script.commands().front().words.back();
      EXPECT_EQ(outer.known_prefix, row.prefix);
      continue;
    }
    EXPECT_FALSE(word.known) << row.text;
    EXPECT_EQ(word.value, row.value) << row.text;
    EXPECT_EQ(word.known_prefix, row.prefix) << row.text;
    EXPECT_EQ(word.known_suffix, row.suffix) << row.text;
  }
}

TEST(VariablesTest, UnquotedVariablesAreSplit) {
  ShellScript script = Parse("e $TWO \"$TWO\" x$TWO $EMPTY \"$EMPTY\"");
  std::string out;
  for (const Word& word : script.commands()[0].words) {
    out += "<" + std::string(word.value) + ">";
  }
  EXPECT_EQ(out, "<e><a><b><a b><xa><b><>");
  EXPECT_EQ(script.commands()[0].words[1].range, (TextRange{2, 6}));
  EXPECT_EQ(script.commands()[0].words[2].range, (TextRange{2, 6}));
}

TEST(VariablesTest, ScriptsInVariablesAreRead) {
  ShellScript script = Parse("x='a b'; eval $x \"$TWO\"");
  const Command& command = script.commands().back();
  EXPECT_EQ(command.name, "a");
  ASSERT_EQ(command.words.size(), 4U);
  EXPECT_EQ(command.words[1].value, "b");
  EXPECT_EQ(command.words[3].value, "b");
  EXPECT_TRUE(script.ok());
}

TEST(VariablesTest, ExpansionIsBounded) {
  std::string text = "x=aaaaaaaaaaaaaaaa; ";
  for (int i = 0; i < 60; ++i) text += "x=\"$x$x\"; ";
  ShellScript script = ParseShell(text, ShellDialect::kBash);
  ASSERT_EQ(script.errors().size(), 1U);
  EXPECT_EQ(script.errors()[0].message,
            "expansions make more than 16777216 bytes");
}

}  // namespace
}  // namespace bulkhead::config
