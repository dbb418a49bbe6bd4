// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(MissingFrom, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/missing-from";
  Catches(kRule, "RUN x\nRUN y\n", 1);
  Catches(kRule, "ARG A\nRUN x\n", 2);
  Catches(kRule, "# x\n", 0);
  CatchesNot(kRule, "ARG A\nFROM a:1\n");
  CatchesNot(kRule, "RUN x\nFROM a:1\n");
  RuleTestOptions history;
  history.options.image_history = true;
  CatchesNot(kRule, "RUN x\n", history);
  EXPECT_EQ(MessageOf(kRule, "RUN x\n"),
            "The file begins with RUN and has no FROM");
  EXPECT_EQ(MessageOf(kRule, "# x\n"), "The file holds no instruction");
}

TEST(InstructionBeforeFrom, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/instruction-before-from";
  Catches(kRule, "RUN x\nENV A=b\nFROM a:1\nRUN x\n", 1, 2);
  CatchesNot(kRule, "# x\nARG A\nFROM a:1\nRUN x\n");
  CatchesNot(kRule, "RUN x\n");
  EXPECT_EQ(MessageOf(kRule, "label a=b\nFROM a:1\n"),
            "label stands before the first FROM");
}

}  // namespace
}  // namespace bulkhead::check
