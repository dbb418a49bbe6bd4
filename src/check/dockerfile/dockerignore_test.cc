// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/dockerignore.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

struct Case {
  std::string_view ignore;
  std::string_view path;
  bool excluded;
};

TEST(Dockerignore, Excludes) {
  constexpr Case kCases[] = {
      {"", "a", false},
      {"# a\n", "a", false},
      {" a \r\n", "a", true},
      {"\xef\xbb\xbf"
       "a",
       "a", true},
      {"/a/", "a", true},
      {"./a//b/", "a/b", true},
      {"a", "a/b/c", true},
      {"a", "b/a", false},
      {"*/a", "b/a", true},
      {"*/a", "b/c/a", false},
      {"**/a", "a", true},
      {"**/a", "b/c/a/d", true},
      {"**/a", "b/ca", false},
      {"a/**", "a/b/c", true},
      {"a/**", "a", false},
      {"a/**/c", "a/c", true},
      {"a/**/c", "a/b/b/c", true},
      {"a/**/c", "a/bc", false},
      {"*.md", "x.md", true},
      {"*.md", "d/x.md", false},
      {"**/*.md", "d/e/x.md", true},
      {"?.md", "x.md", true},
      {"?.md", "xy.md", false},
      {"[a-c]x", "bx", true},
      {"[^a-c]x", "bx", false},
      {"[^a-c]x", "dx", true},
      {"[a", "a", false},
      {"\\*x", "*x", true},
      {"\\*x", "ax", false},
      {"*\n!a\n", "a", false},
      {"*\n!a\n", "b", true},
      {"*\n!a\na/b\n", "a/b", true},
      {"!a\na\n", "a", true},
      {"*", ".", true},
      {"**", ".", true},
      {".*", ".", false},
      {".*", ".git", true},
      {"a.b", "axb", false},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Dockerignore::Parse(c.ignore).Excludes(c.path), c.excluded)
        << c.ignore << " on " << c.path;
  }
}

TEST(Dockerignore, Kinds) {
  EXPECT_TRUE(Dockerignore::Parse("\n# x\n!\n").empty());
  EXPECT_TRUE(Dockerignore::Parse("a\n! b\n").has_exceptions());
  EXPECT_FALSE(Dockerignore::Parse("a\n#!b\n").has_exceptions());
}

}  // namespace
}  // namespace bulkhead::check
