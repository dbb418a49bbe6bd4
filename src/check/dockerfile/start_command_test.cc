// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(BackgroundProcess, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/background-process";
  Catches(kRule, "FROM a:1\nCMD cron & exec nginx\n", 2);
  CatchesNot(kRule, "FROM a:1\nCMD cron && nginx\n");
  CatchesNot(kRule, "FROM a:1\nRUN cron & x\n");
  CatchesNot(kRule, "FROM a:1\nCMD nginx -g 'daemon off; # &'\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCMD [\"sh\", \"-c\", \"a & b\"]\n"),
            "a runs in the background, and nobody sees it die");
}

TEST(CommandWithoutExec, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/command-without-exec";
  Fixes(kRule, "FROM a:1\nCMD migrate && gunicorn x\n",
        "FROM a:1\nCMD migrate && exec gunicorn x\n");
  Catches(kRule, "FROM a:1\nCMD [\"sh\", \"-c\", \"cd x; node y\"]\n", 2);
  CatchesNot(kRule, "FROM a:1\nCMD migrate && exec gunicorn x\n");
  CatchesNot(kRule, "FROM a:1\nCMD gunicorn x\n");
  CatchesNot(kRule, "FROM a:1\nCMD [\"sh\", \"-c\", \"node y\"]\n");
  CatchesNot(kRule, "FROM a:1\nCMD [\"node\", \"y\"]\n");
  CatchesNot(kRule, "FROM a:1\nCMD if x; then y; else z; fi\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nENTRYPOINT cd /x && ./run\n"),
            "run is a child of the shell, which keeps signals to itself");
}

TEST(HealthcheckAlwaysPasses, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/healthcheck-always-passes";
  Catches(kRule, "FROM a:1\nHEALTHCHECK CMD curl -f http://l/ || true\n", 2);
  Catches(kRule, "FROM a:1\nHEALTHCHECK CMD curl -f http://l/; exit 0\n", 2);
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK CMD curl -f http://l/ || exit 1\n");
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK CMD curl -f http://l/ && exit 0\n");
  CatchesNot(kRule, "FROM a:1\nRUN curl -f http://l/ || true\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nHEALTHCHECK CMD exit 0\n"),
            "HEALTHCHECK always succeeds, whatever the program does");
}

TEST(HealthcheckCurl, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/healthcheck-curl-without-fail";
  Fixes(kRule, "FROM a:1\nHEALTHCHECK CMD curl http://l/ || exit 1\n",
        "FROM a:1\nHEALTHCHECK CMD curl -f http://l/ || exit 1\n");
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK CMD curl -sf http://l/\n");
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK CMD curl http://l/ | grep ok\n");
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK CMD wget -q http://l/\n");
  EXPECT_EQ(
      MessageOf(kRule, "FROM a:1\nHEALTHCHECK CMD [\"curl\", \"http://l/\"]\n"),
      "curl without -f is content with an answer 500");
}

TEST(IgnoredCmd, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/ignored-cmd";
  Catches(kRule, "FROM a:1\nENTRYPOINT x\nCMD [\"y\"]\n", 3);
  CatchesNot(kRule, "FROM a:1\nENTRYPOINT [\"x\"]\nCMD [\"y\"]\n");
  CatchesNot(kRule, "FROM a:1\nENTRYPOINT x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nENTRYPOINT x\nCMD y\n"),
            "CMD has no effect: ENTRYPOINT in shell form takes no arguments");
}

TEST(NpmAsCommand, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/npm-as-command";
  Catches(kRule, "FROM a:1\nCMD [\"npm\", \"start\"]\n", 2);
  Catches(kRule, "FROM a:1\nCMD yarn run prod\n", 2);
  CatchesNot(kRule, "FROM a:1\nCMD [\"node\", \"npm\"]\n");
  CatchesNot(kRule, "FROM a:1\nRUN npm start\n");
  CatchesNot(kRule,
             "FROM a:1\nENTRYPOINT [\"/e\"]\nCMD [\"npm\", \"start\"]\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCMD [\"npm\", \"start\"]\n"),
            "npm stands between Docker and the program, and keeps signals to "
            "itself");
}

TEST(StopsignalKill, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/stopsignal-kill";
  Fixes(kRule, "FROM a:1\nSTOPSIGNAL SIGKILL\n",
        "FROM a:1\nSTOPSIGNAL SIGTERM\n");
  Catches(kRule, "FROM a:1\nSTOPSIGNAL 9\n", 2);
  CatchesNot(kRule, "FROM a:1\nSTOPSIGNAL SIGQUIT\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nSTOPSIGNAL kill\n"),
            "STOPSIGNAL SIGKILL gives the program no time to end");
}

TEST(HealthcheckPasses, Fixes) {
  constexpr std::string_view kRule = "dockerfile/healthcheck-always-passes";
  Fixes(kRule, "FROM a:1\nHEALTHCHECK CMD curl -f http://localhost/ || true\n",
        "FROM a:1\nHEALTHCHECK CMD curl -f http://localhost/\n");
  Fixes(kRule,
        "FROM a:1\nHEALTHCHECK --interval=5s CMD curl -f http://localhost/; "
        "exit 0\n",
        "FROM a:1\nHEALTHCHECK --interval=5s CMD curl -f http://localhost/\n");
  OffersNoFix(kRule, "FROM a:1\nHEALTHCHECK CMD true\n");
  OffersNoFix(kRule, "FROM a:1\nHEALTHCHECK CMD cd /x; exit 0\n");
}

TEST(IgnoredCmd, FixRemovesIt) {
  constexpr std::string_view kRule = "dockerfile/ignored-cmd";
  Fixes(kRule, "FROM a:1\nENTRYPOINT x\nCMD [\"y\"]\n",
        "FROM a:1\nENTRYPOINT x\n");
  OffersNoFix(kRule, "FROM a:1\nENTRYPOINT x \"$@\"\nCMD [\"y\"]\n");
}

}  // namespace
}  // namespace bulkhead::check
