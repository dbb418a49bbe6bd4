// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/shell/commands.h"

#include <gtest/gtest.h>

#include <string>

namespace bulkhead::config {
namespace {

ShellScript Parse(std::string_view text) {
  return ParseShell(text, ShellDialect::kBash);
}

// Names of all commands with a letter for each thing they stand in.
std::string Flat(std::string_view text) {
  ShellScript script = Parse(text);
  std::string out;
  for (const Command& c : script.commands()) {
    if (!out.empty()) out += ' ';
    out += c.name.empty() ? "_" : c.name;
    std::string flags;
    if (c.negated) flags += '!';
    if (c.followed_by_or_true) flags += 't';
    if (c.stderr_silenced) flags += 'e';
    if (c.stdout_silenced) flags += 'o';
    if (c.in_subshell) flags += 's';
    if (c.in_conditional) flags += 'c';
    if (c.is_condition) flags += '?';
    if (c.in_loop) flags += 'l';
    if (c.in_function) flags += 'f';
    if (c.in_background) flags += '&';
    if (c.in_substitution) flags += '$';
    if (c.nesting == Nesting::kWrapper) flags += 'w';
    if (c.nesting == Nesting::kShell) flags += 'x';
    if (!flags.empty()) out += ":" + flags;
  }
  return out;
}

TEST(CommandsTest, WhatCommandsStandIn) {
  struct Row {
    std::string_view text;
    std::string_view flat;
  };
  const Row kRows[] = {
      {"/usr/bin/a x; b", "a b"},
      {"X=1; $a", "_ _"},
      {"! a && b", "a:! b"},
      {"a && b || true; c", "a:t b:t true:c c"},
      {"a || : && b", "a:t ::c b"},
      {"a || exit 1", "a exit:c"},
      {"{ a; (b); } || true", "a:t b:ts true:c"},
      {"a 2>/dev/null; b >/dev/null 2>&1; c &>/dev/null; d 2>&1 >/dev/null",
       "a:e b:eo c:eo d:o"},
      {"{ a; } 2>/dev/null; a 2>x", "a:e a"},
      {"if a; then b; else c; fi", "a:? b:c c:c"},
      {"while a; do b; done", "a:?l b:l"},
      {"case a in b) c;; esac", "c:c"},
      {"f() { a; }; for x in $(b); do c; done", "a:f b:$ c:l"},
      {"a & b", "a:& b"},
      {"a $(b | c) `d` <(e) \"$(f)\"", "a b:$ c:$ d:$ e:$ f:$"},
      {"x=$(a) cat <<E\n$(b)\nE\n", "cat a:$ b:$"},
      {"sudo -u root env A=b timeout -k 5 10 a b", "sudo env:w timeout:w a:w"},
      {"xargs -r -n1 a; find . -exec b {} + -o -print; nice -n 5 c",
       "xargs a:w find b:w nice c:w"},
      {"command -v a; command b; exec c", "command command b:w exec c:w"},
      {"sh -ec 'a && b'; su - u -c \"c\"; eval d e",
       "sh a:x b:x su c:x eval d:x"},
      {"bash -o pipefail -c 'a | b'; bash -euxo pipefail -c 'c'",
       "bash a:x b:x bash c:x"},
      {"sudo sh -c \"a $(b)\"", "sudo sh:w a:x b:$"},
      {"bash <<E\na\nb\nE\n", "bash a:x b:x"},
      {"bash -s <<< 'a b'; bash file.sh -c a; trap 'rm x' EXIT",
       "bash a:x bash trap rm:x"},
      {"[ -f a ] && [[ -f b ]] && (( 1 ))", "[ [[ (("},
  };
  for (const Row& row : kRows) EXPECT_EQ(Flat(row.text), row.flat) << row.text;
}

TEST(CommandsTest, Flags) {
  struct Row {
    std::string_view text;
    std::string_view flag;
    bool found;
  };
  const Row kRows[] = {
      {"a -y", "-y", true},
      {"a -qqy", "-y", true},
      {"a -y=1", "-y", true},
      {"a -o=y", "-y", false},
      {"a --yes", "--yes", true},
      {"a --yes=true", "--yes", true},
      {"a --yesterday", "--yes", false},
      {"a --y", "-y", false},
      {"a -- -y", "-y", false},
      {"a x -delete", "-delete", true},
      {"a -", "-y", false},
      {"a '-y'", "-y", true},
      {"a \"-q$x\"", "-q", true},
  };
  for (const Row& row : kRows) {
    ShellScript script = Parse(row.text);
    EXPECT_EQ(HasFlag(script.commands()[0], row.flag), row.found) << row.text;
  }
  ShellScript script = Parse("a -qq x -vq --quiet -- -q");
  EXPECT_EQ(CountFlag(script.commands()[0], "-q"), 3);
}

TEST(CommandsTest, FlagValuesAndPositionals) {
  ShellScript script = Parse("a -t v1 x --target=v2 -o$u -- -y z");
  const Command& command = script.commands()[0];
  EXPECT_EQ(FindFlagValue(command, {"-t", "--target"})->value, "v2");
  EXPECT_EQ(FindFlagValue(command, {"-t"})->value, "v1");
  EXPECT_FALSE(FindFlagValue(command, {"-o"})->word->known);
  EXPECT_FALSE(FindFlagValue(command, {"-z"}).has_value());
  std::string out;
  for (const Word* word : Positionals(command, {"-t"})) {
    out += std::string(word->value) + " ";
  }
  EXPECT_EQ(out, "x -y z ");
}

TEST(CommandsTest, Neighbours) {
  ShellScript script = Parse("a && sudo b | c $(x) | d || e; f");
  const Command* b = FindCommand(script, "b");
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(PreviousInChain(script, *b)->name, "a");
  EXPECT_EQ(NextInChain(script, *b)->name, "e");
  EXPECT_EQ(NextInPipeline(script, *b)->name, "c");
  const Command* e = FindCommand(script, "e");
  EXPECT_EQ(PreviousInChain(script, *e)->name, "sudo");
  EXPECT_EQ(NextInChain(script, *e), nullptr);
  const Command* d = FindCommand(script, "d");
  EXPECT_EQ(PreviousInPipeline(script, *d)->name, "c");
  EXPECT_EQ(PreviousInChain(script, *FindCommand(script, "f")), nullptr);
  EXPECT_TRUE(WrappedBy(script, *b, "sudo"));
  EXPECT_FALSE(WrappedBy(script, *d, "sudo"));
  EXPECT_EQ(ParentOf(script, *FindCommand(script, "x"))->name, "c");
  EXPECT_TRUE(Uses(script, "x"));
  EXPECT_TRUE(UsesAny(script, {"y", "d"}));
  EXPECT_FALSE(UsesAny(script, {"y", "z"}));
}

}  // namespace
}  // namespace bulkhead::config
