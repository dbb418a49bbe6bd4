// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(LoginShell, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/login-shell";
  Catches(kRule, "FROM a:1\nRUN useradd -ms /bin/bash app\n", 2);
  Catches(kRule, "FROM a:1\nRUN adduser -D -s /bin/ash app\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN useradd -s /usr/sbin/nologin app\n");
  CatchesNot(kRule, "FROM a:1\nRUN useradd app\n");
  CatchesNot(kRule, "FROM a:1\nRUN useradd -s /bin/sh app\nFROM b:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN useradd --shell /bin/sh app\n"),
            "useradd gives app the login shell /bin/sh");
}

TEST(PrivilegedGroup, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/privileged-group";
  Catches(kRule, "FROM a:1\nRUN usermod -aG docker app\n", 2);
  Catches(kRule, "FROM a:1\nRUN adduser app sudo\n", 2);
  Catches(kRule, "FROM a:1\nRUN useradd -G users,wheel app\n", 2);
  Catches(kRule, "FROM a:1\nRUN gpasswd -a app disk\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN usermod -aG audio app\n");
  CatchesNot(kRule, "FROM a:1\nRUN groupadd docker\n");
  // OpenShift runs every image in the group root.
  CatchesNot(kRule, "FROM a:1\nRUN useradd -g root app\n");
  CatchesNot(kRule, "FROM a:1\nRUN adduser docker\n");
  CatchesNot(kRule, "FROM a:1 AS dev-envs\nRUN adduser app docker\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN adduser app sudo\n"),
            "adduser puts a user into the group sudo, whose members can "
            "become root");
}

TEST(SecondRoot, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/second-root";
  Catches(kRule, "FROM a:1\nRUN useradd -o -u 0 app\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN useradd -u 1000 app\n");
  CatchesNot(kRule, "FROM a:1\nRUN useradd -g 0 app\n");
  Catches(kRule, "FROM a:1\nARG U=0\nRUN useradd -o -u $U app\n", 3);
  CatchesNot(kRule,
             "FROM a:1\nARG U=0\n"
             "RUN if [ $U -ne 0 ]; then useradd -u $U app; fi\n");
  Catches(kRule, "FROM a:1\nRUN [ -e /x ] || useradd -o -u 0 app\n", 2);
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN useradd --uid=0 app\n"),
            "useradd gives app the id 0: it is root by another name");
}

TEST(UserWithPassword, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/user-with-password";
  Catches(kRule, "FROM a:1\nRUN useradd -p '$6$abc$def' app\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN useradd -p '*' app\n");
  CatchesNot(kRule, "FROM a:1\nRUN useradd app\n");
  CatchesNot(kRule, "FROM a:1\nRUN mkdir -p app\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN usermod -p secret app\n"),
            "usermod gives app a password that everybody with the image can "
            "read");
}

TEST(SecondRoot, Fixes) {
  constexpr std::string_view kRule = "dockerfile/second-root";
  Fixes(kRule, "FROM a:1\nRUN useradd -o -u 0 app\n",
        "FROM a:1\nRUN useradd app\n");
  Fixes(kRule, "FROM a:1\nRUN useradd --uid=0 -m --non-unique app && x\n",
        "FROM a:1\nRUN useradd -m app && x\n");
  Fixes(kRule, "FROM a:1\nRUN x && usermod -o -u 0 app\n", "FROM a:1\nRUN x\n");
  OffersNoFix(kRule, "FROM a:1\nRUN useradd -omu 0 app\n");
}

TEST(UserWithPassword, FixMakesTheUserWithoutOne) {
  constexpr std::string_view kRule = "dockerfile/user-with-password";
  Fixes(kRule, "FROM a:1\nRUN useradd -m -p hash -s /bin/false app\n",
        "FROM a:1\nRUN useradd -m -s /bin/false app\n");
  Fixes(kRule, "FROM a:1\nRUN useradd --password=hash app\n",
        "FROM a:1\nRUN useradd app\n");
  Fixes(kRule, "FROM a:1\nRUN useradd app && usermod -p hash app\n",
        "FROM a:1\nRUN useradd app\n");
  OffersNoFix(kRule, "FROM a:1\nRUN useradd -mp hash app\n");
}

TEST(PrivilegedGroup, FixLeavesTheGroupOut) {
  constexpr std::string_view kRule = "dockerfile/privileged-group";
  Fixes(kRule, "FROM a:1\nRUN useradd -m -G sudo,audio app\n",
        "FROM a:1\nRUN useradd -m -G audio app\n");
  Fixes(kRule, "FROM a:1\nRUN useradd -m -G sudo app\n",
        "FROM a:1\nRUN useradd -m app\n");
  Fixes(kRule, "FROM a:1\nRUN useradd -mG wheel app\n",
        "FROM a:1\nRUN useradd -m app\n");
  Fixes(kRule, "FROM a:1\nRUN useradd app && usermod -aG docker app && x\n",
        "FROM a:1\nRUN useradd app && x\n");
  Fixes(kRule, "FROM a:1\nRUN useradd app\nRUN adduser app sudo\nCMD x\n",
        "FROM a:1\nRUN useradd app\nCMD x\n");
  Fixes(kRule, "FROM a:1\nRUN x && gpasswd -a app docker\n",
        "FROM a:1\nRUN x\n");
  // Its only group, and a command that does more.
  OffersNoFix(kRule, "FROM a:1\nRUN useradd -g docker app\n");
  OffersNoFix(kRule, "FROM a:1\nRUN usermod -s /bin/sh -aG sudo app\n");
  OffersNoFix(kRule, "FROM a:1\nRUN adduser -D -G wheel app\n");
}

TEST(LoginShell, FixIsTheDistributionsNologin) {
  constexpr std::string_view kRule = "dockerfile/login-shell";
  Fixes(kRule, "FROM debian:12\nRUN useradd -m -s /bin/bash app\n",
        "FROM debian:12\nRUN useradd -m -s /usr/sbin/nologin app\n");
  Fixes(kRule, "FROM alpine:3\nRUN adduser -D -s /bin/sh app\nCMD [\"/x\"]\n",
        "FROM alpine:3\nRUN adduser -D -s /sbin/nologin app\nCMD [\"/x\"]\n");
  Fixes(kRule, "FROM debian:12\nRUN useradd --shell=/bin/bash app\n",
        "FROM debian:12\nRUN useradd --shell=/usr/sbin/nologin app\n");
  Fixes(kRule, "FROM debian:12\nRUN useradd -ms/bin/bash app\n",
        "FROM debian:12\nRUN useradd -ms/usr/sbin/nologin app\n");
  OffersNoFix(kRule,
              "FROM debian:12\nRUN useradd -s /bin/bash app\nCMD bash\n");
  OffersNoFix(kRule,
              "FROM debian:12\nRUN useradd -s /bin/bash app && su app -c x\n");
  OffersNoFix(kRule,
              "FROM debian:12\nRUN useradd -s /bin/bash app\n"
              "RUN apt-get install -y openssh-server\n");
}

}  // namespace
}  // namespace bulkhead::check
