// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "formats/yaml/testing.h"

namespace bulkhead::formats {
namespace {

TEST(YamlEmit, DumpShowsEverything) {
  base::Result<YamlStream> stream = ParseText(
      "# head\n"
      "a: &x \"b\"  # line\n"
      "'c': [1, *x ]\n"
      "d: |\n"
      "  e\n"
      "\n"
      "<<: {f: }\n"
      "a: 2\n");
  ASSERT_TRUE(stream.ok()) << stream.error().message;
  EXPECT_EQ(DumpYaml(stream.value()),
            "document 7-63\n"
            "  map block 7-63\n"
            "    ? 7-16 scalar plain 7-8 \"a\"\n"
            "    : scalar double 13-16 &x \"b\"\n"
            "    ? 25-38 scalar single 25-28 \"c\"\n"
            "    : seq flow 30-38\n"
            "      - 31-32 scalar plain 31-32 \"1\"\n"
            "      - 34-36 alias 34-36 *x\n"
            "    ? 39-47 scalar plain 39-40 \"d\"\n"
            "    : scalar literal 42-47 \"e\\n\"\n"
            "    << 49-58 scalar plain 49-51 \"<<\"\n"
            "    : map flow 53-58\n"
            "      ? 54-56 scalar plain 54-55 \"f\"\n"
            "      : scalar plain 56-56 \"\"\n"
            "    ? 59-63 scalar plain 59-60 \"a\"\n"
            "    : scalar plain 62-63 \"2\"\n"
            "  duplicate 59-60 of 7-8\n"
            "comment 0-6 own # head\n"
            "comment 18-24 # line\n");
}

struct ScalarCase {
  std::string_view text;
  std::string_view block;
  std::string_view flow = {};  // as block where empty
};

TEST(YamlEmit, Scalars) {
  constexpr ScalarCase kCases[] = {
      {"word", "word"},
      {"two words", "two words"},
      {"", "\"\""},
      {" a", "\" a\""},
      {"a ", "\"a \""},
      {"true", "\"true\""},
      {"Yes", "\"Yes\""},
      {"off", "\"off\""},
      {"n", "\"n\""},
      {"null", "\"null\""},
      {"~", "\"~\""},
      {"<<", "\"<<\""},
      {"=", "\"=\""},
      {"12", "\"12\""},
      {"1.5", "\"1.5\""},
      {"0x1F", "\"0x1F\""},
      {"12:30", "\"12:30\""},
      {"1_000", "\"1_000\""},
      {".inf", "\".inf\""},
      {"-1", "\"-1\""},
      {"2001-01-01", "\"2001-01-01\""},
      {"10.0.0.1", "10.0.0.1"},
      {"1.2.3", "1.2.3"},
      {"8080:80", "\"8080:80\""},
      {"127.0.0.1:80:80", "127.0.0.1:80:80"},
      {"nginx:1.25@sha256:abc", "nginx:1.25@sha256:abc"},
      {"a: b", "\"a: b\""},
      {"a:", "\"a:\""},
      {"a:b", "a:b"},
      {"a #b", "\"a #b\""},
      {"a#b", "a#b"},
      {"#a", "\"#a\""},
      {"- a", "\"- a\""},
      {"-a", "-a", "\"-a\""},
      {"?", "\"?\""},
      {"[a]", "\"[a]\""},
      {"a, b", "a, b", "\"a, b\""},
      {"a]", "a]", "\"a]\""},
      {"{a", "\"{a\""},
      {"*a", "\"*a\""},
      {"&a", "\"&a\""},
      {"!a", "\"!a\""},
      {"|a", "\"|a\""},
      {"%a", "\"%a\""},
      {"@a", "\"@a\""},
      {"`a", "\"`a\""},
      {"'a", "\"'a\""},
      {"a'b", "a'b"},
      {"\"a\"", "\"\\\"a\\\"\""},
      {"a\\b", "a\\b"},
      {"a\nb", "\"a\\nb\""},
      {"a\tb\r", "\"a\\tb\\r\""},
      {"---", "\"---\""},
      {"\x1b[0m", "\"\\x1B[0m\""},
      {"\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
      {"a\xe2\x80\xae"
       "b",
       "\"a\\u202Eb\""},
      {"\xff", "\"\xef\xbf\xbd\""},
      {"${VAR:-x}", "${VAR:-x}", "\"${VAR:-x}\""},
  };
  for (const ScalarCase& c : kCases) {
    SCOPED_TRACE(std::string(c.text));
    std::string_view flow = c.flow.empty() ? c.block : c.flow;
    EXPECT_EQ(YamlScalar(c.text), c.block);
    EXPECT_EQ(YamlScalar(c.text, true), flow);
  }
}

TEST(YamlEmit, ScalarsReadBack) {
  // All pairs of characters that mean something, in three contexts.
  constexpr std::string_view kChars = "a0-?:,[]{}#&*!|>'\"%@` \t\n\\~<=._+e";
  for (char first : kChars) {
    for (char second : kChars) {
      for (std::string_view rest : {"", "x", " y", "1"}) {
        std::string text = {first, second};
        text += rest;
        std::string block = "k: " + YamlScalar(text) + "\n";
        std::string flow = "[" + YamlScalar(text, true) + "]";
        base::Result<YamlStream> a = ParseText(block);
        base::Result<YamlStream> b = ParseText(flow);
        ASSERT_TRUE(a.ok() && b.ok()) << block << flow;
        const YamlNode& in_block =
            *a.value().documents[0].root->entries[0].value;
        const YamlNode& in_flow =
            *b.value().documents[0].root->entries[0].value;
        EXPECT_EQ(in_block.value, text) << block;
        EXPECT_EQ(in_flow.value, text) << flow;
        EXPECT_EQ(TypeName(in_block), "string") << block;
        EXPECT_EQ(TypeName(in_flow), "string") << flow;
      }
    }
  }
}

}  // namespace
}  // namespace bulkhead::formats
