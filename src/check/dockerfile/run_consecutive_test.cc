// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(RunConsecutive, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/run-consecutive";
  Catches(kRule, "FROM a:1\nRUN a\n# why\nRUN b\n", 4);
  Catches(kRule, "FROM a:1\nRUN a\nRUN b\nRUN c\n", 3, 2);
  CatchesNot(kRule, "FROM a:1\nRUN a\nWORKDIR /\nRUN b\n");
  CatchesNot(kRule, "FROM a:1\nRUN a && b\nRUN c\n");
  CatchesNot(kRule, "FROM a:1\nRUN --network=none a\nRUN b\n");
  CatchesNot(kRule,
             "FROM a:1\nSHELL [\"pwsh\", \"-Command\"]\nRUN a; b\nRUN c\n");
  CatchesNot(kRule, "FROM a:1\nUSER ContainerUser\nRUN a\nRUN b\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN a\nRUN b\n"),
            "a RUN of one command follows another one");
  Fixes(kRule, "FROM a:1\nRUN a\nRUN b\n", "FROM a:1\nRUN a \\\n    && b\n");
  OffersNoFix(kRule, "FROM a:1\nRUN cd /x\nRUN make\n");
}

}  // namespace
}  // namespace bulkhead::check
