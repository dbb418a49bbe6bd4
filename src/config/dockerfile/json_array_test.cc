// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/dockerfile/json_array.h"

#include <gtest/gtest.h>

namespace bulkhead::config {
namespace {

std::string Read(std::string_view text) {
  std::vector<JsonElement> elements;
  switch (ParseJsonForm(text, elements)) {
    case JsonForm::kNone:
      return "none";
    case JsonForm::kOther:
      return "other";
    case JsonForm::kStrings:
      break;
  }
  std::string out;
  for (const JsonElement& element : elements) {
    out += '<' + element.value + '>';
    EXPECT_EQ(text[element.begin], '"');
    EXPECT_EQ(text[element.end - 1], '"');
  }
  return out;
}

TEST(JsonArray, Reads) {
  const struct {
    std::string_view text;
    std::string_view expected;
  } kCases[] = {
      {"[]", ""},
      {"[ \"a\" , \"b c\" ] ", "<a><b c>"},
      {"[\"\\n\\\"\\/\\u00e9\"]", "<\n\"/\xC3\xA9>"},
      {"[\"\\ud83d\\ude00\"]", "<\xF0\x9F\x98\x80>"},
      {"[\"\\ud83d x\"]", "<\xEF\xBF\xBD x>"},
      {"[\"\xFF\"]", "<\xEF\xBF\xBD>"},
      {"[\"a\", 1]", "other"},
      {"[[\"a\"]]", "other"},
      {"[{\"a\": [1, {}]}]", "other"},
      {"[null, true, -1.5e+3]", "other"},
      {"[\"a\"", "none"},
      {"[\"a\",]", "none"},
      {"['a']", "none"},
      {"[\"a\"] b", "none"},
      {"[01]", "none"},
      {"[\"\\x\"]", "none"},
      {"[\"a\tb\"]", "none"},
      {"echo", "none"},
      {"", "none"},
  };
  for (const auto& c : kCases) EXPECT_EQ(Read(c.text), c.expected) << c.text;
}

TEST(JsonArray, NeedsNoStackForNesting) {
  EXPECT_EQ(Read(std::string(100'000, '[')), "none");
}

}  // namespace
}  // namespace bulkhead::config
