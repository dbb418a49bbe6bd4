// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(MultipleCmd, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/multiple-cmd";
  Catches(kRule, "FROM a:1\nCMD [\"x\"]\nCMD [\"y\"]\n", 3);
  Catches(kRule, "CMD [\"x\"]\nCMD [\"y\"]\n", 2);
  CatchesNot(kRule, "FROM a:1\nCMD [\"x\"]\nFROM b:1\nCMD [\"y\"]\n");
  CatchesNot(kRule, "FROM a:1\nENTRYPOINT [\"x\"]\nCMD [\"y\"]\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCMD x\nCMD y\n"),
            "A second CMD in the stage: only the last one counts");
  Fixes(kRule, "FROM a:1\nCMD x\nRUN z\nCMD y\n", "FROM a:1\nRUN z\nCMD y\n");
  std::vector<model::Finding> three =
      FindingsOf(kRule, "FROM a:1\nCMD x\nCMD y\nCMD z\n");
  ASSERT_EQ(three.size(), 2u);
  EXPECT_EQ(three[0].aliases, std::vector<std::string>{"DL4003"});
  EXPECT_EQ(three[1].aliases, (std::vector<std::string>{"DL4003", "DS-0016"}));
}

TEST(MultipleEntrypoint, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/multiple-entrypoint";
  constexpr std::string_view kHit =
      "FROM a:1\nENTRYPOINT [\"x\"]\nENTRYPOINT \\\n  [\"y\"]\n";
  Catches(kRule, kHit, 3);
  CatchesNot(kRule, "FROM a:1\nENTRYPOINT x\nFROM b:1\nENTRYPOINT y\n");
  CatchesNot(kRule, "FROM a:1\nENTRYPOINT x\nONBUILD ENTRYPOINT y\n");
  EXPECT_EQ(MessageOf(kRule, kHit),
            "A second ENTRYPOINT in the stage: only the last one counts");
  Fixes(kRule, kHit, "FROM a:1\nENTRYPOINT \\\n  [\"y\"]\n");
}

TEST(IgnoredInstruction, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/ignored-instruction";
  Catches(kRule, "FROM a:1\nCMD x\nENTRYPOINT x\nCMD y\nENTRYPOINT y\n", 2, 2);
  Catches(kRule, "FROM a:1\nHEALTHCHECK NONE\nHEALTHCHECK CMD y\n", 2);
  CatchesNot(kRule, "FROM a:1\nCMD x\nFROM b:1\nCMD x\n");
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK CMD x\nENTRYPOINT x\nCMD x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCMD x\nRUN y\nCMD y\n"),
            "The CMD on line 4 takes the place of this one");
  Fixes(kRule, "FROM a:1\nCMD x\nCMD y\n", "FROM a:1\nCMD y\n");
}

}  // namespace
}  // namespace bulkhead::check
