// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(CompilerInFinalImage, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/compiler-in-final-image";
  Catches(kRule, "FROM a:1\nRUN apt-get install -y gcc make\nCMD x\n", 2);
  CatchesNot(kRule,
             "FROM a:1 AS b\nRUN apt-get install gcc\nFROM c:1\nCMD x\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN apk add --virtual .d gcc && apk del .d\nCMD x\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN apt-get install -y gcc && apt-get purge -y gcc\n"
             "CMD x\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y gcc-10-base\nCMD x\n");
  CatchesNot(kRule, "FROM a:1\nENV D=gcc\nRUN apk add $D\nCMD x\n");
  // A tool box.
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y gcc\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apk add build-base\nCMD x\n"),
            "The final image keeps build-base");
}

TEST(LeftoverTool, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/leftover-tool";
  Catches(kRule, "FROM a:1\nRUN apt-get install -y curl vim\nCMD x\n", 2, 2);
  CatchesNot(kRule,
             "FROM a:1\nRUN apk add curl\nHEALTHCHECK CMD curl -f http://l/\n"
             "CMD x\n");
  CatchesNot(kRule, "FROM a:1\nRUN apk add curl && apk del curl\nCMD x\n");
  CatchesNot(kRule, "FROM a:1\nRUN apk add curl-dev\nCMD x\n");
  CatchesNot(kRule, "FROM a:1 AS b\nRUN apk add curl\nFROM c:1\nCMD x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apk add strace\nCMD x\n"),
            "The final image keeps strace, which no command of the image "
            "uses");
}

TEST(LoginServer, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/login-server";
  Catches(kRule, "FROM a:1\nRUN apt-get install -y openssh-server\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y openssh-client\n");
  CatchesNot(kRule,
             "FROM a:1 AS b\nRUN apt-get install openssh-server\nFROM c:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apk add dropbear\n"),
            "The final image holds a server to log in by: dropbear");
}

TEST(SdkAsFinalImage, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/sdk-as-final-image";
  Catches(kRule, "FROM golang:1.23\nCMD x\n", 1);
  Catches(kRule, "FROM maven:3-jdk-17 AS b\nFROM b\nENTRYPOINT x\n", 1);
  CatchesNot(kRule, "FROM golang:1.23 AS b\nFROM scratch\nCMD [\"/x\"]\n");
  CatchesNot(kRule, "FROM golang:1.23\n");
  CatchesNot(kRule, "FROM eclipse-temurin:21-jre\nCMD x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM mcr.microsoft.com/dotnet/sdk:8.0\nCMD x\n"),
            "The program runs in mcr.microsoft.com/dotnet/sdk:8.0, an image "
            "to build in");
}

TEST(UnusedStage, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/unused-stage";
  Catches(kRule, "FROM a:1 AS t\nFROM b:1\n", 1);
  CatchesNot(kRule, "FROM a:1 AS t\nFROM b:1\nCOPY --from=t /x /x\n");
  CatchesNot(kRule, "FROM a:1 AS t\nFROM t\n");
  CatchesNot(kRule, "FROM a:1 AS dev\nFROM b:1\n");
  CatchesNot(kRule, "FROM a:1\nFROM b:1\nCOPY --from=0 /x /x\n");
  // A variable may name it.
  CatchesNot(kRule, "FROM a:1 AS bin-x86\nFROM bin-$TARGETARCH\n");
  Catches(kRule, "FROM a:1 AS lib-x86\nFROM bin-$TARGETARCH\n", 1);
  Catches(kRule, "ARG B=1\nFROM a:1 AS bin-x86\nFROM bin-$B\n", 2);
  CatchesNot(kRule,
             "FROM a:1 AS t\nFROM b:1\nRUN --mount=from=t,target=/t ls\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1 AS Test\nFROM b:1\n"),
            "Nothing uses the stage Test");
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\nFROM b:1\n")[0].severity,
            model::Severity::kLow);
}

TEST(LeftoverTool, FixLeavesItOutOrRemovesIt) {
  constexpr std::string_view kRule = "dockerfile/leftover-tool";
  Fixes(kRule,
        "FROM debian:12\nRUN apt-get update && apt-get install -y \\\n"
        "    curl \\\n    nginx \\\n && rm -rf /x\nCMD [\"nginx\"]\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y \\\n"
        "    nginx \\\n && rm -rf /x\nCMD [\"nginx\"]\n");
  Fixes(kRule,
        "FROM alpine:3\nRUN apk add --no-cache vim && touch /x\nCMD [\"/a\"]\n",
        "FROM alpine:3\nRUN touch /x\nCMD [\"/a\"]\n");
  Fixes(kRule,
        "FROM debian:12\nRUN apt-get install -y curl nginx && curl -O x.y/z\n"
        "CMD [\"nginx\"]\n",
        "FROM debian:12\nRUN apt-get install -y curl nginx && curl -O x.y/z "
        "&& apt-get purge -y --auto-remove curl\nCMD [\"nginx\"]\n");
  Fixes(kRule,
        "FROM alpine:3\nRUN apk add git gcc && git clone x && apk del gcc\n"
        "CMD [\"/a\"]\n",
        "FROM alpine:3\nRUN apk add git gcc && git clone x && apk del gcc git\n"
        "CMD [\"/a\"]\n");
  for (std::string_view text : {
           // Another RUN, or a script, may use it.
           "FROM debian:12\nRUN apt-get install -y curl x\nRUN curl -O y\n"
           "CMD [\"/a\"]\n",
           "FROM debian:12\nRUN apt-get install -y curl x\nRUN ./build\n"
           "CMD [\"/a\"]\n",
           "FROM debian:12\nRUN apt-get install -y curl x\n"
           "ENTRYPOINT [\"/entrypoint.sh\"]\n",
           "FROM debian:12\nRUN apt-get install -y git x\nRUN npm ci\n"
           "CMD [\"/a\"]\n",
           "FROM debian:12\nRUN apt-get install -y git x\nCMD [\"bash\"]\n",
           "FROM debian:12 AS dev\nRUN apt-get install -y git x\n"
           "CMD [\"/a\"]\n",
       }) {
    OffersNoFix(kRule, text);
  }
  CatchesNot(kRule,
             "FROM debian:12\nRUN apt-get install -y netcat\n"
             "CMD [\"netcat\", \"-l\"]\n");
}

}  // namespace
}  // namespace bulkhead::check
