// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

using Aliases = std::vector<std::string>;

TEST(MissingHealthcheck, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/missing-healthcheck";
  Catches(kRule, "FROM a:1\nRUN x\n", 1);
  Catches(kRule, "FROM a:1\nHEALTHCHECK CMD x\nFROM b:1\n", 3);
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK CMD x\n");
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK NONE\n");
  CatchesNot(kRule, "FROM a:1 AS a\nHEALTHCHECK CMD x\nFROM a\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\n"), "The image has no HEALTHCHECK");
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\n")[0].severity,
            model::Severity::kInfo);
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\nEXPOSE 80\n")[0].severity,
            model::Severity::kLow);
  EXPECT_EQ(
      FindingsOf(kRule, "FROM a:1\nHEALTHCHECK CMD x\nFROM b:1\n")[0].aliases,
      (Aliases{"DL3057", "CIS-DI-0006"}));
}

TEST(StageWithoutHealthcheck, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/stage-without-healthcheck";
  Catches(kRule, "FROM a:1 AS x\nFROM b:1\nHEALTHCHECK CMD x\n", 1);
  CatchesNot(kRule, "FROM a:1 AS x\nFROM x\nHEALTHCHECK CMD x\n");
  CatchesNot(kRule, "FROM a:1 AS x\nHEALTHCHECK CMD x\nFROM x AS y\nFROM y\n");
  CatchesNot(kRule, "FROM a:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1 AS x\nFROM b:1\n"),
            "The stage x has no HEALTHCHECK");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nFROM b:1\n"),
            "The stage 0 has no HEALTHCHECK");
}

TEST(MultipleHealthcheck, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/multiple-healthcheck";
  constexpr std::string_view kHit =
      "FROM a:1\nHEALTHCHECK CMD x\nHEALTHCHECK NONE\n";
  Catches(kRule, kHit, 3);
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK CMD x\n");
  CatchesNot(kRule,
             "FROM a:1\nHEALTHCHECK CMD x\nFROM b:1\nHEALTHCHECK CMD x\n");
  EXPECT_EQ(MessageOf(kRule, kHit),
            "A second HEALTHCHECK in the stage: only the last one counts");
  Fixes(kRule, kHit, "FROM a:1\nHEALTHCHECK NONE\n");
}

}  // namespace
}  // namespace bulkhead::check
