// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/diff.h"

#include <gtest/gtest.h>

namespace bulkhead::engine {
namespace {

TEST(UnifiedDiff, EqualTextsHaveNone) {
  EXPECT_EQ(UnifiedDiff("f", "a", "a"), "");
}

TEST(UnifiedDiff, ShowsChangesWithContext) {
  EXPECT_EQ(UnifiedDiff("f", "1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\nx\n6\n"),
            "--- a/f\n+++ b/f\n@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5\n+x\n 6\n");
}

TEST(UnifiedDiff, InsertsAtBothEnds) {
  EXPECT_EQ(UnifiedDiff("f", "", "a\n"),
            "--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+a\n");
  EXPECT_EQ(UnifiedDiff("f", "a\n", ""),
            "--- a/f\n+++ b/f\n@@ -1 +0,0 @@\n-a\n");
}

TEST(UnifiedDiff, MarksAMissingNewline) {
  EXPECT_EQ(UnifiedDiff("f", "a\nb", "a\nc"),
            "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end "
            "of file\n+c\n\\ No newline at end of file\n");
}

TEST(UnifiedDiff, FarChangesGetTheirOwnHunks) {
  std::string before = "a\n";
  for (int i = 0; i < 20; ++i) before += "same\n";
  std::string after = "b\n" + before.substr(2) + "c\n";
  EXPECT_EQ(UnifiedDiff("f", before, after),
            "--- a/f\n+++ b/f\n@@ -1,4 +1,4 @@\n-a\n+b\n same\n same\n same\n"
            "@@ -19,3 +19,4 @@\n same\n same\n same\n+c\n");
}

}  // namespace
}  // namespace bulkhead::engine
