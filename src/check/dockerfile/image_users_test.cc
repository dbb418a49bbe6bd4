// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(UserRoot, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/user-root";
  Catches(kRule, "FROM a:1\nUSER root\n", 2);
  Catches(kRule, "FROM a:1\nUSER app\nUSER 0:app\n", 3);
  Catches(kRule, "FROM a:1\nARG U=root\nUSER $U\n", 3);
  Catches(kRule, "USER root\n", 1);
  CatchesNot(kRule, "FROM a:1\nUSER root\nUSER app\n");
  CatchesNot(kRule, "FROM a:1\nARG U\nUSER $U\n");
  CatchesNot(kRule, "FROM a:1 AS b\nUSER root\nFROM b\nUSER app\n");
  CatchesNot(kRule, "FROM a:1\nUSER rooty\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nUSER root:root\n"),
            "the last USER is root");
}

TEST(UserRoot, StagesOutsideTheImageAreOnlyMentioned) {
  std::vector<model::Finding> found =
      FindingsOf("dockerfile/user-root",
                 "FROM a:1 AS build\nUSER root\nFROM b:1\nUSER 7\n");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, model::Severity::kInfo);
  EXPECT_EQ(found[0].message,
            "the stage build ends as root, but not in the final image");
  EXPECT_EQ(found[0].aliases, (std::vector<std::string>{"DL3002"}));
}

TEST(UserMissing, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/user-missing";
  Catches(kRule, "FROM a:1\nRUN x\n", 1);
  Catches(kRule, "FROM a:1\nUSER app\nFROM b:1\n", 3);
  CatchesNot(kRule, "FROM a:1\nUSER app\n");
  CatchesNot(kRule, "FROM a:1 AS b\nUSER app\nFROM b\n");
  CatchesNot(kRule, "FROM gcr.io/distroless/static:nonroot\n");
  CatchesNot(kRule, "FROM mcr.microsoft.com/windows/servercore:ltsc2022\n");
  CatchesNot(kRule, "FROM a:1\nUSER two words\n");
  EXPECT_EQ(MessageOf(kRule, "FROM scratch\nCOPY a /\n"),
            "no USER: the image runs as root");
  EXPECT_EQ(MessageOf(kRule, "FROM debian:12\n"),
            "no USER: the image runs as the user of debian:12, which is root "
            "unless it says otherwise");
}

TEST(UserMissing, OtherToolsLookAtTheWholeFile) {
  auto aliases = [](std::string_view text) {
    return FindingsOf("dockerfile/user-missing", text).at(0).aliases;
  };
  EXPECT_EQ(
      aliases("FROM a:1\n"),
      (std::vector<std::string>{"DS-0002", "CKV_DOCKER_3", "CIS-DI-0001"}));
  EXPECT_EQ(aliases("FROM a:1\nUSER app\nFROM b:1\n"),
            (std::vector<std::string>{"CIS-DI-0001"}));
  EXPECT_EQ(aliases("FROM a:1\nUSER root\nFROM b:1\n"),
            (std::vector<std::string>{"DS-0002", "CIS-DI-0001"}));
}

TEST(UserByName, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/user-by-name";
  Catches(kRule, "FROM a:1\nUSER app:staff\n", 2);
  CatchesNot(kRule, "FROM a:1\nUSER 1000\n");
  CatchesNot(kRule, "FROM a:1\nARG U=app\nUSER $U\n");
  CatchesNot(kRule, "FROM a:1\nUSER app\nRUN x\nUSER 7\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nUSER app\n"),
            "the user app is a name, not a number");
  Fixes(kRule, "FROM a:1\nRUN useradd -u 1234 app\nUSER app:app\n",
        "FROM a:1\nRUN useradd -u 1234 app\nUSER 1234:app\n");
}

}  // namespace
}  // namespace bulkhead::check
