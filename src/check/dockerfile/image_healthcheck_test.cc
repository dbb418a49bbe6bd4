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

TEST(MissingHealthcheck, FixAsksTheOnePort) {
  constexpr std::string_view kRule = "dockerfile/missing-healthcheck";
  const std::string head =
      "HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \\\n";
  Fixes(kRule, "FROM alpine:3\nEXPOSE 80\nCMD [\"/a\"]\n",
        "FROM alpine:3\nEXPOSE 80\n" + head +
            "    CMD [\"nc\", \"-z\", \"127.0.0.1\", \"80\"]\n"
            "CMD [\"/a\"]\n");
  Fixes(kRule, "FROM debian:12\nEXPOSE 80/tcp\nENTRYPOINT [\"/a\"]\n",
        "FROM debian:12\nEXPOSE 80/tcp\n" + head +
            "    CMD [\"bash\", \"-c\", \"</dev/tcp/127.0.0.1/80\"]\n"
            "ENTRYPOINT [\"/a\"]\n");
  Fixes(kRule,
        "FROM python:3.12-slim\nEXPOSE 8000\nCMD [\"uvicorn\", \"a:b\"]\n",
        "FROM python:3.12-slim\nEXPOSE 8000\n" + head +
            "    CMD [\"python3\", \"-c\", \"import socket; "
            "socket.create_connection(('127.0.0.1', 8000), 3).close()\"]\n"
            "CMD [\"uvicorn\", \"a:b\"]\n");
  Fixes(kRule, "FROM node:20\nEXPOSE 3000\nCMD [\"node\", \"a.js\"]\n",
        "FROM node:20\nEXPOSE 3000\n" + head +
            "    CMD [\"node\", \"-e\", \"require('net').connect(3000, "
            "'127.0.0.1').on('connect', () => process.exit(0))"
            ".on('error', () => process.exit(1))\"]\n"
            "CMD [\"node\", \"a.js\"]\n");
  for (std::string_view text : {
           "FROM alpine:3\nCMD [\"/a\"]\n",
           "FROM alpine:3\nEXPOSE 80 443\nCMD [\"/a\"]\n",
           "FROM alpine:3\nEXPOSE 53/udp\nCMD [\"/a\"]\n",
           "FROM alpine:3\nEXPOSE 80\n",
           "FROM acme/x:1\nEXPOSE 80\nCMD [\"/a\"]\n",
           "FROM scratch\nEXPOSE 80\nCMD [\"/a\"]\n",
           "FROM python:3.12\nEXPOSE 80\nCMD [\"uvicorn\", \"a:b\"]\n",
       }) {
    OffersNoFix(kRule, text);
  }
}

TEST(StageWithoutHealthcheck, FixAsksTheOnePort) {
  constexpr std::string_view kRule = "dockerfile/stage-without-healthcheck";
  Fixes(kRule, "FROM alpine:3 AS a\nEXPOSE 80\nCMD [\"/a\"]\nFROM b:1\nCMD x\n",
        "FROM alpine:3 AS a\nEXPOSE 80\n"
        "HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \\\n"
        "    CMD [\"nc\", \"-z\", \"127.0.0.1\", \"80\"]\n"
        "CMD [\"/a\"]\nFROM b:1\nCMD x\n");
  OffersNoFix(kRule, "FROM alpine:3 AS a\nRUN x\nFROM b:1\nCMD x\n");
}

}  // namespace
}  // namespace bulkhead::check
