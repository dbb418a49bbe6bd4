// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "formats/json/json.h"

namespace bulkhead::formats {
namespace {

struct RoundTripCase {
  std::string_view text;
  std::string_view written;
};

TEST(JsonParse, ValuesAsWrittenAgain) {
  constexpr RoundTripCase kCases[] = {
      {"null", "null"},
      {" true ", "true"},
      {"\n\tfalse\r\n", "false"},
      {"0", "0"},
      {"-0", "0"},
      {"-12", "-12"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"9223372036854775808", "9223372036854775808"},
      {"18446744073709551615", "18446744073709551615"},
      {"18446744073709551616", "18446744073709551616.0"},
      {"1.0", "1.0"},
      {"1.5e3", "1500.0"},
      {"0.1", "0.1"},
      {"1e-7", "1e-07"},
      {"1E300", "1e+300"},
      {"\"\"", "\"\""},
      {"\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"a\\\"\\\\/\\b\\f\\n\\r\\t\""},
      {"\"\\u0041\\u00e9\\u20AC\"", "\"A\xc3\xa9\xe2\x82\xac\""},
      {"\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\""},
      {"\"\\u0000\\u001f\\u007f\"", "\"\\u0000\\u001f\\u007f\""},
      {"[]", "[]"},
      {"{}", "{}"},
      {"[1, [2, []], {}]", "[1,[2,[]],{}]"},
      {"{\"b\": 1, \"a\": {\"c\": [null]}}", "{\"b\":1,\"a\":{\"c\":[null]}}"},
      {"{\"a\": 1, \"a\": 2}", "{\"a\":1,\"a\":2}"},
      {"\xef\xbb\xbf[1]", "[1]"},
  };
  for (const RoundTripCase& c : kCases) {
    SCOPED_TRACE(std::string(c.text));
    base::Result<JsonValue> value = ParseJson(c.text, {});
    ASSERT_TRUE(value.ok()) << value.error().message;
    EXPECT_EQ(WriteJson(value.value()), c.written);
    base::Result<JsonValue> again = ParseJson(c.written, {});
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again.value(), value.value());
  }
}

struct ErrorCase {
  std::string_view text;
  std::string_view error;  // message, line, caret
};

TEST(JsonParse, Errors) {
  constexpr ErrorCase kCases[] = {};
  for (const ErrorCase& c : kCases) {
    SCOPED_TRACE(std::string(c.text));
    base::Result<JsonValue> value = ParseJson(c.text, {}, "a.json");
    ASSERT_FALSE(value.ok());
    EXPECT_EQ(value.error().message + "\n" + value.error().context, c.error);
    EXPECT_EQ(value.error().code, base::ErrorCode::kInvalid);
  }
}

TEST(JsonParse, Limits) {
  base::Limits limits = {.max_bytes = 10, .max_depth = 2, .max_entries = 3};
  EXPECT_EQ(ParseJson("[[[]]]", limits).error().message,
            "JSON: expected at most 2 levels of nesting, found more");
  EXPECT_EQ(ParseJson("[1,2,3]", limits).error().message,
            "JSON: expected at most 3 values, found more");
  EXPECT_EQ(ParseJson("[          ]", limits, "x").error().message,
            "x: expected at most 10 bytes, found 12");
  EXPECT_EQ(ParseJson("[[[]]]", limits).error().code, base::ErrorCode::kLimit);
  std::string deep(1'000'000, '[');
  EXPECT_EQ(ParseJson(deep, {}).error().message,
            "JSON: expected at most 500 levels of nesting, found more");
  EXPECT_TRUE(
      ParseJson(std::string(400, '[') + std::string(400, ']'), {}).ok());
}

}  // namespace
}  // namespace bulkhead::formats
