// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(DuplicateStageName, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/duplicate-stage-name";
  Catches(kRule, "FROM a:1 AS x\nFROM b:1 AS x\n", 2);
  Catches(kRule, "FROM a:1 AS x\nFROM b:1 AS X\n", 2);
  CatchesNot(kRule, "FROM a:1 AS x\nFROM b:1 AS y\n");
  CatchesNot(kRule, "FROM a:1\nFROM a:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1 AS x\nFROM b:1 AS x\n"),
            "A stage with the name x is there already");
  using Aliases = std::vector<std::string>;
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1 as x\nFROM b:1 as X\n")[0].aliases,
            (Aliases{"DS-0012", "DuplicateStageName"}));
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1 AS x\nFROM b:1 AS x\n")[0].aliases,
            (Aliases{"DL3024", "DS-0012", "DuplicateStageName"}));
}

TEST(ReservedStageName, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/reserved-stage-name";
  Catches(kRule, "FROM a:1 AS Scratch\n", 1);
  Catches(kRule, "FROM a:1 AS context\n", 1);
  CatchesNot(kRule, "FROM scratch AS base\n");
  CatchesNot(kRule, "FROM a:1 AS contexts\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1 AS context\n"),
            "The stage is called context, which has a meaning of its own");
}

TEST(StageNameCase, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/stage-name-case";
  Catches(kRule, "FROM a:1 AS Build\n", 1);
  CatchesNot(kRule, "FROM a:1 AS build-2\n");
  CatchesNot(kRule, "FROM a:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1 AS Build\n"),
            "The stage name Build has upper case letters");
  Fixes(kRule, "FROM a:1 AS Build\n", "FROM a:1 AS build\n");
}

TEST(ReservedStageName, FixRenamesItEverywhere) {
  constexpr std::string_view kRule = "dockerfile/reserved-stage-name";
  Fixes(kRule,
        "FROM a:1 AS context\nRUN x\nFROM context AS b\n"
        "COPY --from=context /a /a\nCOPY --from=0 /b /b\n"
        "RUN --mount=type=bind,from=context,target=/c x\n",
        "FROM a:1 AS files\nRUN x\nFROM files AS b\n"
        "COPY --from=files /a /a\nCOPY --from=0 /b /b\n"
        "RUN --mount=type=bind,from=files,target=/c x\n");
  OffersNoFix(kRule, "FROM a:1 AS scratch\nRUN x\nFROM scratch\nRUN y\n");
  OffersNoFix(kRule, "FROM a:1 AS files\nFROM b:1 AS context\nRUN x\n");
}

}  // namespace
}  // namespace bulkhead::check
