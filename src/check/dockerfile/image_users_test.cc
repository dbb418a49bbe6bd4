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

TEST(UserMissing, StagesOfFilesAreOnlyMentioned) {
  auto severity = [](std::string_view text) {
    return FindingsOf("dockerfile/user-missing", text).at(0).severity;
  };
  EXPECT_EQ(severity("FROM scratch AS bin\nCOPY a /\nFROM bin\n"),
            model::Severity::kInfo);
  EXPECT_EQ(severity("FROM scratch\nCOPY a /\nENTRYPOINT [\"/a\"]\n"),
            model::Severity::kMedium);
  EXPECT_EQ(severity("FROM scratch AS bin\nCMD [\"/a\"]\nFROM bin\n"),
            model::Severity::kMedium);
  EXPECT_EQ(severity("FROM debian:12\nCOPY a /\n"), model::Severity::kMedium);
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

TEST(UserMissing, MakesTheUserAsTheDistributionDoes) {
  constexpr std::string_view kRule = "dockerfile/user-missing";
  Fixes(kRule,
        "FROM debian:12\nCOPY app /app\nEXPOSE 80\n# Start.\n"
        "CMD [\"/app\"]\n",
        "FROM debian:12\nCOPY app /app\nEXPOSE 80\n"
        "RUN groupadd --system --gid 10001 app \\\n"
        "    && useradd --system --create-home --uid 10001 --gid app "
        "--shell /usr/sbin/nologin app\n"
        "USER 10001:10001\n# Start.\nCMD [\"/app\"]\n");
  Fixes(kRule, "FROM alpine:3.20\r\nCOPY a /a\r\nENTRYPOINT [\"/a\"]\r\n",
        "FROM alpine:3.20\r\nCOPY a /a\r\n"
        "RUN addgroup -S -g 10001 app \\\r\n"
        "    && adduser -S -D -u 10001 -G app app\r\n"
        "USER 10001:10001\r\nENTRYPOINT [\"/a\"]\r\n");
  Fixes(kRule, "FROM rockylinux:9\nCMD [\"/a\"]\n",
        "FROM rockylinux:9\nRUN groupadd --system --gid 10001 app \\\n"
        "    && useradd --system --create-home --uid 10001 --gid app "
        "--shell /usr/sbin/nologin app\n"
        "USER 10001:10001\nCMD [\"/a\"]\n");
  Fixes(kRule, "FROM node:20\nCMD [\"node\", \"a.js\"]",
        "FROM node:20\n# The user node of the base image.\n"
        "USER 1000:1000\nCMD [\"node\", \"a.js\"]");
  Fixes(kRule, "FROM scratch\nCOPY a /\nCMD [\"/a\"]\n",
        "FROM scratch\nCOPY a /\nUSER 65532:65532\nCMD [\"/a\"]\n");
  Fixes(kRule, "FROM gcr.io/distroless/static\nCMD [\"/a\"]\n",
        "FROM gcr.io/distroless/static\nUSER 65532:65532\nCMD [\"/a\"]\n");
  Fixes(kRule, "FROM acme/base:1\nCMD [\"/a\"]\n",
        "FROM acme/base:1\nUSER 10001:10001\nCMD [\"/a\"]\n");
  Fixes(kRule, "FROM mcr.microsoft.com/dotnet/aspnet:8.0\nCMD [\"/a\"]\n",
        "FROM mcr.microsoft.com/dotnet/aspnet:8.0\nUSER 1654:1654\n"
        "CMD [\"/a\"]\n");
}

TEST(UserMissing, PlacesUserBehindTheBuild) {
  constexpr std::string_view kRule = "dockerfile/user-missing";
  // CMD stands in front of a step that needs root, and the file's last line
  // does not end.
  Fixes(kRule, "FROM scratch\nCMD [\"/a\"]\nCOPY a /",
        "FROM scratch\nCMD [\"/a\"]\nCOPY a /\nUSER 65532:65532");
  Fixes(kRule, "FROM debian:12 AS b\nRUN x\nFROM scratch\n\n  CMD [\"/a\"]\n",
        "FROM debian:12 AS b\nRUN x\nFROM scratch\n\n"
        "  USER 65532:65532\n  CMD [\"/a\"]\n");
  // The name is taken; the escape character is another one.
  Fixes(kRule, "# escape=`\nFROM alpine:3\nRUN addgroup app\nCMD [\"/a\"]\n",
        "# escape=`\nFROM alpine:3\nRUN addgroup app\n"
        "RUN addgroup -S -g 10001 service `\n"
        "    && adduser -S -D -u 10001 -G service service\n"
        "USER 10001:10001\nCMD [\"/a\"]\n");
  // The user that is there already, which gets a number.
  Fixes(kRule, "FROM debian:12\nRUN useradd -m web\nCMD [\"/a\"]\n",
        "FROM debian:12\nRUN useradd -u 10001 -m web\nUSER 10001\n"
        "CMD [\"/a\"]\n");
  Fixes(kRule, "FROM alpine:3\nRUN adduser -D -u 55 web\nCMD [\"/a\"]\n",
        "FROM alpine:3\nRUN adduser -D -u 55 web\nUSER 55\nCMD [\"/a\"]\n");
}

TEST(UserMissing, LeavesWhatMayNeedRoot) {
  constexpr std::string_view kRule = "dockerfile/user-missing";
  for (std::string_view text : {
           "FROM debian:12\nRUN x\n",  // nothing starts
           "FROM nginx:1\nCMD [\"nginx\"]\n",
           "FROM postgres:16\nCMD [\"postgres\"]\n",
           "FROM debian:12\nCMD [\"supervisord\", \"-n\"]\n",
           "FROM debian:12\nENTRYPOINT [\"/docker-entrypoint.sh\"]\n",
           "FROM debian:12\nCMD [\"bash\"]\n",
           "FROM debian:12\nCMD [\"python3\"]\n",
           "FROM debian:12 AS dev-envs\nCMD [\"a\"]\n",
           "FROM debian:12\nWORKDIR /root\nCMD [\"./a\"]\n",
           "FROM debian:12\nRUN pip install --user a\nCMD [\"a\"]\n",
           "FROM debian:12\nRUN apt-get install -y gosu\nCMD [\"a\"]\n",
           "FROM debian:12\nVOLUME /data\nCMD [\"a\"]\n",
           "FROM php:8.3-apache\nCMD [\"a\"]\n",
           "FROM debian:12\nRUN useradd a && useradd b\nCMD [\"a\"]\n",
       }) {
    OffersNoFix(kRule, text);
  }
}

TEST(UserRoot, GoesBackToTheUserOrMakesOne) {
  constexpr std::string_view kRule = "dockerfile/user-root";
  Fixes(kRule,
        "FROM alpine:3\nRUN adduser -D -u 55 web\nUSER web\nUSER root\n"
        "RUN apk add curl\nCMD [\"/a\"]\n",
        "FROM alpine:3\nRUN adduser -D -u 55 web\nUSER web\nUSER root\n"
        "RUN apk add curl\nUSER 55\nCMD [\"/a\"]\n");
  Fixes(kRule, "FROM node:20\nUSER node\nUSER root\nRUN x\n",
        "FROM node:20\nUSER node\nUSER root\nRUN x\nUSER 1000:1000\n");
  Fixes(kRule, "FROM alpine:3\nUSER root\nCMD [\"/a\"]\n",
        "FROM alpine:3\nRUN addgroup -S -g 10001 app \\\n"
        "    && adduser -S -D -u 10001 -G app app\n"
        "USER 10001:10001\nCMD [\"/a\"]\n");
  Fixes(kRule, "FROM jenkins/jenkins:2\nUSER root\nRUN x\nCMD [\"/a\"]\n",
        "FROM jenkins/jenkins:2\nUSER root\nRUN x\nUSER 1000:1000\n"
        "CMD [\"/a\"]\n");
  OffersNoFix(kRule, "FROM acme/x:1\nUSER web\nUSER root\nRUN x\n");
  OffersNoFix(kRule, "FROM a:1 AS b\nUSER root\nFROM b:1\nUSER 7\n");
  OffersNoFix(kRule, "FROM debian:12\nUSER root\nCMD [\"sshd\", \"-D\"]\n");
}

}  // namespace
}  // namespace bulkhead::check
