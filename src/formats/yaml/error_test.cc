// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "formats/yaml/testing.h"

namespace bulkhead::formats {
namespace {

struct ErrorCase {
  std::string_view input;
  std::string_view text;  // message, line, caret
};

constexpr ErrorCase kErrorCases[] = {
    {"a: 1\n\tb: 2\n",
     "t.yaml:2:1: expected spaces, found a tab, which cannot indent\n\\tb: "
     "2\n^"},
    {"\ta: 1\n",
     "t.yaml:1:1: expected spaces, found a tab, which cannot indent\n\\ta: "
     "1\n^"},
    {"a:\n\t- b\n",
     "t.yaml:2:1: expected spaces, found a tab, which cannot indent\n\\t- "
     "b\n^"},
    {"a: b\n\t c\n",
     "t.yaml:2:1: expected spaces, found a tab, which cannot indent\n\\t "
     "c\n^"},
    {"a: |\n\tb\n",
     "t.yaml:2:1: expected spaces, found a tab, which cannot "
     "indent\n\\tb\n^"},
    {"a: b: c\n",
     "t.yaml:1:5: expected the end of the value, found another ':' (quote "
     "text that contains one)\na: b: c\n    ^"},
    {"a: - b\n",
     "t.yaml:1:4: expected a list item on a line of its own, found '-' "
     "behind other text\na: - b\n   ^"},
    {"a\nb: c\n",
     "t.yaml:2:1: expected more of the text that begins on line 1, found a "
     "key\nb: c\n^"},
    {"a: 1\nb\nc: 2\n",
     "t.yaml:2:2: expected ':' behind the key, found the end of the "
     "line\nb\n ^"},
    {"a: 1\nb\n",
     "t.yaml:2:2: expected ':' behind the key, found the end of the "
     "line\nb\n ^"},
    {"a:\n  b: c\n d: e\n",
     "t.yaml:3:2: expected a key of the mapping with 0 spaces before it as "
     "on line 1, found 1\n d: e\n ^"},
    {"a:\n    b: c\n  d: e\n",
     "t.yaml:3:3: expected a key of the mapping with 0 spaces before it as "
     "on line 1, found 2\n  d: e\n  ^"},
    {"- a\nb: c\n",
     "t.yaml:2:1: expected '-' of the list that begins on line 1, found "
     "'b'\nb: c\n^"},
    {"a: b\n- c\n",
     "t.yaml:2:1: expected a key of the mapping that begins on line 1, found "
     "'-'\n- c\n^"},
    {"a:\n  - b\n  c: d\n",
     "t.yaml:3:3: expected '-' of the list that begins on line 2, found "
     "'c'\n  c: d\n  ^"},
    {"- a\n - b\n  c: d\n",
     "t.yaml:3:3: expected more of the text that begins on line 1, found a "
     "key (indented too far?)\n  c: d\n  ^"},
    {"a: \"b\" c\n",
     "t.yaml:1:8: expected the end of the value, found 'c'\na: \"b\" c\n     "
     "  ^"},
    {"a: 'b'c\n",
     "t.yaml:1:7: expected the end of the value, found 'c'\na: 'b'c\n      "
     "^"},
    {"a: [b, c\n",
     "t.yaml:1:4: expected ']' for this '[', found the end of the file\na: "
     "[b, c\n   ^"},
    {"a: [b, c\nd: e\n",
     "t.yaml:2:2: expected ',' or ']' for the '[' of line 1, found ':'\nd: "
     "e\n ^"},
    {"a: {b: c\n",
     "t.yaml:1:4: expected '}' for this '{', found the end of the file\na: "
     "{b: c\n   ^"},
    {"a: {b: c]\n",
     "t.yaml:1:9: expected ',' or '}' for the '{' of line 1, found ']'\na: "
     "{b: c]\n        ^"},
    {"a: [b}\n",
     "t.yaml:1:6: expected ',' or ']' for the '[' of line 1, found '}'\na: "
     "[b}\n     ^"},
    {"[a,,b]\n", "t.yaml:1:4: expected a value, found ','\n[a,,b]\n   ^"},
    {"[- a]\n",
     "t.yaml:1:2: expected a value or the end of the list, found '-'\n[- "
     "a]\n ^"},
    {"{a: b c: d}\n",
     "t.yaml:1:8: expected ',' or '}' for the '{' of line 1, found ':'\n{a: "
     "b c: d}\n       ^"},
    {"]\n", "t.yaml:1:1: expected a value, found ']'\n]\n^"},
    {"a: }\n", "t.yaml:1:4: expected a value, found '}'\na: }\n   ^"},
    {"[a] b\n",
     "t.yaml:1:5: expected the end of the document or ---, found 'b'\n[a] "
     "b\n    ^"},
    {"a: \"b\n",
     "t.yaml:1:4: expected a closing \" for this quote, found the end of the "
     "file\na: \"b\n   ^"},
    {"a: 'b\n\n",
     "t.yaml:1:4: expected a closing ' for this quote, found the end of the "
     "file\na: 'b\n   ^"},
    {"\"a\n--- b\"\n",
     "t.yaml:2:1: expected a closing \", found the beginning of a "
     "document\n--- b\"\n^"},
    {"a: \"\\q\"\n",
     "t.yaml:1:5: expected an escape such as \\n or \\\\, found a backslash "
     "and 'q'\na: \"\\q\"\n    ^"},
    {"a: \"\\x4\"\n",
     "t.yaml:1:5: expected 2 hexadecimal digits, found \\x4\na: \"\\x4\"\n   "
     " ^"},
    {"a: \"\\u12G4\"\n",
     "t.yaml:1:5: expected 4 hexadecimal digits, found \\u12G4\na: "
     "\"\\u12G4\"\n    ^"},
    {"a: \"\\uD800\"\n",
     "t.yaml:1:5: expected the code of a character, found D800\na: "
     "\"\\uD800\"\n    ^"},
    {"a: \"\\U00110000\"\n",
     "t.yaml:1:5: expected the code of a character, found 110000\na: "
     "\"\\U00110000\"\n    ^"},
    {"a: \"\\",
     "t.yaml:1:4: expected a closing \" for this quote, found the end of the "
     "file\na: \"\\\n   ^"},
    {"a: @b\n",
     "t.yaml:1:4: expected a value (quote text that begins so), found "
     "'@'\na: @b\n   ^"},
    {"a: `b\n",
     "t.yaml:1:4: expected a value (quote text that begins so), found "
     "'`'\na: `b\n   ^"},
    {"a: %b\n",
     "t.yaml:1:4: expected a value (quote text that begins so), found "
     "'%'\na: %b\n   ^"},
    {"%a\n", "t.yaml:1:1: expected %YAML or %TAG, found %a\n%a\n^"},
    {"%YAML 2.0\n---\n",
     "t.yaml:1:7: expected version 1.1 or 1.2, found 2.0\n%YAML 2.0\n      "
     "^"},
    {"%YAML x\n---\n",
     "t.yaml:1:7: expected version 1.1 or 1.2, found 'x'\n%YAML x\n      ^"},
    {"%YAML 1.2\n%YAML 1.2\n---\n",
     "t.yaml:2:1: expected one %YAML directive, found '%'\n%YAML 1.2\n^"},
    {"%TAG !a! x\n%TAG !a! y\n---\n",
     "t.yaml:2:1: expected one %TAG directive for !a!, found another\n%TAG "
     "!a! y\n^"},
    {"%TAG a b\n---\n",
     "t.yaml:1:6: expected a tag handle such as !e!, found 'a'\n%TAG a b\n   "
     "  ^"},
    {"%YAML 1.2 x\n---\n",
     "t.yaml:1:11: expected the end of the directive, found 'x'\n%YAML 1.2 "
     "x\n          ^"},
    {"%YAML 1.2\na: b\n",
     "t.yaml:2:1: expected --- behind the directives, found 'a'\na: b\n^"},
    {"a: |x\n b\n",
     "t.yaml:1:5: expected the end of the line behind '|', found 'x'\na: "
     "|x\n    ^"},
    {"a: |0\n b\n",
     "t.yaml:1:5: expected an indentation from 1 to 9, found '0'\na: |0\n    "
     "^"},
    {"a: |3 x\n",
     "t.yaml:1:7: expected the end of the line behind '|', found 'x'\na: |3 "
     "x\n      ^"},
    {"[|\n a]\n", "t.yaml:1:2: expected a value, found '|'\n[|\n ^"},
    {"a: &\n",
     "t.yaml:1:5: expected a name behind '&', found the end of the line\na: "
     "&\n    ^"},
    {"a: * b\n",
     "t.yaml:1:5: expected the name of an anchor behind '*', found a "
     "space\na: * b\n    ^"},
    {"a: *b\n",
     "t.yaml:1:4: expected an alias of an anchor above, found *b, which "
     "nothing defines\na: *b\n   ^"},
    {"a: &b *c\n",
     "t.yaml:1:7: expected the end of the value, found '*'\na: &b *c\n      "
     "^"},
    {"a: &b &c d\n",
     "t.yaml:1:7: expected one anchor, found '&'\na: &b &c d\n      ^"},
    {"a: !b !c d\n",
     "t.yaml:1:7: expected one tag, found '!'\na: !b !c d\n      ^"},
    {"a: !<b\n",
     "t.yaml:1:7: expected '>' at the end of the tag, found the end of the "
     "line\na: !<b\n      ^"},
    {"a: !<>\n", "t.yaml:1:6: expected a tag, found '>'\na: !<>\n     ^"},
    {"a: !e!b c\n",
     "t.yaml:1:4: expected a tag handle that %TAG declares, found !e!\na: "
     "!e!b c\n   ^"},
    {"a: !e! c\n",
     "t.yaml:1:7: expected a name behind !e!, found a space\na: !e! c\n      "
     "^"},
    {"a: !b%2 c\n",
     "t.yaml:1:7: expected two hexadecimal digits behind '%', found '2'\na: "
     "!b%2 c\n      ^"},
    {"[!a, b]\n",
     "t.yaml:1:4: expected a space behind the tag, found ','\n[!a, b]\n   ^"},
    {"&a [*a]\n",
     "t.yaml:1:5: expected a finite value, found *a inside of &a, which "
     "would contain itself\n&a [*a]\n    ^"},
    {"a: &b\n  c: *b\n",
     "t.yaml:2:6: expected a finite value, found *b inside of &b, which "
     "would contain itself\n  c: *b\n     ^"},
    {"a: b\n...\nc: d\n",
     "t.yaml:3:1: expected the end of the document or ---, found 'c'\nc: "
     "d\n^"},
    {"a: b\n--- c\nd: e\n",
     "t.yaml:3:1: expected more of the text that begins on line 2, found a "
     "key\nd: e\n^"},
    {": a\n",
     "t.yaml:1:1: expected a key of the mapping that begins on line 1, found "
     "':'\n: a\n^"},
    {"? a\n- b\n",
     "t.yaml:2:1: expected a key of the mapping that begins on line 1, found "
     "'-'\n- b\n^"},
    {"a: ? b\n",
     "t.yaml:1:4: expected a key on a line of its own, found '?' behind "
     "other text\na: ? b\n   ^"},
    {"a: \xff\n",
     "t.yaml:1:4: expected UTF-8, found byte 0xff\na: \\xff\n   ^"},
    {"a: \xc3(\n",
     "t.yaml:1:4: expected UTF-8, found byte 0xc3\na: \\xc3(\n   ^"},
    {"a: \xed\xa0\x80\n",
     "t.yaml:1:4: expected UTF-8, found byte 0xed\na: \\xed\\xa0\\x80\n   ^"},
    {"a: \x1b[31m\n",
     "t.yaml:1:4: expected printable text, found byte 0x1b\na: \\x1b[31m\n   "
     "^"},
    {"a: \xc2\x80\n",
     "t.yaml:1:4: expected printable text, found byte 0xc2\na: \\u0080\n   "
     "^"},
    {"a: b\na: b\na: b\nc: \"d\n",
     "t.yaml:4:4: expected a closing \" for this quote, found the end of the "
     "file\nc: \"d\n   ^"},
};

TEST(YamlErrors, Texts) {
  for (const ErrorCase& c : kErrorCases) {
    SCOPED_TRACE(std::string(c.input));
    base::Result<YamlStream> result = ParseText(c.input);
    ASSERT_FALSE(result.ok()) << Compact(result.value());
    EXPECT_EQ(result.error().message + "\n" + result.error().context, c.text);
  }
}

TEST(YamlErrors, ShowOnlyThePlaceOfLongLines) {
  std::string input =
      "k: " + std::string(150, 'x') + ": y " + std::string(150, 'z');
  base::Error error = ParseText(input).error();
  EXPECT_EQ(error.context, std::string(100, 'x') + ": y " +
                               std::string(96, 'z') + "\n" +
                               std::string(100, ' ') + "^");
}

TEST(YamlErrors, RefuseNulBytesAndUtf16) {
  EXPECT_EQ(ParseText(std::string_view("a: b\0c", 6)).error().message,
            "t.yaml:1:5: expected printable text, found byte 0x00");
  base::Error error = ParseText(std::string_view("\xff\xfe"
                                                 "a\0",
                                                 4))
                          .error();
  EXPECT_EQ(error.message,
            "t.yaml:1:1: expected UTF-8, found UTF-16 (by its byte order "
            "mark)");
  EXPECT_EQ(error.code, base::ErrorCode::kUnsupported);
}

TEST(YamlErrors, GiveTheOffset) {
  std::size_t offset = 0;
  base::Result<YamlStream> result = ParseYaml(
      std::make_shared<base::Source>("t", "a: b\nc: *d\n"), {}, &offset);
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(offset, 8u);
}

TEST(YamlErrors, NameThePathSafely) {
  base::Result<YamlStream> result = ParseYaml(
      std::make_shared<base::Source>("a\x1b[0m.yaml", "]"), base::Limits{});
  EXPECT_EQ(result.error().message,
            "a\\x1b[0m.yaml:1:1: expected a value, found ']'");
}

struct LimitCase {
  base::Limits limits;
  std::string input;
  std::string_view message;
};

std::string Repeat(std::string_view part, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += part;
  return out;
}

TEST(YamlErrors, Limits) {
  // Each line of the bombs has three aliases of the line above.
  std::string bomb = "a0: &a0 [x]\n";
  for (int i = 1; i < 12; ++i) {
    bomb += base::Format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}]\n", i, i - 1);
  }
  std::string tower = "a0: &a0 [x]\n";
  for (int i = 1; i < 600; ++i) {
    tower += base::Format("a{0}: &a{0} [*a{1}]\n", i, i - 1);
  }
  std::string large =
      "a: &a " + std::string(1000, 'x') + "\nb: [" + Repeat("*a , ", 20) + "]";
  const LimitCase kCases[] = {
      {{.max_bytes = 3},
       "a: b",
       "t.yaml:1:1: expected at most 3 bytes, found 4"},
      {{},
       Repeat("[", 501),
       "t.yaml:1:501: expected at most 500 levels of nesting, found more"},
      {{},
       Repeat("- ", 501),
       "t.yaml:1:1001: expected at most 500 levels of nesting, found more"},
      {{.max_depth = 2},
       "a:\n- b:\n  - c\n",
       "t.yaml:2:3: expected at most 2 levels of nesting, found more"},
      {{.max_entries = 3},
       "[a, b, c]",
       "t.yaml:1:8: expected at most 3 nodes, found more"},
      {{},
       bomb,
       "t.yaml:1:1: expected a document of bounded size, found excessive "
       "aliasing: 59 nodes become 664307"},
      {{},
       tower,
       "t.yaml:1:1: expected a document of bounded size, found excessive "
       "aliasing: 1801 nodes become 181501"},
      {{.max_depth = 100},
       tower.substr(0, tower.find("a150")),
       "t.yaml:1:1: expected at most 100 levels of nesting, found 151 when "
       "aliases are followed"},
      {{.max_expansion = 10'000},
       large,
       "t.yaml:1:1: expected a document of bounded size, found excessive "
       "aliasing: 25 nodes become 25"},
  };
  for (const LimitCase& c : kCases) {
    base::Result<YamlStream> result = ParseText(c.input, c.limits);
    ASSERT_FALSE(result.ok()) << c.message;
    EXPECT_EQ(result.error().code, base::ErrorCode::kLimit);
    EXPECT_EQ(result.error().message, c.message);
  }
  EXPECT_TRUE(ParseText(Repeat("[", 400) + Repeat("]", 400)).ok());
  EXPECT_TRUE(ParseText(large).ok());
}

TEST(YamlErrors, LongInputTakesLinearTime) {
  // Each of these took a quadratic reader minutes.
  base::Limits deep = {.max_depth = 200'000};
  EXPECT_TRUE(
      ParseText(Repeat("[", 100'000) + Repeat("]", 100'000), deep).ok());
  EXPECT_TRUE(ParseText(Repeat("- ", 100'000), deep).ok());
  EXPECT_TRUE(ParseText("a: " + Repeat("x y\n  ", 100'000)).ok());
  EXPECT_FALSE(ParseText(Repeat("? ", 100'000)).ok());
  EXPECT_FALSE(ParseText(Repeat("a: &b ", 100'000)).ok());
  EXPECT_FALSE(ParseText(Repeat("{a: [", 100'000)).ok());
  std::string keys;
  for (int i = 0; i < 100'000; ++i) keys += base::Format("k{}: \n", i % 50'000);
  base::Result<YamlStream> result = ParseText(keys);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.value().documents[0].duplicates.size(), 50'000u);
}

}  // namespace
}  // namespace bulkhead::formats
