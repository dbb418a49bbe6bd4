// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "http/challenge.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::http {
namespace {

std::string Dump(std::string_view header) {
  std::string out;
  for (const Challenge& challenge : ParseChallenges(header)) {
    out += base::Format("{}(", challenge.scheme);
    for (const auto& [name, value] : challenge.parameters) {
      out += base::Format("{}={};", name, value);
    }
    out += ")";
  }
  return out;
}

TEST(ParseChallenges, ReadsWhatServersSend) {
  struct Row {
    std::string_view header;
    std::string_view dump;
  };
  constexpr Row kRows[] = {
      {R"(Bearer realm="https://auth.example/token",service="reg",scope="r:a/b:pull")",
       "bearer(realm=https://auth.example/token;scope=r:a/"
       "b:pull;service=reg;)"},
      {R"(Basic realm="a, \"b\"")", R"(basic(realm=a, "b";))"},
      {R"(BASIC Realm=x , Bearer realm = "y")",
       "basic(realm=x;)bearer(realm=y;)"},
      {"Negotiate", "negotiate()"},
      {"Negotiate, Basic realm=\"x\"", "negotiate()basic(realm=x;)"},
      {R"(Bearer realm="open)", "bearer(realm=open;)"},
      {"", ""},
      {"=, \"", ""},
  };
  for (const Row& row : kRows) EXPECT_EQ(Dump(row.header), row.dump);
}

}  // namespace
}  // namespace bulkhead::http
