// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(UselessCommand, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/useless-command";
  Catches(kRule, "FROM a:1\nRUN service nginx start\n", 2);
  Catches(kRule, "FROM a:1\nRUN a && ps && top\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y ssh vim\n");
  CatchesNot(kRule, "FROM a:1\nRUN --mount=type=ssh ssh -T git@e.org\n");
  CatchesNot(kRule, "FROM a:1\nRUN systemctl enable x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN service nginx start\n"),
            "service in a build: what it starts ends with its RUN");
}

TEST(UselessCommand, Fixes) {
  constexpr std::string_view kRule = "dockerfile/useless-command";
  Fixes(kRule, "FROM a:1\nRUN service nginx start\nRUN y\n",
        "FROM a:1\nRUN y\n");
  Fixes(kRule, "FROM a:1\nRUN a && ps aux | grep b && c\n",
        "FROM a:1\nRUN a && c\n");
  Fixes(kRule, "FROM a:1\nRUN a && service x restart\n", "FROM a:1\nRUN a\n");
  OffersNoFix(kRule, "FROM a:1\nRUN service mysql start && mysql -e x\n");
  OffersNoFix(kRule, "FROM a:1\nRUN ssh -T git@e.org || true\n");
  OffersNoFix(kRule, "FROM a:1\nRUN a & kill $!\n");
}

}  // namespace
}  // namespace bulkhead::check
