// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/gitignore.h"

#include <gtest/gtest.h>

namespace bulkhead::engine {
namespace {

TEST(GitIgnore, FollowsTheManual) {
  struct Row {
    const char* text;
    const char* path;
    bool is_folder;
    bool ignored;
  };
  const Row kRows[] = {
      {"build", "build", true, true},
      {"build", "a/build", false, true},
      {"/build", "a/build", false, false},
      {"build/", "build", false, false},
      {"build/", "build", true, true},
      {"a/b", "a/b", false, true},
      {"a/b", "x/a/b", false, false},
      {"**/b", "x/a/b", false, true},
      {"a/**/c", "a/c", false, true},
      {"a/**/c", "a/x/y/c", false, true},
      {"*.log\n!keep.log", "keep.log", false, false},
      {"*.log\n!keep.log", "other.log", false, true},
      {"# comment", "# comment", false, false},
      {"\\#x", "#x", false, true},
      {"name  ", "name", false, true},
      {"x\r", "x", false, true},
      {"doc/*.txt", "doc/a/b.txt", false, false},
  };
  for (const Row& row : kRows) {
    GitIgnore rules;
    rules.Add("", row.text);
    EXPECT_EQ(rules.Ignores(row.path, row.is_folder), row.ignored)
        << row.text << " on " << row.path;
  }
}

TEST(GitIgnore, RulesOfAFolderHoldBelowIt) {
  GitIgnore rules;
  std::size_t mark = rules.Mark();
  rules.Add("sub", "/out\n");
  EXPECT_TRUE(rules.Ignores("sub/out", true));
  EXPECT_FALSE(rules.Ignores("out", true));
  EXPECT_FALSE(rules.Ignores("sub/x/out", true));
  rules.Leave(mark);
  EXPECT_FALSE(rules.Ignores("sub/out", true));
}

}  // namespace
}  // namespace bulkhead::engine
