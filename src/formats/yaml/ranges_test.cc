// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Exact bytes: of nodes, entries, comments, and of keys that occur twice.
#include "formats/yaml/testing.h"

namespace bulkhead::formats {
namespace {

// Follows "a/0/b": keys of mappings, indices of sequences; the last entry.
const YamlEntry* Follow(const YamlStream& stream, std::string_view path) {
  const YamlNode* node = stream.documents[0].root;
  const YamlEntry* entry = nullptr;
  for (std::string_view step : base::Split(path, '/')) {
    if (node->IsSequence()) {
      std::size_t index =
          static_cast<std::size_t>(base::ParseInt(step).value_or(0));
      if (index >= node->entries.size()) return nullptr;
      entry = &node->entries[index];
    } else {
      entry = FindEntry(*node, step);
      if (entry == nullptr) return nullptr;
    }
    node = &entry->value->Resolved();
  }
  return entry;
}

struct RangeCase {
  std::string_view input;
  std::string_view path;
  std::string_view value;  // text of the value's range
  std::string_view entry;  // text of the entry's range
  std::string_view properties = {};
};

TEST(YamlRanges, EntriesAndValues) {
  constexpr RangeCase kCases[] = {
      {"a: b", "a", "b", "a: b"},
      {"a:   b  # c\n", "a", "b", "a:   b"},
      {"a: \"b\" # c", "a", "\"b\"", "a: \"b\""},
      {"a: 'b'\n", "a", "'b'", "a: 'b'"},
      {"\"a\" : b\n", "a", "b", "\"a\" : b"},
      {"a: |\n  b\n  c\n\n# d\n", "a", "|\n  b\n  c", "a: |\n  b\n  c"},
      {"a: |+ # x\n  b\n\n\nc: d", "a", "|+ # x\n  b", "a: |+ # x\n  b"},
      {"a: >-\nb: c", "a", ">-", "a: >-"},
      {"a: |\n  b\r\n  c\r\n", "a", "|\n  b\r\n  c", "a: |\n  b\r\n  c"},
      {"a: b\n  c \n\nd: e", "a", "b\n  c", "a: b\n  c"},
      {"a: \"b\n  c\"\n", "a", "\"b\n  c\"", "a: \"b\n  c\""},
      {"a:\n  b: c\n  d:\n    - e\n\n\nf: g", "a", "b: c\n  d:\n    - e",
       "a:\n  b: c\n  d:\n    - e"},
      {"a:\n  b: c\n  d:\n    - e\n", "a/d", "- e", "d:\n    - e"},
      {"a:\n- b\n-  c\nd: e", "a", "- b\n-  c", "a:\n- b\n-  c"},
      {"a:\n- b\n-  c\nd: e", "a/1", "c", "-  c"},
      {"- a: b\n  c: d\n- e", "0", "a: b\n  c: d", "- a: b\n  c: d"},
      {"a: [b, c ] # d", "a", "[b, c ]", "a: [b, c ]"},
      {"a: [b , c]", "a/0", "b", "b"},
      {"a: {b: c , d: [e]}", "a/b", "c", "b: c"},
      {"a: {b: c , d: [e]}", "a/d", "[e]", "d: [e]"},
      {"a: {b, c}", "a/b", "", "b"},
      {"[a: b, c]", "0", "a: b", "a: b"},
      {"a:\nb: c", "a", "", "a:"},
      {"a: \nb: c", "a", "", "a:"},
      {"a: # x\nb: c", "a", "", "a:"},
      {"a:\n  -\n  - b", "a/0", "", "-"},
      {"? a\n: b", "a", "b", "? a\n: b"},
      {"? a\n", "a", "", "? a"},
      {"a: &x b", "a", "b", "a: &x b", "&x"},
      {"a: !t   &x b", "a", "b", "a: !t   &x b", "!t   &x"},
      {"a: !t\nb: c", "a", "", "a: !t", "!t"},
      {"a: &x\n  b: c\n", "a", "b: c", "a: &x\n  b: c", "&x"},
      {"a: !t [b]", "a", "[b]", "a: !t [b]", "!t"},
      {"&x a: b", "a", "b", "&x a: b"},
      {"a: &x b\nc: *x\n", "c", "*x", "c: *x"},
      {"{\"a\": [1, {\"b\": null}]}", "a/1/b", "null", "\"b\": null"},
      {"\xef\xbb\xbf"
       "a: b",
       "a", "b", "a: b"},
      {"a: b\r\nc: d\r\n", "c", "d", "c: d"},
      {"%TAG ! !x\n---\na: b\n", "a", "b", "a: b"},
  };
  for (const RangeCase& c : kCases) {
    SCOPED_TRACE(std::string(c.input));
    base::Result<YamlStream> result = ParseText(c.input);
    ASSERT_TRUE(result.ok()) << result.error().message;
    const YamlStream& stream = result.value();
    CheckRanges(stream, *stream.documents[0].root);
    const YamlEntry* entry = Follow(stream, c.path);
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(stream.Text(entry->value->range), c.value);
    EXPECT_EQ(stream.Text(entry->range), c.entry);
    EXPECT_EQ(stream.Text(entry->value->properties), c.properties);
  }
}

TEST(YamlRanges, PlainAndSimpleQuotedScalarsAreViews) {
  base::Result<YamlStream> result = ParseText("[plain, \"double\", 'single']");
  ASSERT_TRUE(result.ok());
  const YamlStream& stream = result.value();
  for (const YamlEntry& entry : stream.documents[0].root->entries) {
    EXPECT_GE(entry.value->value.data(), stream.source->text().data());
    EXPECT_LT(entry.value->value.data(), stream.source->text().data() + 30);
  }
}

TEST(YamlRanges, TheTreeOutlivesTheParserAndIsShared) {
  YamlStream copy;
  {
    base::Result<YamlStream> result = ParseText("a: \"b\\tc\"");
    ASSERT_TRUE(result.ok());
    copy = result.value();
  }
  EXPECT_EQ(FindKey(*copy.documents[0].root, "a")->value, "b\tc");
}

struct CommentCase {
  std::string_view input;
  std::string_view comments;  // with '+' before those on a line of their own
};

TEST(YamlRanges, Comments) {
  constexpr CommentCase kCases[] = {
      {"# a\nb: c # d\n# e", "+# a|# d|+# e"},
      {"a: | # b\n  # text\n # c\nd: e", "# b|+# c"},
      {"a: 'x # y' # z", "# z"},
      {"a: x#y", ""},
      {"[ # a\nb, # c\n  # d\n] # e", "# a|# c|+# d|# e"},
      {"a: # b\n  # c\n  d: e", "# b|+# c"},
      {"- # a\n  b", "# a"},
      {"--- # a\nb\n... # c\n# d", "# a|# c|+# d"},
      {"%YAML 1.2 # a\n--- b", "# a"},
      {"#", "+#"},
      {"a: b # c\r\n  # d\r\n", "# c|+# d"},
      {"a: b\n\n  # c\n\n# d\n", "+# c|+# d"},
      {"# a\n \t\n\t# b\nc: d", "+# a|+# b"},
  };
  for (const CommentCase& c : kCases) {
    SCOPED_TRACE(std::string(c.input));
    base::Result<YamlStream> result = ParseText(c.input);
    ASSERT_TRUE(result.ok()) << result.error().message;
    std::vector<std::string> shown;
    for (const YamlComment& comment : result.value().comments) {
      shown.push_back((comment.own_line ? "+" : "") +
                      std::string(result.value().Text(comment.range)));
    }
    EXPECT_EQ(base::Join(shown, "|"), c.comments);
  }
}

struct DuplicateCase {
  std::string_view input;
  std::string_view offsets;  // "second<first" of the keys
};

TEST(YamlRanges, Duplicates) {
  constexpr DuplicateCase kCases[] = {
      {"a: 1\nb: 2\n", ""},
      {"a: 1\na: 2\n", "5<0"},
      {"a: 1\n\"a\": 2\n'a': 3", "5<0 12<0"},
      {"x: {a: 1, b: 2, a: 3}", "16<4"},
      {"a: 1\n1: 2\n'1': 3", "10<5"},
      {"<<: {a: b}\n<<: {c: d}", "11<0"},
      {"[a: 1, a: 2]", ""},
      {"x: &a y\n*a : 1\na: 2\n*a : 3\n", "20<8"},
      {"{a, b, c, d, e, f, g, h, i, a, c}", "28<1 31<7"},
      {"? [a]\n: b\n? [a]\n: c", ""},
  };
  for (const DuplicateCase& c : kCases) {
    SCOPED_TRACE(std::string(c.input));
    base::Result<YamlStream> result = ParseText(c.input);
    ASSERT_TRUE(result.ok()) << result.error().message;
    std::vector<std::string> shown;
    for (const YamlDuplicate& d : result.value().documents[0].duplicates) {
      EXPECT_TRUE(d.mapping->IsMapping());
      shown.push_back(base::Format("{}<{}", d.second->key->range.begin,
                                   d.first->key->range.begin));
    }
    EXPECT_EQ(base::Join(shown, " "), c.offsets);
  }
}

TEST(YamlRanges, Documents) {
  base::Result<YamlStream> result =
      ParseText("# x\na: b\n--- c\n...\n%YAML 1.2\n---\n");
  ASSERT_TRUE(result.ok()) << result.error().message;
  const YamlStream& stream = result.value();
  ASSERT_EQ(stream.documents.size(), 3u);
  EXPECT_EQ(stream.Text(stream.documents[0].range), "a: b");
  EXPECT_EQ(stream.Text(stream.documents[1].range), "--- c\n...");
  EXPECT_EQ(stream.Text(stream.documents[2].range), "%YAML 1.2\n---");
  EXPECT_EQ(stream.At(*stream.documents[1].root).line, 3);
}

}  // namespace
}  // namespace bulkhead::formats
