// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(CopiedArchive, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/copied-archive";
  constexpr std::string_view kHit =
      "FROM a:1\nCOPY a/x.tar.gz /y/\nRUN cd /y && tar -xzf x.tar.gz\n";
  Catches(kRule, kHit, 2);
  Catches(kRule, "FROM a:1\nCOPY x.tar /y.tar\nRUN tar xf /y.tar\n", 2);
  Catches(kRule, "FROM a:1\nCOPY x.tgz /\nRUN tar x --file=/x.tgz\n", 2);
  Catches(kRule, "FROM a:1\nCOPY x.tar.xz /\nRUN unxz -k /x.tar.xz\n", 2);
  CatchesNot(kRule, "FROM a:1\nCOPY x.tar /\n");
  CatchesNot(kRule, "FROM a:1\nCOPY x.tar /\nRUN tar -tf /x.tar\n");
  CatchesNot(kRule, "FROM a:1\nCOPY x.tar /\nRUN tar -xf /max.tar\n");
  CatchesNot(kRule, "FROM a:1\nCOPY x.tar /\nFROM b:1\nRUN tar -xf x.tar\n");
  CatchesNot(kRule, "FROM a:1\nRUN tar -xf x.tar\nCOPY x.tar /\n");
  CatchesNot(kRule, "FROM a:1\nCOPY --from=b x.tar /\nRUN tar -xf /x.tar\n");
  EXPECT_EQ(MessageOf(kRule, kHit),
            "x.tar.gz is copied, and unpacked on line 3");
}

}  // namespace
}  // namespace bulkhead::check
