// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "http/url.h"

#include <gtest/gtest.h>

namespace bulkhead::http {
namespace {

std::string Parsed(std::string_view text) {
  std::optional<Url> url = ParseUrl(text);
  return url ? url->Text() : "none";
}

TEST(ParseUrl, ReadsHttpAndHttpsOnly) {
  struct Row {
    std::string_view text;
    std::string_view parsed;
  };
  constexpr Row kRows[] = {
      {"https://Reg.Example/v2/", "https://reg.example/v2/"},
      {"http://127.0.0.1:5000", "http://127.0.0.1:5000/"},
      {"https://a:443/x?y#z", "https://a/x?y"},
      {"https://a?x", "https://a/?x"},
      {"http://[::1]:5000/v2", "http://[::1]:5000/v2"},
      {"ftp://a/", "none"},
      {"https://user@a/", "none"},
      {"https://a:0/", "none"},
      {"https://a:99999/", "none"},
      {"https:///x", "none"},
      {"https://a\r\nX: y/", "none"},
      {"a/b", "none"},
      {"https://a$b/", "none"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Parsed(row.text), row.parsed);
}

TEST(Url, KnowsTheMachineItself) {
  EXPECT_TRUE(ParseUrl("http://localhost:5000")->IsLoopback());
  EXPECT_TRUE(ParseUrl("http://127.1.2.3")->IsLoopback());
  EXPECT_TRUE(ParseUrl("http://[::1]")->IsLoopback());
  EXPECT_FALSE(ParseUrl("http://127.evil.example")->IsLoopback());
  EXPECT_FALSE(ParseUrl("http://localhost.example")->IsLoopback());
}

TEST(ResolveUrl, FollowsRelativeOnes) {
  Url base = *ParseUrl("https://a:5000/v2/x/y?q=1");
  struct Row {
    std::string_view location;
    std::string_view resolved;
  };
  constexpr Row kRows[] = {
      {"https://b/z", "https://b/z"},
      {"//b/z", "https://b/z"},
      {"/z", "https://a:5000/z"},
      {"z", "https://a:5000/v2/x/z"},
      {"?p=2", "https://a:5000/v2/x/y?p=2"},
      {"", "none"},
      {"ftp://b/", "none"},
  };
  for (const Row& row : kRows) {
    std::optional<Url> url = ResolveUrl(base, row.location);
    EXPECT_EQ(url ? url->Text() : "none", row.resolved);
  }
  EXPECT_TRUE(base.SameOrigin(*ParseUrl("https://a:5000/other")));
  EXPECT_FALSE(base.SameOrigin(*ParseUrl("http://a:5000/")));
  EXPECT_FALSE(base.SameOrigin(*ParseUrl("https://a/")));
}

TEST(QueryValue, EscapesAllButUnreserved) {
  EXPECT_EQ(QueryValue("repository:a/b:pull"), "repository%3Aa%2Fb%3Apull");
  EXPECT_EQ(QueryValue("a-b_c.d~\xff&"), "a-b_c.d~%FF%26");
}

}  // namespace
}  // namespace bulkhead::http
