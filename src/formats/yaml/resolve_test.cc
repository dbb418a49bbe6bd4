// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <cmath>

#include "formats/yaml/testing.h"

namespace bulkhead::formats {
namespace {

// "int 31", "float 0.5", "bool true", ...: a value with its type.
std::string Show(const YamlScalarValue& value) {
  switch (value.type) {
    case YamlType::kNull:
      return "null";
    case YamlType::kBool:
      return value.boolean ? "bool true" : "bool false";
    case YamlType::kInt:
      if (value.is_unsigned) {
        return base::Format("int {}",
                            static_cast<std::uint64_t>(value.integer));
      }
      return base::Format("int {}", value.integer);
    case YamlType::kFloat:
      return base::Format("float {}", value.number);
    case YamlType::kTimestamp:
      return "timestamp";
    case YamlType::kMerge:
      return "merge";
    case YamlType::kString:
      return "string";
  }
  return "";
}

struct PlainCase {
  std::string_view text;
  std::string_view value;
};

constexpr PlainCase kPlainCases[] = {
    {"", "null"},
    {"~", "null"},
    {"null", "null"},
    {"Null", "null"},
    {"NULL", "null"},
    {"nULL", "string"},
    {"true", "bool true"},
    {"True", "bool true"},
    {"FALSE", "bool false"},
    {"tRUE", "string"},
    {"yes", "string"},
    {"on", "string"},
    {"y", "string"},
    {"No", "string"},
    {"<<", "merge"},
    {"=", "string"},
    {"0", "int 0"},
    {"+0", "int 0"},
    {"-0", "float -0"},
    {"-0.0", "float -0"},
    {"12", "int 12"},
    {"+12", "int 12"},
    {"-12", "int -12"},
    {"0x1F", "int 31"},
    {"0X1f", "int 31"},
    {"-0x1f", "int -31"},
    {"0x", "string"},
    {"0xg", "string"},
    {"0o17", "int 15"},
    {"0O17", "int 15"},
    {"0o8", "string"},
    {"017", "int 15"},
    {"0777", "int 511"},
    {"00", "int 0"},
    {"08", "float 8"},
    {"0b11", "int 3"},
    {"0B1", "int 1"},
    {"0b2", "string"},
    {"1_000", "int 1000"},
    {"1__0", "int 10"},
    {"1_", "int 1"},
    {"_1", "string"},
    {"0x_1", "int 1"},
    {"9223372036854775807", "int 9223372036854775807"},
    {"9223372036854775808", "int 9223372036854775808"},
    {"18446744073709551615", "int 18446744073709551615"},
    {"18446744073709551616", "float 1.8446744073709552e+19"},
    {"+9223372036854775808", "float 9.223372036854776e+18"},
    {"-9223372036854775808", "int -9223372036854775808"},
    {"-9223372036854775809", "float -9.223372036854776e+18"},
    {"1.", "float 1"},
    {"1.5", "float 1.5"},
    {".5", "float 0.5"},
    {"-.5", "float -0.5"},
    {"+.5e-3", "float 0.0005"},
    {"12e3", "float 12000"},
    {"1E5", "float 100000"},
    {"1e400", "string"},
    {"1e-400", "float 0"},
    {"1_0.5", "float 10.5"},
    {"._5", "string"},
    {".", "string"},
    {"..", "string"},
    {".e3", "string"},
    {"1e", "string"},
    {"1e+", "string"},
    {"+", "string"},
    {"-", "string"},
    {"+-1", "string"},
    {"1.2.3", "string"},
    {"1:30", "string"},
    {"10.0.0.1", "string"},
    {"1GB", "string"},
    {".inf", "float inf"},
    {"-.INF", "float -inf"},
    {"+.Inf", "float inf"},
    {".nan", "float nan"},
    {"inf", "string"},
    {"2001-01-01", "timestamp"},
    {"2001-1-1", "timestamp"},
    {"2024-02-29", "timestamp"},
    {"2023-02-29", "string"},
    {"2001-13-01", "string"},
    {"2001-01", "string"},
    {"01-01-01", "string"},
    {"20010101", "int 20010101"},
    {"2001-12-14t21:59:43.10-05:00", "timestamp"},
    {"2001-12-15T02:59:43.1Z", "timestamp"},
    {"2001-12-14 21:59:43.10", "timestamp"},
    {"2001-12-14 21:59:43.10 -5", "string"},
    {"2001-01-01T00:00:00", "string"},
    {"2001-01-01 00:00", "string"},
    {"2001-01-01 24:00:00", "string"},
    {"word", "string"},
};

TEST(YamlResolve, PlainScalars) {
  for (const PlainCase& c : kPlainCases) {
    SCOPED_TRACE(std::string(c.text));
    EXPECT_EQ(Show(ResolvePlain(c.text)), c.value);
  }
}

TEST(YamlResolve, TagsAndQuotes) {
  constexpr PlainCase kCases[] = {
      {"'1'", "string"},
      {"\"true\"", "string"},
      {"|\n 1", "string"},
      {"! 1", "int 1"},
      {"! '1'", "string"},
      {"!!str 1", "string"},
      {"!!str", "string"},
      {"!!int '2'", "int 2"},
      {"!!int x", "string"},
      {"!!float 3", "float 3"},
      {"!!bool 'true'", "bool true"},
      {"!!null ''", "null"},
      {"!!timestamp '2001-01-01'", "timestamp"},
      {"!!binary aGk=", "string"},
      {"!reset null", "string"},
      {"[1]", "null"},
  };
  for (const PlainCase& c : kCases) {
    SCOPED_TRACE(std::string(c.text));
    base::Result<YamlStream> result = ParseText(c.text);
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(Show(ResolveScalar(*result.value().documents[0].root)), c.value);
  }
}

TEST(YamlResolve, AliasesAreFollowed) {
  base::Result<YamlStream> result = ParseText("a: &x 5\nb: *x\n");
  ASSERT_TRUE(result.ok());
  const YamlNode& root = *result.value().documents[0].root;
  EXPECT_EQ(Show(ResolveScalar(*root.entries[1].value)), "int 5");
  ASSERT_NE(FindKey(root, "b"), nullptr);
  EXPECT_EQ(FindKey(root, "b")->value, "5");
  EXPECT_EQ(FindKey(root, "c"), nullptr);
  EXPECT_EQ(FindKey(*root.entries[0].key, "a"), nullptr);
  EXPECT_EQ(TypeName(*root.entries[1].value), "integer");
}

TEST(YamlResolve, TypedBooleans) {
  for (std::string_view text : {"true", "True", "TRUE", "y", "Y", "yes", "Yes",
                                "YES", "on", "ON", "'yes'"}) {
    EXPECT_EQ(ScalarToBool(*ParseText(text).value().documents[0].root), true);
  }
  for (std::string_view text :
       {"false", "FALSE", "n", "N", "no", "No", "off", "Off", "\"off\""}) {
    EXPECT_EQ(ScalarToBool(*ParseText(text).value().documents[0].root), false);
  }
  for (std::string_view text : {"yEs", "1", "0", "", "oui", "[true]"}) {
    EXPECT_EQ(ScalarToBool(*ParseText("- " + std::string(text))
                                .value()
                                .documents[0]
                                .root->entries[0]
                                .value),
              std::nullopt);
  }
}

struct MergeCase {
  std::string_view input;  // the mapping is under `m`
  std::string_view entries;
};

TEST(YamlMerge, Entries) {
  constexpr MergeCase kCases[] = {
      {"m: {a: 1, b: 2}", "a=1 b=2"},
      {"x: &x {a: 1, b: 2}\nm: {<<: *x, b: 3, c: 4}", "b=3 c=4 a=1"},
      {"x: &x {a: 1}\ny: &y {a: 2, b: 2}\nm: {<<: [*x, *y]}", "a=1 b=2"},
      {"x: &x {a: 1}\ny: &y {<<: *x, b: 2}\nm: {c: 3, <<: *y}", "c=3 b=2 a=1"},
      {"m: {<<: {a: 1}, <<: {a: 2, b: 3}}", "a=1 b=3"},
      {"m: {'<<': 5}", "<<=5"},
      {"x: &x {a: 1}\nm: *x", "a=1"},
      {"m: {<<: []}", ""},
      {"m: {a: 1, a: 2}", "a=1 a=2"},
      {"m: [a]", "a=a"},
  };
  for (const MergeCase& c : kCases) {
    SCOPED_TRACE(std::string(c.input));
    base::Result<YamlStream> stream = ParseText(c.input);
    ASSERT_TRUE(stream.ok());
    const YamlNode* mapping = FindKey(*stream.value().documents[0].root, "m");
    if (!mapping->IsMapping()) continue;
    base::Result<std::vector<YamlEntry>> entries =
        MergedEntries(stream.value(), *mapping, {});
    ASSERT_TRUE(entries.ok()) << entries.error().message;
    std::vector<std::string> shown;
    for (const YamlEntry& entry : entries.value()) {
      shown.push_back(
          base::Format("{}={}", entry.key->value, entry.value->value));
    }
    EXPECT_EQ(base::Join(shown, " "), c.entries);
  }
}

TEST(YamlMerge, Errors) {
  base::Result<YamlStream> stream = ParseText("a: &a [x]\n<<: *a\n");
  ASSERT_TRUE(stream.ok());
  base::Result<std::vector<YamlEntry>> entries =
      MergedEntries(stream.value(), *stream.value().documents[0].root, {});
  ASSERT_FALSE(entries.ok());
  EXPECT_EQ(entries.error().message,
            "t.yaml:1:8: expected a mapping or a list of mappings behind <<, "
            "found a string");
  entries = MergedEntries(stream.value(), *stream.value().documents[0].root,
                          {.max_entries = 1});
  ASSERT_FALSE(entries.ok());
  EXPECT_EQ(entries.error().message,
            "t.yaml:1:1: expected at most 1 merged entries, found more");
}

}  // namespace
}  // namespace bulkhead::formats
