// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(HealthcheckToolMissing, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/healthcheck-tool-missing";
  constexpr std::string_view kCheck =
      "HEALTHCHECK CMD curl -f http://localhost/ || exit 1\n";
  auto with = [&](std::string_view head) {
    return std::string(head) + std::string(kCheck);
  };
  Catches(kRule, with("FROM python:3.12-slim\n"), 2);
  Catches(kRule, with("FROM alpine:3.20\nRUN apk add --no-cache nginx\n"), 3);
  Catches(kRule,
          "FROM debian:12-slim\n"
          "HEALTHCHECK CMD [\"wget\", \"-q\", \"http://localhost/\"]\n",
          2);
  Catches(kRule, with("FROM gcr.io/distroless/static\n"), 2);
  CatchesNot(kRule, with("FROM alpine:3.20\nRUN apk add --no-cache curl\n"));
  CatchesNot(kRule, with("FROM node:20\n"));
  CatchesNot(kRule, with("FROM acme/base:1\n"));
  CatchesNot(kRule, with("FROM alpine:3.20\nCOPY --from=x /curl /usr/bin/\n"));
  CatchesNot(kRule, with("FROM alpine:3.20\nCOPY i.sh /\nRUN sh /i.sh\n"));
  CatchesNot(kRule,
             "FROM alpine:3.20\nHEALTHCHECK CMD wget -q http://localhost/\n");
  CatchesNot(kRule,
             "FROM alpine:3.20\n"
             "HEALTHCHECK CMD curl -f http://a/ || wget -q http://a/\n");
  // Only the target counts.
  CatchesNot(kRule, with("FROM alpine:3.20 AS a\n") + "FROM nginx:1\n");
  EXPECT_EQ(MessageOf(kRule, with("FROM node:20-slim\n")),
            "HEALTHCHECK runs curl, which node:20-slim does not hold and "
            "nothing installs");
}

TEST(MissingProgram, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/missing-program";
  Catches(kRule,
          "FROM alpine:3.20\nCOPY a.py /\nCMD [\"python3\", \"/a.py\"]\n", 3);
  Catches(kRule, "FROM node:20-slim\nENTRYPOINT bash -c x && java -jar a.jar\n",
          2);
  CatchesNot(kRule, "FROM node:20\nCMD [\"node\", \"a.js\"]\n");
  CatchesNot(kRule,
             "FROM alpine:3.20\nRUN apk add python3\nCMD [\"python3\"]\n");
  CatchesNot(kRule,
             "FROM debian:12\nRUN apt-get install -y supervisor\n"
             "CMD [\"python3\"]\n");
  CatchesNot(kRule, "FROM alpine:3.20\nENV PATH=/v/bin:$PATH\nCMD python3\n");
  CatchesNot(kRule,
             "FROM alpine:3.20\nENTRYPOINT [\"/x\"]\nCMD [\"python3\"]\n");
  CatchesNot(kRule,
             "FROM debian:12\nCOPY --from=n /usr/local/bin/node "
             "/usr/local/bin/\nCMD [\"node\"]\n");
  EXPECT_EQ(MessageOf(kRule, "FROM alpine:3.20\nCMD [\"node\"]\n"),
            "CMD runs node, which alpine:3.20 does not hold and nothing "
            "installs");
}

TEST(NoShell, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/no-shell";
  Catches(kRule, "FROM scratch\nCOPY app.bin /\nCMD /app.bin --x\n", 3);
  Catches(kRule, "FROM gcr.io/distroless/base\nRUN mkdir /x\n", 2);
  Catches(kRule,
          "FROM gcr.io/distroless/base\n"
          "HEALTHCHECK CMD [\"/bin/sh\", \"-c\", \"x\"]\n",
          2);
  CatchesNot(kRule, "FROM scratch\nCOPY app.bin /\nCMD [\"/app.bin\"]\n");
  CatchesNot(kRule, "FROM scratch\nADD rootfs.tar.xz /\nCMD bash\n");
  CatchesNot(kRule, "FROM gcr.io/distroless/base:debug\nCMD x\n");
  CatchesNot(kRule, "FROM alpine:3.20\nCMD x\n");
  CatchesNot(kRule,
             "FROM scratch\nCOPY --from=b /bin/busybox /bin/sh\nCMD x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM scratch\nCMD x\n"),
            "CMD needs a shell, and scratch has none");
}

TEST(NoShell, Fixes) {
  constexpr std::string_view kRule = "dockerfile/no-shell";
  Fixes(kRule, "FROM scratch\nCOPY app /app\nCMD /app --flag\n",
        "FROM scratch\nCOPY app /app\nCMD [\"/app\", \"--flag\"]\n");
  OffersNoFix(kRule, "FROM scratch\nCOPY app /app\nCMD /app $FLAG\n");
}

TEST(HealthcheckToolMissing, Fixes) {
  constexpr std::string_view kRule = "dockerfile/healthcheck-tool-missing";
  Fixes(kRule,
        "FROM alpine:3.20\nHEALTHCHECK CMD curl -fsS http://localhost/ || exit "
        "1\n",
        "FROM alpine:3.20\nHEALTHCHECK CMD wget --spider http://localhost/ || "
        "exit 1\n");
  Fixes(kRule,
        "FROM alpine:3.20\nHEALTHCHECK CMD [\"curl\", \"--silent\", \"-f\", "
        "\"http://localhost/\"]\n",
        "FROM alpine:3.20\nHEALTHCHECK CMD [\"wget\", \"--spider\", "
        "\"http://localhost/\"]\n");
  OffersNoFix(kRule,
              "FROM alpine:3.20\nHEALTHCHECK CMD curl http://localhost/\n");
  OffersNoFix(
      kRule,
      "FROM alpine:3.20\nHEALTHCHECK CMD curl -f -H A:b http://localhost/\n");
  OffersNoFix(
      kRule,
      "FROM debian:12-slim\nHEALTHCHECK CMD curl -f http://localhost/\n");
}

}  // namespace
}  // namespace bulkhead::check
