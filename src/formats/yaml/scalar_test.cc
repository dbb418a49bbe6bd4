// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "formats/yaml/testing.h"

namespace bulkhead::formats {
namespace {

TEST(Yaml, PlainScalars) {
  constexpr TreeCase kCases[] = {
      {"word", "word"},
      {"two words", "two words"},
      {"  indented\n", "indented"},
      {"a: b", "map(a: b)"},
      {"a:b", "a:b"},
      {"a: b:c", "map(a: b:c)"},
      {"a: http://x:80/y", "map(a: http://x:80/y)"},
      {"a: b#c", "map(a: b#c)"},
      {"a: b #c", "map(a: b)"},
      {"a: -1", "map(a: -1)"},
      {"a: -b", "map(a: -b)"},
      {"a: ?b", "map(a: ?b)"},
      {"a: :b", "map(a: :b)"},
      {"a: b-", "map(a: b-)"},
      {"- -", "seq(seq(_))"},
      {"- - -", "seq(seq(seq(_)))"},
      {"a: x, y [z] {w}", "map(a: x, y [z] {w})"},
      {"a: \xc3\xa9", "map(a: \xc3\xa9)"},
      {"a: b  \t \nc: d", "map(a: b, c: d)"},
      {"a: it's", "map(a: it's)"},
      {"a: 100%", "map(a: 100%)"},
      {"a: b\tc", "map(a: b\\tc)"},
      {"-", "seq(_)"},
      {"? ", "map(_: _)"},
      {"\"\":", "map(\"\": _)"},
      {"a: ~", "map(a: ~)"},
      {"a: !", "map(a: ! _)"},
      {"a: &b", "map(a: &b _)"},
      {"[a b, c  d]", "[a b, c  d]"},
      {"[a#b]", "[a#b]"},
      {"[http://x:1, ::1, a:b]", "[http://x:1, ::1, a:b]"},
      {"[-1, -]", "[-1, -]"},
      {"{a, b: , c}", "{a: _, b: _, c: _}"},
      {"{a:b}", "{a:b: _}"},
      {"{a: }", "{a: _}"},
      {"{http://x: y}", "{http://x: y}"},
  };
  CheckTrees(kCases);
}

TEST(Yaml, MultiLinePlain) {
  constexpr TreeCase kCases[] = {
      {"a\nb", "a b"},
      {"a\n\nb", "a\\nb"},
      {"a\n\n\nb", "a\\n\\nb"},
      {"a: b\n c", "map(a: b c)"},
      {"a: b\n  c\n   d", "map(a: b c d)"},
      {"a: b\n\n  c", "map(a: b\\nc)"},
      {"a:\n  b\n  c", "map(a: b c)"},
      {"- a\n  b\n- c", "seq(a b, c)"},
      {"a: b\n  # no\n", "map(a: b)"},
      {"a: b\n c\ne: f", "map(a: b c, e: f)"},
      {"[a\n b, c\n\nd]", "[a b, c\\nd]"},
      {"a: b \t\n   c\t\nd: e", "map(a: b c, d: e)"},
      {"a: b\r\n  c\r\n", "map(a: b c)"},
      {"- a\n b", "seq(a b)"},
      {"a: x\n  - b", "map(a: x - b)"},
      {"? a\n  b\n: c", "map(a b: c)"},
  };
  CheckTrees(kCases);
}

TEST(Yaml, Quoted) {
  constexpr TreeCase kCases[] = {
      {"\"\"", "\"\""},
      {"''", "''"},
      {"\"a\"", "\"a\""},
      {"'a'", "'a'"},
      {"'it''s'", "'it's'"},
      {"\"\\\"\\\\\\/\"", "\"\"\\/\""},
      {"\"\\n\\t\\r\\0\\a\\b\\v\\f\\e\\ \\N\\_\\L\\P\"",
       "\"\\n\\t\\r\\x00\\x07\\x08\\x0b\\x0c\\x1b "
       "\\u0085\xc2\xa0\\u2028\\u2029\""},
      {"\"\\x41\\u00e9\\U0001F600\"", "\"A\xc3\xa9\xf0\x9f\x98\x80\""},
      {"\"\\uD83D\\uDE00\"", "\"\xf0\x9f\x98\x80\""},
      {"\"a\n b\"", "\"a b\""},
      {"\"a\n\n b\"", "\"a\\nb\""},
      {"\"a \t\n \tb\"", "\"a b\""},
      {"\"a\\\n  b\"", "\"ab\""},
      {"\"a\\\n\n  b\"", "\"a\\nb\""},
      {"\"a \\\n b\"", "\"a b\""},
      {"\" a \"", "\" a \""},
      {"' a\n b '", "' a b '"},
      {"'a\n\n\nb'", "'a\\n\\nb'"},
      {"\"a: b # c\"", "\"a: b # c\""},
      {"\"a\": b", "map(\"a\": b)"},
      {"{\"a\":b}", "{\"a\": b}"},
      {"{'a':'b'}", "{'a': 'b'}"},
      {"\"a\" : b", "map(\"a\": b)"},
      {"[\"a\",\"b\"]", "[\"a\", \"b\"]"},
      {"a: \"b\" # c", "map(a: \"b\")"},
      {"\"a\tb\"", "\"a\\tb\""},
      {"\"a\r\n  b\"", "\"a b\""},
      {"'\\n'", "'\\n'"},
      {"\"#\"", "\"#\""},
  };
  CheckTrees(kCases);
}

TEST(Yaml, BlockScalars) {
  constexpr TreeCase kCases[] = {
      {"|\n a\n b", "|a\\nb|"},
      {"|\n a\n b\n", "|a\\nb\\n|"},
      {"|-\n a\n", "|a|"},
      {"|+\n a\n\n", "|a\\n\\n|"},
      {"|\n a\n\n\n", "|a\\n|"},
      {"|\n  a\n   b\n  c\n", "|a\\n b\\nc\\n|"},
      {"|2\n   a\n  b\n", "| a\\nb\\n|"},
      {"|1-\n  a\n", "| a|"},
      {"|-1\n  a\n", "| a|"},
      {"|+2\n    a\n\n", "|  a\\n\\n|"},
      {"|\n\n a\n", "|\\na\\n|"},
      {"|\n \n a\n", "|\\na\\n|"},
      {">\n a\n b\n", ">a b\\n>"},
      {">\n a\n\n b\n", ">a\\nb\\n>"},
      {">\n a\n\n\n b\n", ">a\\n\\nb\\n>"},
      {">\n a\n  b\n c\n", ">a\\n b\\nc\\n>"},
      {">\n a\n\n  b\n\n c\n", ">a\\n\\n b\\n\\nc\\n>"},
      {">-\n a\n b\n\n", ">a b>"},
      {">+\n a\n\n", ">a\\n\\n>"},
      {">\n\n a\n", ">\\na\\n>"},
      {"a: |\n b\nc: d", "map(a: |b\\n|, c: d)"},
      {"a: |\n  b\n # c\nd: e", "map(a: |b\\n|, d: e)"},
      {"a: |\n\nb: c", "map(a: ||, b: c)"},
      {"a: |", "map(a: ||)"},
      {"a: >\n", "map(a: >>)"},
      {"- |\n a\n- >\n b", "seq(|a\\n|, >b>)"},
      {"a: | # c\n b", "map(a: |b|)"},
      {"a:\n  - |\n    b\n\n  - c", "map(a: seq(|b\\n|, c))"},
      {"|\n a\tb\n", "|a\\tb\\n|"},
      {"|\r\n a\r\n b\r\n", "|a\\nb\\n|"},
      {"|\n a\n---\n", "|a\\n| --- _"},
      {"a: !x |\n b", "map(a: !x |b|)"},
      {"a: &x >\n b", "map(a: &x >b>)"},
      {"a: |\n  # b\n", "map(a: |# b\\n|)"},
      {"a: |+\n\n\nb: c", "map(a: |\\n\\n|, b: c)"},
      {">\n a\n \tb\n c\n", ">a\\n\\tb\\nc\\n>"},
  };
  CheckTrees(kCases);
}

}  // namespace
}  // namespace bulkhead::formats
