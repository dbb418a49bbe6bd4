// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "formats/json/json.h"

namespace bulkhead::formats {
namespace {

TEST(JsonValue, TypesAndTheirNames) {
  struct Case {
    JsonValue value;
    std::string_view name;
  };
  const Case kCases[] = {
      {nullptr, "null"},
      {true, "boolean"},
      {1, "integer"},
      {~std::uint64_t{0}, "integer"},
      {0.5, "number"},
      {"a", "string"},
      {std::string("a"), "string"},
      {std::string_view("a"), "string"},
      {JsonValue::Array(), "array"},
      {JsonValue::Object(), "object"},
  };
  for (const Case& c : kCases) EXPECT_EQ(c.value.TypeName(), c.name);
  EXPECT_TRUE(JsonValue().IsNull());
  EXPECT_TRUE(JsonValue(std::size_t{5}).IsInt());
  EXPECT_TRUE(JsonValue(~std::uint64_t{0}).IsUint());
  EXPECT_FALSE(JsonValue(1).IsDouble());
}

TEST(JsonValue, AccessorsGiveDefaultsForOtherTypes) {
  JsonValue text = "x";
  EXPECT_EQ(text.String(), "x");
  EXPECT_EQ(text.Int(7), 7);
  EXPECT_EQ(text.Uint(7), 7u);
  EXPECT_EQ(text.Double(0.5), 0.5);
  EXPECT_TRUE(text.Bool(true));
  EXPECT_TRUE(text.Elements().empty());
  EXPECT_TRUE(text.Members().empty());
  EXPECT_EQ(text.size(), 0u);
  JsonValue number = 3;
  EXPECT_EQ(number.String("none"), "none");
  EXPECT_EQ(number.Uint(), 3u);
  EXPECT_EQ(number.Double(), 3.0);
  EXPECT_EQ(JsonValue(-1).Uint(9), 9u);
  EXPECT_EQ(JsonValue(~std::uint64_t{0}).Int(9), 9);
  EXPECT_TRUE(text["a"]["b"].At(3).IsNull());
}

TEST(JsonValue, MembersKeepTheirOrder) {
  JsonValue object;
  object.Set("b", 1);
  object.Set("a", 2);
  object.Set("b", "again");
  object.Set("c", JsonValue::Array()).Append(5);
  EXPECT_EQ(WriteJson(object), R"({"b":"again","a":2,"c":[5]})");
  EXPECT_TRUE(object.Has("a"));
  EXPECT_TRUE(object.Remove("a"));
  EXPECT_FALSE(object.Remove("a"));
  EXPECT_EQ(object["a"], JsonValue());
  EXPECT_EQ(object["c"].At(0).Int(), 5);
  EXPECT_EQ(object.size(), 2u);
  object.Add("b", nullptr);
  EXPECT_TRUE(object["b"].IsNull());  // the last one counts
}

TEST(JsonValue, Equality) {
  EXPECT_EQ(JsonValue("a"), JsonValue(std::string("a")));
  EXPECT_FALSE(JsonValue(1) == JsonValue(1.0));
  JsonValue a = JsonValue::Object();
  JsonValue b = a;
  a.Set("x", 1).Append(2);
  EXPECT_FALSE(a == b);
  b.Set("x", JsonValue::Array()).Append(2);
  EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace bulkhead::formats
