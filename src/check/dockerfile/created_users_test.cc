// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(UnusedUser, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/unused-user";
  Catches(kRule, "FROM node:20\nRUN useradd app\nCMD [\"node\", \"x.js\"]\n",
          2);
  // Made in the stage that is thrown away, and again in the last one.
  Catches(kRule,
          "FROM node:20 AS b\nRUN adduser --system builder\n"
          "FROM node:20\nRUN useradd app\nUSER app\n",
          2);
  CatchesNot(kRule, "FROM node:20\nRUN useradd app\nUSER app:app\nCMD x\n");
  CatchesNot(kRule, "FROM node:20\nRUN useradd -u 7 app\nUSER 7\nCMD x\n");
  CatchesNot(kRule, "FROM node:20\nRUN useradd app\nUSER $U\nCMD x\n");
  CatchesNot(kRule,
             "FROM node:20\nRUN useradd app\nCMD [\"gosu\", \"app\", \"x\"]\n");
  // The entry point may drop its rights.
  CatchesNot(
      kRule,
      "FROM node:20\nRUN useradd app\nENTRYPOINT [\"/entrypoint.sh\"]\n");
  CatchesNot(kRule, "FROM acme/x\nRUN useradd app\nCMD x\n");
  CatchesNot(kRule, "FROM node:20 AS dev-envs\nRUN useradd app\nCMD x\n");
  CatchesNot(kRule, "FROM node:20\nRUN groupadd app\nCMD x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM node:20\nRUN useradd app\nCMD x\n"),
            "The user app is made and never used: no USER and no --chown "
            "names it");
}

TEST(UnknownUser, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/unknown-user";
  Catches(kRule, "FROM alpine:3.20\nUSER app\n", 2);
  Catches(kRule, "FROM debian:12\nRUN useradd app\nUSER app:staf\n", 3);
  Catches(kRule, "FROM scratch\nUSER nobody\n", 2);
  CatchesNot(kRule, "FROM alpine:3.20\nUSER nobody\n");
  CatchesNot(kRule, "FROM alpine:3.20\nUSER 1000:1000\n");
  CatchesNot(kRule, "FROM node:20\nUSER node\n");
  CatchesNot(kRule, "FROM alpine:3.20\nRUN adduser -D app\nUSER app\n");
  CatchesNot(kRule,
             "FROM alpine:3.20\nCOPY --from=b /etc/passwd /etc/\n"
             "USER app\n");
  CatchesNot(kRule, "FROM alpine:3.20\nRUN ./setup\nUSER app\n");
  CatchesNot(kRule, "FROM acme/x\nUSER app\n");
  CatchesNot(kRule, "FROM alpine:3.20\nUSER $APP\n");
  EXPECT_EQ(MessageOf(kRule, "FROM alpine:3.20\nUSER app\n"),
            "USER names the user app, which alpine:3.20 does not know and "
            "nothing makes");
}

TEST(ChownUnknownUser, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/chown-unknown-user";
  Catches(kRule, "FROM alpine:3.20\nCOPY --chown=app:app x /x\n", 2);
  Catches(kRule, "FROM debian:12\nCOPY --chown=www-data:wheel x /x\n", 2);
  // Too late.
  Catches(kRule, "FROM debian:12\nCOPY --chown=app x /x\nRUN useradd app\n", 2);
  CatchesNot(kRule, "FROM alpine:3.20\nCOPY --chown=1000:1000 x /x\n");
  CatchesNot(kRule, "FROM debian:12\nCOPY --chown=www-data:www-data x /x\n");
  CatchesNot(kRule, "FROM nginx:1\nCOPY --chown=nginx x /x\n");
  CatchesNot(kRule, "FROM debian:12\nRUN useradd app\nCOPY --chown=app x /x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM debian:12\nCOPY --chown=app:w x /x\n"),
            "--chown names the user app, which debian:12 does not know and "
            "nothing makes");
}

TEST(ChownForeignGroup, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/chown-foreign-group";
  Catches(kRule,
          "FROM node:20-alpine\nRUN addgroup -S g && adduser -S u\n"
          "COPY --chown=u:g x /x\nCOPY --chown=u:g y /y\n",
          3);
  CatchesNot(kRule,
             "FROM node:20-alpine\nRUN addgroup -S g && adduser -S -G g u\n"
             "COPY --chown=u:g x /x\n");
  CatchesNot(kRule,
             "FROM debian:12\nRUN groupadd -g 7 g && useradd -g 7 u\n"
             "COPY --chown=u:g x /x\n");
  CatchesNot(kRule, "FROM debian:12\nRUN useradd u\nCOPY --chown=u:u x /x\n");
  CatchesNot(kRule,
             "FROM debian:12\nRUN groupadd g; useradd u\n"
             "COPY --chown=u x /x\n");
  EXPECT_EQ(MessageOf(kRule,
                      "FROM debian:12\nRUN groupadd g && useradd u\n"
                      "COPY --chown=u:g x /x\n"),
            "--chown gives files to the group g, and the user u is not in it");
}

TEST(UnusedUser, RunsTheImageAsTheUser) {
  constexpr std::string_view kRule = "dockerfile/unused-user";
  Fixes(kRule,
        "FROM node:20\nRUN useradd -u 7000 app\nCMD [\"node\", \"x.js\"]\n",
        "FROM node:20\nRUN useradd -u 7000 app\nUSER 7000\n"
        "CMD [\"node\", \"x.js\"]\n");
  Fixes(kRule,
        "FROM debian:12\nRUN adduser --system app\nRUN x\nCMD [\"/x\"]\n",
        "FROM debian:12\nRUN adduser --uid 10001 --system app\nRUN x\n"
        "USER 10001\nCMD [\"/x\"]\n");
  // Another stage, another user, and a choice.
  OffersNoFix(kRule,
              "FROM node:20 AS b\nRUN useradd builder\n"
              "FROM node:20\nCMD [\"node\", \"x.js\"]\n");
  OffersNoFix(kRule,
              "FROM node:20\nRUN useradd app\nUSER node\nCMD [\"node\"]\n");
  OffersNoFix(kRule,
              "FROM node:20\nRUN useradd a && useradd b\nCMD [\"node\"]\n");
}

TEST(ChownForeignGroup, FixGivesItToTheUsersGroup) {
  constexpr std::string_view kRule = "dockerfile/chown-foreign-group";
  Fixes(kRule,
        "FROM a:1\nRUN groupadd web && useradd app\n"
        "COPY --chown=app:web a /a\nCOPY --chown=app:web b /b\n",
        "FROM a:1\nRUN groupadd web && useradd app\n"
        "COPY --chown=app:app a /a\nCOPY --chown=app:app b /b\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN addgroup web && adduser -S app\n"
              "COPY --chown=app:web a /a\n");
}

}  // namespace
}  // namespace bulkhead::check
