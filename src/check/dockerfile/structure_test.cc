// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/structure.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

TEST(Structure, Words) {
  EXPECT_EQ(Unquoted("\"a b\""), "a b");
  EXPECT_EQ(Unquoted("'a'"), "a");
  EXPECT_EQ(Unquoted("'a\""), "'a\"");
  EXPECT_EQ(Unquoted("\""), "\"");
  EXPECT_TRUE(HasVariable("a$B"));
  EXPECT_FALSE(HasVariable("ab"));
}

TEST(Structure, Paths) {
  for (std::string_view path : {"c:", "c:\\a", "D:/a"}) {
    EXPECT_TRUE(IsWindowsAbsolute(path)) << path;
  }
  for (std::string_view path : {"", "c", "c:a", "/c:", "1:\\"}) {
    EXPECT_FALSE(IsWindowsAbsolute(path)) << path;
  }
  EXPECT_TRUE(MayBeAbsolute("/a"));
  EXPECT_TRUE(MayBeAbsolute("$A/b"));
  EXPECT_FALSE(MayBeAbsolute("a/$B"));
  EXPECT_FALSE(MayBeAbsolute(""));
}

}  // namespace
}  // namespace bulkhead::check
