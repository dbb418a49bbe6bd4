// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(AsCase, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/as-case";
  Catches(kRule, "FROM a:1 as x\n", 1);
  Catches(kRule, "from a:1 AS x\n", 1);
  CatchesNot(kRule, "FROM a:1 AS x\n");
  CatchesNot(kRule, "from a:1 as x\n");
  CatchesNot(kRule, "From a:1 as x\n");
  CatchesNot(kRule, "FROM a:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1 as x\n"), "as stands with FROM");
  Fixes(kRule, "FROM a:1 As x\n", "FROM a:1 AS x\n");
  Fixes(kRule, "from a:1 AS x\n", "from a:1 as x\n");
}

TEST(InstructionCase, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/instruction-case";
  Catches(kRule, "FROM a:1\nrun x\nRUN y\n", 2);
  Catches(kRule, "FROM a:1\nrun x\nrun y\n", 1);
  Catches(kRule, "From a:1\nRun x\n", 1, 2);
  // As many of each: upper case.
  Catches(kRule, "FROM a:1\nrun x\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN x\n");
  CatchesNot(kRule, "from a:1\nrun x\nonbuild RUN x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nrun x\n"),
            "run stands among instructions in upper case");
  Fixes(kRule, "FROM a:1\nrun x\nRun y\n", "FROM a:1\nRUN x\nRUN y\n");
  Fixes(kRule, "FROM a:1\nrun x\nrun y\n", "from a:1\nrun x\nrun y\n");
}

}  // namespace
}  // namespace bulkhead::check
