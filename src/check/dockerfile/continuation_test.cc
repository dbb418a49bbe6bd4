// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(EmptyContinuation, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/empty-continuation";
  constexpr std::string_view kHit = "FROM a:1\nRUN x && \\\n\n  y\nRUN z\n";
  Catches(kRule, kHit, 3);
  EXPECT_EQ(FindingsOf(kRule, kHit)[0].location.construct_line, 4);
  EXPECT_EQ(
      FindingsOf(kRule, "FROM a:1\nUSER 0\\\n\n\n")[0].location.construct_line,
      4);
  CatchesNot(kRule, "FROM a:1\nRUN x && \\\n  y\n\nRUN z\n");
  CatchesNot(kRule, "FROM a:1\nRUN x && \\\n# c\n  y\n");
  CatchesNot(kRule, "FROM a:1\nRUN <<E\nx\n\ny\nE\n");
  EXPECT_EQ(MessageOf(kRule, kHit), "RUN goes on behind an empty line");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN x \\\n\n \ny\n"),
            "RUN goes on behind 2 empty lines");
  Fixes(kRule, kHit, "FROM a:1\nRUN x && \\\n  y\nRUN z\n");
  Fixes(kRule, "FROM a:1\nRUN x \\\n\n \ny\n", "FROM a:1\nRUN x \\\ny\n");
}

}  // namespace
}  // namespace bulkhead::check
