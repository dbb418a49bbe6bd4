// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <limits>

#include <gtest/gtest.h>

#include "base/text.h"

#include "formats/json/json.h"

namespace bulkhead::formats {
namespace {

TEST(JsonWrite, Strings) {
  struct Case {
    std::string_view text;
    std::string_view written;
  };
  const Case kCases[] = {
      {"", "\"\""},
      {"a/b", "\"a/b\""},
      {"\"\\\b\f\n\r\t", "\"\\\"\\\\\\b\\f\\n\\r\\t\""},
      {std::string_view("\0\x1f\x7f", 3), "\"\\u0000\\u001f\\u007f\""},
      {"\xc3\xa9 \xf0\x9f\x98\x80", "\"\xc3\xa9 \xf0\x9f\x98\x80\""},
      {"a\xff"
       "b",
       "\"a\xef\xbf\xbd"
       "b\""},
      {"\xc3", "\"\xef\xbf\xbd\""},
  };
  for (const Case& c : kCases) {
    std::string out;
    AppendJsonString(c.text, &out);
    EXPECT_EQ(out, c.written);
  }
}

TEST(JsonWrite, FindsEveryByteAtEveryPlaceInEightBytes) {
  for (int byte = 0; byte < 0x80; ++byte) {
    std::string special(1, static_cast<char>(byte));
    std::string escaped = WriteJson(JsonValue(special));
    escaped = escaped.substr(1, escaped.size() - 2);
    for (std::size_t before = 0; before < 17; ++before) {
      std::string plain(before, '~');
      EXPECT_EQ(
          WriteJson(JsonValue(base::Format("{}{}xxxxxxxxx", plain, special))),
          base::Format("\"{}{}xxxxxxxxx\"", plain, escaped));
    }
  }
}

TEST(JsonWrite, Numbers) {
  std::string out;
  JsonWriter writer(&out);
  writer.BeginArray()
      .Int(std::numeric_limits<std::int64_t>::min())
      .Uint(std::numeric_limits<std::uint64_t>::max())
      .Double(1)
      .Double(0.1)
      .Double(-1e100)
      .Double(std::numeric_limits<double>::infinity())
      .Double(std::numeric_limits<double>::quiet_NaN())
      .EndArray();
  EXPECT_EQ(out,
            "[-9223372036854775808,18446744073709551615,1.0,0.1,-1e+100,null,"
            "null]");
}

TEST(JsonWrite, Indentation) {
  base::Result<JsonValue> value =
      ParseJson(R"({"a": [1, {"b": []}, {}], "c": {"d": null}})", {});
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(WriteJson(value.value(), 2),
            R"({
  "a": [
    1,
    {
      "b": []
    },
    {}
  ],
  "c": {
    "d": null
  }
})");
}

TEST(JsonWrite, StreamAndTreeAgree) {
  JsonValue tree = JsonValue::Object();
  tree.Set("version", "1");
  JsonValue& list = tree.Set("list", JsonValue::Array());
  list.Append(1);
  list.Append(JsonValue::Object()).Set("x", true);
  tree.Set("size", 7);
  for (int indent : {0, 2, 4}) {
    std::string out;
    JsonWriter writer(&out, indent);
    writer.BeginObject().Member("version", "1").Key("list").BeginArray();
    writer.Int(1).BeginObject().Member("x", true).EndObject().EndArray();
    writer.Member("size", std::size_t{7}).EndObject();
    EXPECT_EQ(out, WriteJson(tree, indent));
  }
}

TEST(JsonWrite, TheOutputMayBeTakenAwayBetweenCalls) {
  std::string out;
  std::string all;
  JsonWriter writer(&out, 1);
  writer.BeginArray();
  for (int i = 0; i < 3; ++i) {
    writer.Value(JsonValue(i));
    all += out;
    out.clear();
  }
  writer.EndArray();
  EXPECT_EQ(all + out, "[\n 0,\n 1,\n 2\n]");
}

TEST(JsonWrite, DeepTreesNeedNoStack) {
  JsonValue tree;
  JsonValue* top = &tree;
  for (int i = 0; i < 10'000; ++i) top = &top->Append(nullptr);
  EXPECT_EQ(WriteJson(tree).size(), 20'004u);
}

}  // namespace
}  // namespace bulkhead::formats
