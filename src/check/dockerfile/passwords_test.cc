// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(UseraddSparse, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/useradd-sparse";
  Catches(kRule, "FROM a:1\nRUN useradd -u 123456 app\n", 2);
  Catches(kRule, "FROM a:1\nRUN useradd --uid=1000000 app\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN useradd app\n");
  CatchesNot(kRule, "FROM a:1\nRUN useradd -u 12345 app\n");
  CatchesNot(kRule, "FROM a:1\nRUN useradd -l -u 123456 app\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN useradd -u 123456 app\n"),
            "useradd with the number 123456 and without -l writes a huge "
            "sparse log file");
  Fixes(kRule, "FROM a:1\nRUN useradd -u 123456 app\n",
        "FROM a:1\nRUN useradd -l -u 123456 app\n");
}

TEST(Chpasswd, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/chpasswd";
  Catches(kRule, "FROM a:1\nRUN x && echo root:$PW | chpasswd\n", 2);
  Catches(kRule, "FROM a:1\nRUN chpasswd < list\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN passwd -l root\n");
  CatchesNot(kRule, "FROM a:1\nRUN echo chpasswd\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN chpasswd < list\n"),
            "chpasswd sets a password while building");
  std::vector<model::Finding> found =
      FindingsOf(kRule, "FROM a:1\nRUN echo 'root:hunter22' | chpasswd\n");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, model::Severity::kHigh);
  EXPECT_EQ(found[0].message,
            "chpasswd sets the password of root to one that stands here: " +
                base::Printable(base::Redact("hunter22")));
}

TEST(EmptyPassword, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/empty-password";
  Catches(kRule, "FROM a:1\nRUN passwd -d root\n", 2);
  Catches(kRule, "FROM a:1\nRUN useradd -p '' app\n", 2);
  Catches(kRule, "FROM a:1\nRUN echo 'root:' | chpasswd\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN passwd -l root\n");
  CatchesNot(kRule, "FROM a:1\nRUN useradd -p '!' app\n");
  CatchesNot(kRule, "FROM a:1\nRUN echo 'root:x' | chpasswd\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN useradd -p '' app\n"),
            "useradd leaves app without a password");
}

TEST(Chpasswd, FixTakesThePipelineAway) {
  constexpr std::string_view kRule = "dockerfile/chpasswd";
  Fixes(kRule, "FROM a:1\nRUN x && echo 'root:x' | chpasswd\nCMD y\n",
        "FROM a:1\nRUN x\nCMD y\n");
  Fixes(kRule, "FROM a:1\nRUN echo 'root:x' | chpasswd\nCMD y\n",
        "FROM a:1\nCMD y\n");
  OffersNoFix(kRule, "FROM a:1\nRUN x $(echo 'root:x' | chpasswd)\n");
}

TEST(EmptyPassword, FixLocksTheAccount) {
  constexpr std::string_view kRule = "dockerfile/empty-password";
  Fixes(kRule, "FROM a:1\nRUN passwd -d root\n",
        "FROM a:1\nRUN passwd -l root\n");
  Fixes(kRule, "FROM a:1\nRUN passwd --delete root && x\n",
        "FROM a:1\nRUN passwd --lock root && x\n");
  Fixes(kRule, "FROM a:1\nRUN useradd -m -p '' app\n",
        "FROM a:1\nRUN useradd -m app\n");
  Fixes(kRule, "FROM a:1\nRUN x && echo 'app:' | chpasswd\n",
        "FROM a:1\nRUN x\n");
  OffersNoFix(kRule, "FROM a:1\nRUN passwd -dq root\n");
}

}  // namespace
}  // namespace bulkhead::check
