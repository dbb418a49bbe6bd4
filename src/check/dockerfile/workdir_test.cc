// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kRule = "dockerfile/relative-workdir";
using Aliases = std::vector<std::string>;

TEST(RelativeWorkdir, HitMissNearMiss) {
  Catches(kRule, "FROM a:1\nWORKDIR app\n", 2);
  Catches(kRule, "WORKDIR \"app/x\"\n", 1);
  Catches(kRule, "FROM a:1\nWORKDIR /srv\nWORKDIR app\n", 3);
  Catches(kRule, "FROM a:1\nENV D=app\nWORKDIR $D\n", 3);
  CatchesNot(kRule, "FROM a:1\nWORKDIR /app\nWORKDIR '/x'\n");
  CatchesNot(kRule, "FROM a:1\nWORKDIR C:\\app\nWORKDIR \"d:/x\"\n");
  CatchesNot(kRule, "FROM a:1\nARG D\nWORKDIR $D\nWORKDIR ${D}/x\n");
  CatchesNot(kRule, "FROM a:1\nENV D=/app\nWORKDIR $D/x\n");
}

TEST(RelativeWorkdir, Messages) {
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nWORKDIR app\n"),
            "WORKDIR app is relative to the folder that the base image sets");
  EXPECT_EQ(MessageOf(kRule,
                      "FROM a:1 AS a\nWORKDIR /srv\nFROM a\n"
                      "WORKDIR app\n"),
            "WORKDIR app is relative to /srv");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nARG D\nWORKDIR $D\nWORKDIR app\n"),
            "WORKDIR app is relative to an earlier one");
}

TEST(RelativeWorkdir, Aliases) {
  EXPECT_EQ(
      FindingsOf(kRule, "FROM a:1\nWORKDIR app\n")[0].aliases,
      (Aliases{"DL3000", "DS-0009", "CKV_DOCKER_10", "WorkdirRelativePath"}));
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\nWORKDIR /a\nWORKDIR b\n")[0].aliases,
            (Aliases{"DL3000", "DS-0009", "CKV_DOCKER_10"}));
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\nENV D=b\nWORKDIR $D\n")[0].aliases,
            Aliases{"WorkdirRelativePath"});
}

TEST(RelativeWorkdir, Fixes) {
  Fixes(kRule, "FROM a:1\nWORKDIR app\n", "FROM a:1\nWORKDIR /app\n");
  Fixes(kRule, "FROM a:1\nWORKDIR /srv\nWORKDIR \"../app\"\n",
        "FROM a:1\nWORKDIR /srv\nWORKDIR \"/app\"\n");
}

}  // namespace
}  // namespace bulkhead::check
