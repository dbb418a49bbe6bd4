// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(Setuid, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/setuid";
  for (std::string_view run :
       {"chmod 4755 /x", "chmod u+s /x", "chmod +s /x", "chmod -R 6755 /x",
        "chmod u=rwxs,g=rx /x", "chmod 04755 /x", "install -m 4755 a /x"}) {
    Catches(kRule, base::Format("FROM a:1\nRUN {}\n", run), 2);
  }
  for (std::string_view run :
       {"chmod 755 /x", "chmod 0755 /x", "chmod 1777 /tmp", "chmod u-s /x",
        "chmod a-s /x", "install -d -m 2777 /x", "chmod u+rx /x",
        "echo chmod u+s"}) {
    CatchesNot(kRule, base::Format("FROM a:1\nRUN {}\n", run));
  }
  Catches(kRule, "FROM a:1\nCOPY --chmod=4755 a /x\n", 2);
  CatchesNot(kRule, "FROM a:1\nCOPY --chmod=755 a /x\n");
  CatchesNot(kRule, "FROM a:1 AS b\nRUN chmod u+s /x\nFROM c:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN chmod g+s /x\n"),
            "chmod sets the setgid bit: g+s");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY --chmod=4755 a /x\n"),
            "COPY --chmod sets the setuid bit: 4755");
}

TEST(Setuid, FixLeavesTheBitsOut) {
  constexpr std::string_view kRule = "dockerfile/setuid";
  Fixes(kRule, "FROM a:1\nRUN chmod 4755 /bin/x\n",
        "FROM a:1\nRUN chmod 755 /bin/x\n");
  Fixes(kRule, "FROM a:1\nRUN chmod 07755 /bin/x\n",
        "FROM a:1\nRUN chmod 1755 /bin/x\n");
  Fixes(kRule, "FROM a:1\nRUN make && chmod u+s /bin/x && echo ok\n",
        "FROM a:1\nRUN make && echo ok\n");
  Fixes(kRule, "FROM a:1\nRUN install -m 4711 x /bin/x\n",
        "FROM a:1\nRUN install -m 711 x /bin/x\n");
  Fixes(kRule, "FROM a:1\nCOPY --chmod=6755 x /bin/x\n",
        "FROM a:1\nCOPY --chmod=755 x /bin/x\n");
  // A folder's setgid bit, and modes that do more.
  OffersNoFix(kRule, "FROM a:1\nRUN chmod g+s /srv\n");
  OffersNoFix(kRule, "FROM a:1\nRUN chmod 2775 /srv\n");
  OffersNoFix(kRule, "FROM a:1\nRUN chmod u+xs /bin/x\n");
  OffersNoFix(kRule, "FROM a:1\nRUN install -m4711 x /bin/x\n");
}

}  // namespace
}  // namespace bulkhead::check
