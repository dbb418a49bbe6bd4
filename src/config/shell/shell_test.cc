// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/shell/shell.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "config/shell/commands.h"

namespace bulkhead::config {
namespace {

struct Row {
  std::string_view text;
  std::string_view dump;
};

void ExpectDumps(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    ShellScript script = ParseShell(row.text, ShellDialect::kBash);
    EXPECT_EQ(DumpShell(script), row.dump) << row.text;
    for (const ShellError& error : script.errors()) {
      ADD_FAILURE() << row.text << ": " << error.range.begin << ": "
                    << error.message;
    }
  }
}

// Every error as "begin-end message", joined by "; ".
std::string ErrorsOf(std::string_view text, const ShellOptions& options = {}) {
  ShellScript script = ParseShell(text, ShellDialect::kBash, options);
  std::string out;
  for (const ShellError& error : script.errors()) {
    if (!out.empty()) out += "; ";
    out += base::Format("{}-{} {}", error.range.begin, error.range.end,
                        error.message);
  }
  return out;
}

TEST(ShellTest, Lists) {
  ExpectDumps({
      {"", "(list)"},
      {"a", "(list (cmd a))"},
      {"a b  c", "(list (cmd a b c))"},
      {"a; b;", "(list (cmd a) ; (cmd b) ;)"},
      {"a\n\nb # text", "(list (cmd a) ; (cmd b))"},
      {"a & b", "(list (cmd a) & (cmd b))"},
      {"a && b || c", "(list (and-or (cmd a) && (cmd b) || (cmd c)))"},
      {"a &&\n# text\nb", "(list (and-or (cmd a) && (cmd b)))"},
      {"a | b |& c", "(list (pipe (cmd a) | (cmd b) |& (cmd c)))"},
      {"! a | b", "(list (! pipe (cmd a) | (cmd b)))"},
      {"time -p a", "(list (time cmd a))"},
      {"a \\\n  b", "(list (cmd a b))"},
      {"a \\\r\n  b\r\n", "(list (cmd a b) ;)"},
      {"echo a#b if done", "(list (cmd echo a#b if done))"},
  });
}

TEST(ShellTest, CompoundCommands) {
  ExpectDumps({
      {"{ a; b; }", "(list (group (list (cmd a) ; (cmd b) ;)))"},
      {"(a; b) > f", "(list (subshell (list (cmd a) ; (cmd b)) >f))"},
      {"((a) ; b)",
       "(list (subshell (list (subshell (list (cmd a))) ; (cmd b))))"},
      {"if a; then b; elif c; then d; else e; fi",
       "(list (if (list (cmd a) ;) (list (cmd b) ;) (list (cmd c) ;) "
       "(list (cmd d) ;) (list (cmd e) ;)))"},
      {"if (a) then b; fi",
       "(list (if (list (subshell (list (cmd a)))) (list (cmd b) ;)))"},
      {"while a; do b; done < f",
       "(list (while (list (cmd a) ;) (list (cmd b) ;) <f))"},
      {"until a\ndo\nb\ndone",
       "(list (until (list (cmd a) ;) (list (cmd b) ;)))"},
      {"for x in a \"b\"; do c; done",
       "(list (for x a \"b\" (list (cmd c) ;)))"},
      {"for x\ndo c; done", "(list (for x (list (cmd c) ;)))"},
      {"for ((i=0; i<3; i++)); do a; done",
       "(list (arithmetic-for \"i=0; i<3; i++\" (list (cmd a) ;)))"},
      {"select x in a; do b; done", "(list (select x a (list (cmd b) ;)))"},
      {"case $x in a|b) c;; (d*) ;& *) e; esac",
       "(list (case ${x} (item a b (list (cmd c))) "
       "(item [d glob:*] (list)) (item glob:* (list (cmd e) ;))))"},
      {"case x in\nesac", "(list (case x))"},
      {"f() { a; }", "(list (function f (group (list (cmd a) ;))))"},
      {"function f ( a )", "(list (function f (subshell (list (cmd a)))))"},
      {"[[ -f a && $b =~ ^(c|d e)$ ]]",
       "(list (test -f a && ${b} =~ [^ ( c|d   e ) $]))"},
      {"(( i += 1 ))", "(list (arithmetic \" i += 1 \"  i += 1 ))"},
  });
}

TEST(ShellTest, Words) {
  ExpectDumps({
      {"'a b' \"c\" d\\ e", "(list (cmd 'a b' \"c\" [d \\  e]))"},
      {"'' \"\"", "(list (cmd '' \"\"))"},
      {"a'b'\"c\"", "(list (cmd [a 'b' \"c\"]))"},
      {R"("a\"b\c")", R"((list (cmd ["a" """ "b" "\" "c"])))"},
      {R"($'a\x41\n' $"b")", "(list (cmd $'aA\n' \"b\"))"},
      {"*.c [ab] [ a?", "(list (cmd [glob:* .c] [glob:[ ab]] [ [a glob:?]))"},
      {"{a,b}c", "(list (cmd {a,b}c))"},
      {"@(a|b).c", "(list (cmd [@ glob:(a|b) .c]))"},
  });
}

TEST(ShellTest, Expansions) {
  ExpectDumps({
      {"$a ${b} \"$c\" $1 $@", "(list (cmd ${a} ${b} \"${c}\" ${1} ${@}))"},
      {"${a:-b c} ${d#e} ${#f} ${g//h/i} ${!j} ${k[1]}",
       "(list (cmd ${a :- b c} ${d # e} ${f #len} ${g // h/i} ${j !} "
       "${k [}))"},
      {"${a:-${b:-c}}", "(list (cmd ${a :- ${b :- c}}))"},
      {"\"${a:-'b'}\" ${a:-'b'}",
       "(list (cmd \"${a :- [\"'\" b \"'\"]}\" ${a :- 'b'}))"},
      {"$(a $(b)) \"$(c \")\")\"",
       "(list (cmd $(list (cmd a $(list (cmd b)))) "
       "\"$(list (cmd c \")\"))\"))"},
      {"`a \\`b\\``", "(list (cmd $(list (cmd a $(list (cmd b))))))"},
      {"$(case x in a) b;; esac)",
       "(list (cmd $(list (case x (item a (list (cmd b)))))))"},
      {"$((1 + (2))) $((a); b)",
       "(list (cmd ((1 + (2))) $(list (subshell (list (cmd a))) ; "
       "(cmd b))))"},
      {"<(a) >(b)", "(list (cmd <(list (cmd a)) >(list (cmd b))))"},
      {"a$ $", "(list (cmd [a $] $))"},
  });
}

TEST(ShellTest, AssignmentsAndRedirections) {
  ExpectDumps({
      {"a=1 b= c+=2 d", "(list (cmd a=1 b=_ c+=2 d))"},
      {"a=(1 \"2\" $3) b[0]=x", "(list (cmd a=( 1 \"2\" ${3}) b[0]=x))"},
      {"declare -a x=(1 2)", "(list (cmd x=( 1 2) declare -a))"},
      {"export A=b", "(list (cmd export A=b))"},
      {"a=b=c", "(list (cmd a=b=c))"},
      {"a >f 2>&1 <g >>h &>i >|j <>k",
       "(list (cmd a >f 2>&1 <g >>h &>i >|j <>k))"},
      {"a 2 >f 3>g", "(list (cmd a 2 >f 3>g))"},
      {"a {fd}>f <<< \"b c\"", "(list (cmd a {fd}>f <<<\"b c\"))"},
      {">f", "(list (cmd >f))"},
  });
}

TEST(ShellTest, HereDocuments) {
  ExpectDumps({
      {"cat <<E\na $b\nE\nc",
       "(list (cmd cat <<E <body:[\"a \" \"${b}\" \"\n\"]>) ; (cmd c))"},
      {"cat <<'E'\na $b\nE\n", "(list (cmd cat <<'E' <body:'a $b\n'>) ;)"},
      {"cat <<-E | b\n\ta\n\tE\n",
       "(list (pipe (cmd cat <<-E <body:'\ta\n'>) | (cmd b)) ;)"},
      {"a <<X <<Y\n1\nX\n2\nY",
       "(list (cmd a <<X <body:'1\n'> <<Y <body:'2\n'>) ;)"},
      {"cat <<E\n`a` \"b\"\nE\n",
       "(list (cmd cat <<E <body:[\"$(list (cmd a))\" \" \"b\"\n\"]>) ;)"},
  });
}

TEST(ShellTest, ReportsErrorsAndGoesOn) {
  struct ErrorRow {
    std::string_view text;
    std::string_view errors;
    std::size_t commands;
  };
  const ErrorRow kRows[] = {
      {"a 'b", "2-3 unterminated single quote", 1},
      {"a \"b", "2-3 unterminated double quote", 1},
      {"a `b", "2-3 unterminated backtick", 2},
      {"a $(b", "2-4 expected ) at the end of this substitution", 2},
      {"a ${b", "2-4 expected } at the end of this expansion", 1},
      {"a ${b^^^} c", "", 1},
      {"a ${!} ${&} c", "7-9 bad substitution", 1},
      {"a; fi; b", "3-5 unexpected fi", 2},
      {"a ) b", "2-3 unexpected )", 2},
      {"a && && b", "5-7 unexpected &&", 2},
      {"a &&", "4-4 expected a command after &&", 1},
      {"a | ", "4-4 expected a command after |", 1},
      {"; a", "0-1 unexpected ;", 1},
      {"if a; then b", "0-2 expected fi for this if", 2},
      {"if a; fi; b", "0-2 expected then for this if; 6-8 unexpected fi", 2},
      {"(a; if b; then c) && d", "4-6 expected fi for this if", 4},
      {"while a; b; done",
       "0-5 expected do for this while; 12-16 unexpected done", 2},
      {"{ a; b", "0-1 expected } for this {", 2},
      {"(a", "0-1 expected ) for this (", 1},
      {"[[ a", "0-2 expected ]] for this [[", 1},
      {"for ; do a; done",
       "0-3 expected a variable's name for this for; 6-8 unexpected do; "
       "12-16 unexpected done",
       1},
      {"cat <<E\na\n", "6-7 here document without its end E", 1},
      {"cat <<E", "6-7 here document without its end E", 1},
      {"a > ; b", "2-4 expected a word after this redirection", 2},
      {"(a) b", "4-5 expected ; or a newline before this command", 2},
      {"f() a",
       "0-1 expected a body for this f; "
       "4-5 expected ; or a newline before this command",
       1},
  };
  for (const ErrorRow& row : kRows) {
    EXPECT_EQ(ErrorsOf(row.text), row.errors) << row.text;
    ShellScript script = ParseShell(row.text, ShellDialect::kSh);
    EXPECT_EQ(script.commands().size(), row.commands) << row.text;
  }
}

TEST(ShellTest, BoundsNesting) {
  for (std::string_view open :
       {"(", "{ ", "$(", "if ", "while ", "${a:-", "\"$(", "<(", "((", "$((",
        "[[ ", "f() ", "case a in a) ", "x=(", "!", "f() { ", "sudo ",
        "eval "}) {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += open;
    text += "true";
    ShellScript script = ParseShell(text, ShellDialect::kBash);
    EXPECT_LE(script.errors().size(), 60U) << open;
  }
  std::string groups(10'000, '(');
  EXPECT_EQ(ErrorsOf(groups), "500-500 nested deeper than 500 levels");
  std::string evals = "eval ";
  for (int i = 0; i < 30; ++i) evals += "eval ";
  EXPECT_EQ(ErrorsOf(evals + "a"), "100-156 more than 20 shells within shells");
  ShellOptions options;
  options.limits.max_entries = 4;
  EXPECT_EQ(ErrorsOf("a b c d e f", options),
            "4-5 more than 4 words and commands");
  options.limits.max_bytes = 3;
  EXPECT_EQ(ErrorsOf("a b c d e f", options), "0-0 longer than 3 bytes");
}

TEST(ShellTest, KeepsWhatStandsBeforeALimit) {
  std::string text = "apt-get update; ";
  text.append(1000, '(');
  ShellScript script = ParseShell(text, ShellDialect::kBash);
  EXPECT_FALSE(script.ok());
  EXPECT_TRUE(Uses(script, "apt-get"));
}

TEST(ShellTest, RangesPointIntoTheText) {
  std::string_view text =
      "a 'b c' && sh -c \"d \\\"e\\\" $f\" | `g \\`h\\`` <<E\n$(i)\nE\n";
  ShellScript script = ParseShell(text, ShellDialect::kSh);
  ASSERT_TRUE(script.ok());
  struct WordRow {
    std::string_view value;
    std::string_view source;
  };
  const WordRow kRows[] = {{"a", "a"},   {"b c", "'b c'"}, {"d", "d"},
                           {"$f", "$f"}, {"g", "g"},       {"h", "h"},
                           {"i", "i"}};
  for (const WordRow& row : kRows) {
    bool found = false;
    for (const Command& command : script.commands()) {
      for (const Word& word : command.words) {
        if (word.value != row.value) continue;
        found = true;
        EXPECT_EQ(
            text.substr(word.range.begin, word.range.end - word.range.begin),
            row.source);
      }
    }
    EXPECT_TRUE(found) << row.value;
  }
}

TEST(ShellTest, LeavesOtherLanguagesAlone) {
  ShellScript script = ParseShell("Get-Item $x", ShellDialect::kPowerShell);
  EXPECT_FALSE(script.assessed());
  EXPECT_TRUE(script.ok());
  EXPECT_TRUE(script.commands().empty());
  EXPECT_EQ(DumpShell(script), "(not assessed)");
}

TEST(ShellTest, ExecFormIsOneCommand) {
  const ExecArgument kArguments[] = {
      {"/bin/sh", {1, 10}}, {"-c", {12, 16}}, {"a && b c", {18, 28}}};
  ShellScript script = ScriptOfExec(kArguments);
  ASSERT_EQ(script.commands().size(), 3U);
  EXPECT_EQ(script.commands()[0].name, "sh");
  EXPECT_EQ(script.commands()[1].name, "a");
  EXPECT_EQ(script.commands()[2].words[1].range, (TextRange{26, 27}));
  EXPECT_TRUE(ScriptOfExec({}).commands().empty());
}

TEST(ShellTest, Dialects) {
  EXPECT_EQ(DialectOfProgram("/bin/bash"), ShellDialect::kBash);
  EXPECT_EQ(DialectOfProgram("C:\\Windows\\cmd.exe"), ShellDialect::kCmd);
  EXPECT_EQ(DialectOfProgram("PowerShell"), ShellDialect::kPowerShell);
  EXPECT_EQ(DialectOfProgram("python3"), ShellDialect::kOther);
  const std::string kArray[] = {"/usr/bin/env", "-S", "A=b", "zsh", "-c"};
  EXPECT_EQ(DialectOf(kArray), ShellDialect::kZsh);
  EXPECT_EQ(DialectOf({}), ShellDialect::kSh);
  struct BodyRow {
    std::string_view body;
    ShellDialect dialect;
  };
  const BodyRow kRows[] = {
      {"echo a", ShellDialect::kAsh},
      {"#!/bin/bash -e\necho a", ShellDialect::kBash},
      {"#!/usr/bin/env python3\nprint()", ShellDialect::kOther},
      {"#! /usr/bin/env -S dash -e\n", ShellDialect::kDash},
      {"#!/usr/bin/env", ShellDialect::kOther},
      {"#!", ShellDialect::kAsh},
  };
  for (const BodyRow& row : kRows) {
    EXPECT_EQ(DialectOfBody(row.body, ShellDialect::kAsh), row.dialect)
        << row.body;
  }
}

}  // namespace
}  // namespace bulkhead::config
