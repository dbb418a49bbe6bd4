// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(AptCacheUnlocked, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/apt-cache-unlocked";
  Fixes(kRule,
        "FROM a:1\nRUN --mount=type=cache,target=/var/cache/apt apt-get x\n",
        "FROM a:1\nRUN --mount=type=cache,target=/var/cache/apt,"
        "sharing=locked apt-get x\n");
  Fixes(kRule,
        "FROM a:1\nRUN --mount=type=cache,sharing=shared,target=/var/lib/apt "
        "x\n",
        "FROM a:1\nRUN --mount=type=cache,sharing=locked,target=/var/lib/apt "
        "x\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN --mount=type=cache,target=/var/lib/apt,"
             "sharing=locked x\n");
  CatchesNot(kRule, "FROM a:1\nRUN --mount=type=cache,target=/root/.cache x\n");
  EXPECT_EQ(
      MessageOf(kRule,
                "FROM a:1\nRUN --mount=type=cache,target=/var/lib/apt x\n"),
      "The cache mount /var/lib/apt is open to several builds at once");
}

TEST(CacheOfSeveralUsers, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/cache-of-several-users";
  Catches(kRule,
          "FROM a:1\nRUN --mount=type=cache,target=/c x\nUSER app\n"
          "RUN --mount=type=cache,target=/c y\n",
          4);
  CatchesNot(kRule,
             "FROM a:1\nRUN --mount=type=cache,target=/c x\n"
             "RUN --mount=type=cache,target=/c y\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN --mount=type=cache,target=/c x\nUSER app\n"
             "RUN --mount=type=cache,target=/c,id=app y\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN --mount=type=cache,target=/c x\nUSER $U\n"
             "RUN --mount=type=cache,target=/c y\n");
  EXPECT_EQ(MessageOf(kRule,
                      "FROM a:1\nUSER 5\nRUN --mount=type=cache,target=/c x\n"
                      "USER 0\nRUN --mount=type=cache,target=/c y\n"),
            "The cache /c is used by root here and by 5 above");
}

TEST(HostKeyCheckOff, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/host-key-check-off";
  Catches(kRule,
          "FROM a:1\nRUN echo 'StrictHostKeyChecking no' >> ~/.ssh/config\n",
          2);
  Catches(kRule,
          "FROM a:1\nENV GIT_SSH_COMMAND=\"ssh -o StrictHostKeyChecking=no\"\n",
          2);
  CatchesNot(kRule, "FROM a:1\nRUN ssh -o StrictHostKeyChecking=yes h\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN ssh -o StrictHostKeyChecking=accept-new h\n");
  EXPECT_EQ(
      MessageOf(kRule, "FROM a:1\nRUN ssh -o StrictHostKeyChecking=no h\n"),
      "ssh takes the key of any host: StrictHostKeyChecking is off");
}

TEST(InsecureRun, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/insecure-run";
  Catches(kRule, "FROM a:1\nRUN --security=insecure x\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN --security=sandbox x\n");
  CatchesNot(kRule, "FROM a:1\nRUN x --security=insecure\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN --security=insecure x\n"),
            "RUN --security=insecure runs with all capabilities and devices of "
            "the host");
}

TEST(RunHostNetwork, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/run-host-network";
  Catches(kRule, "FROM a:1\nRUN --network=host x\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN --network=none x\n");
  CatchesNot(kRule, "FROM a:1\nRUN x --network=host\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN --network=host x\n"),
            "RUN --network=host sees all services of the build host");
}

TEST(SecretMountMode, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/secret-mount-mode";
  Fixes(kRule, "FROM a:1\nRUN --mount=type=secret,id=t,mode=0444 x\n",
        "FROM a:1\nRUN --mount=type=secret,id=t,mode=0400 x\n");
  CatchesNot(kRule, "FROM a:1\nRUN --mount=type=secret,id=t,mode=0440 x\n");
  CatchesNot(kRule, "FROM a:1\nRUN --mount=type=secret,id=t x\n");
  CatchesNot(kRule, "FROM a:1\nRUN --mount=type=cache,target=/c,mode=0777 x\n");
  EXPECT_EQ(
      MessageOf(kRule, "FROM a:1\nRUN --mount=type=secret,id=t,mode=0644 x\n"),
      "The secret mount has mode 0644: every user of the build reads "
      "it");
}

TEST(HostKeyCheckOff, Fixes) {
  constexpr std::string_view kRule = "dockerfile/host-key-check-off";
  Fixes(kRule,
        "FROM a:1\nRUN ssh -o StrictHostKeyChecking=no h && \\\n # "
        "StrictHostKeyChecking no\n scp -oStrictHostKeyChecking=off a h:\n",
        "FROM a:1\nRUN ssh -o StrictHostKeyChecking=yes h && \\\n # "
        "StrictHostKeyChecking no\n scp -oStrictHostKeyChecking=yes a h:\n");
  Fixes(
      kRule,
      "FROM a:1\nRUN echo 'StrictHostKeyChecking no' >> /etc/ssh/ssh_config\n",
      "FROM a:1\nRUN echo 'StrictHostKeyChecking yes' >> "
      "/etc/ssh/ssh_config\n");
  Fixes(kRule,
        "FROM a:1\nENV GIT_SSH_COMMAND=\"ssh -o StrictHostKeyChecking=no\"\n",
        "FROM a:1\nENV GIT_SSH_COMMAND=\"ssh -o StrictHostKeyChecking=yes\"\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN ssh -o StrictHostKeyChecking=no -o "
              "UserKnownHostsFile=/dev/null h\n");
}
TEST(InsecureRun, Fixes) {
  constexpr std::string_view kRule = "dockerfile/insecure-run";
  Fixes(kRule, "FROM a:1\nRUN --security=insecure x\n", "FROM a:1\nRUN x\n");
  Fixes(kRule,
        "FROM a:1\nRUN --mount=type=tmpfs,target=/x --security=insecure \\\n  "
        "x\n",
        "FROM a:1\nRUN --mount=type=tmpfs,target=/x \\\n  x\n");
  Fixes(kRule, "FROM a:1\nRUN \\\n  --security=insecure \\\n  x\n",
        "FROM a:1\nRUN \\\n  x\n");
}
TEST(RunHostNetwork, Fixes) {
  constexpr std::string_view kRule = "dockerfile/run-host-network";
  Fixes(kRule, "FROM a:1\nRUN --network=host x\n", "FROM a:1\nRUN x\n");
  Fixes(kRule, "FROM a:1\nONBUILD RUN --network=host [\"x\"]\n",
        "FROM a:1\nONBUILD RUN [\"x\"]\n");
}

TEST(CacheOfSeveralUsers, Fixes) {
  constexpr std::string_view kRule = "dockerfile/cache-of-several-users";
  Fixes(kRule,
        "FROM a:1\nRUN --mount=type=cache,target=/c x\nUSER app\nRUN "
        "--mount=type=cache,target=/c y\n",
        "FROM a:1\nRUN --mount=type=cache,target=/c x\nUSER app\nRUN "
        "--mount=type=cache,target=/c,id=/c-app y\n");
  Fixes(kRule,
        "FROM a:1\nRUN --mount=type=cache,id=c,target=/c x\nUSER 5\nRUN "
        "--mount=type=cache,id=c,target=/c y\n",
        "FROM a:1\nRUN --mount=type=cache,id=c,target=/c x\nUSER 5\nRUN "
        "--mount=type=cache,id=c-5,target=/c y\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN --mount=type=cache,target=/c x\nUSER a.b\nRUN "
              "--mount=type=cache,target=/c y\n");
}

}  // namespace
}  // namespace bulkhead::check
