// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(Sudo, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/sudo";
  Catches(kRule, "FROM a:1\nRUN x && sudo make install\n", 2);
  Catches(kRule, "FROM a:1\nONBUILD RUN sudo x\n", 2);
  Catches(kRule, "FROM a:1\nRUN sudo x && sudo y\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y sudo\n");
  CatchesNot(kRule, "FROM a:1\nRUN echo sudo x\n");
  CatchesNot(kRule, "FROM a:1\nCMD sudo x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN sudo make install\n"),
            "RUN calls make through sudo");
  Fixes(kRule, "FROM a:1\nRUN sudo make install\n",
        "FROM a:1\nRUN make install\n");
}

TEST(SudoWithoutPassword, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/sudo-without-password";
  Catches(kRule,
          "FROM a:1\nRUN echo 'app ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/a",
          2);
  CatchesNot(kRule,
             "FROM a:1\nRUN echo 'app ALL=(ALL) NOPASSWD:/bin/ls' > /etc/s");
  CatchesNot(kRule, "FROM a:1\nRUN echo 'app ALL=(ALL) ALL' > /etc/s");
  CatchesNot(kRule, "FROM a:1\n# NOPASSWD:ALL\nRUN x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN echo a ALL=NOPASSWD:ALL >> /s\n"),
            "sudo runs every command as root without a password");
}

TEST(SudoWithoutPassword, FixLetsItAsk) {
  constexpr std::string_view kRule = "dockerfile/sudo-without-password";
  Fixes(kRule,
        "FROM a:1\nRUN echo 'app ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/a\n",
        "FROM a:1\nRUN echo 'app ALL=(ALL) ALL' > /etc/sudoers.d/a\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN echo 'a ALL=NOPASSWD:ALL' >> /etc/sudoers && "
              "echo 'b ALL=NOPASSWD:ALL' >> /etc/sudoers\n");
}

}  // namespace
}  // namespace bulkhead::check
