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

}  // namespace
}  // namespace bulkhead::check
