// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/scope.h"

#include <gtest/gtest.h>

namespace bulkhead::engine {
namespace {

TEST(ScopeOf, EverythingHasNone) {
  EXPECT_FALSE(ScopeOf({}));
  EXPECT_FALSE(ScopeOf({.paths = {"a", "."}}));
  EXPECT_FALSE(ScopeOf({.paths = {"/"}}));
}

TEST(ScopeOf, NamedPathsAndRules) {
  struct Row {
    CheckOptions options;
    std::string_view path;
    std::string_view rule;
    bool judged;
  };
  const Row rows[] = {
      {{.paths = {"a"}}, "a/Dockerfile", "x/y", true},
      {{.paths = {"./a/"}}, "a/Dockerfile", "x/y", true},
      {{.paths = {"a"}}, "./a/b/Dockerfile", "x/y", true},
      {{.paths = {"a/Dockerfile"}}, "a/Dockerfile", "x/y", true},
      {{.paths = {"a"}}, "ab/Dockerfile", "x/y", false},
      {{.paths = {"a/Dockerfile"}}, "a/.dockerignore", "x/y", false},
      {{.paths = {"-"}}, "Dockerfile", "x/y", false},
      {{.compose_files = {"c.yaml"}}, "c.yaml", "x/y", true},
      {{.compose_files = {"c.yaml"}}, "d.yaml", "x/y", false},
      {{.only_rules = {"DL3007"}}, "f", "dockerfile/latest-tag", true},
      {{.only_rules = {"DL3007"}}, "f", "dockerfile/sudo", false},
      {{.exclude = {"b"}}, "a", "x/y", false},
  };
  for (const Row& row : rows) {
    policy::Scope scope = ScopeOf(row.options);
    ASSERT_TRUE(scope) << row.path;
    EXPECT_EQ(scope(row.path, row.rule), row.judged) << row.path << row.rule;
  }
}

}  // namespace
}  // namespace bulkhead::engine
