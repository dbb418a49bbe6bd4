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

TEST(CopiedArchive, FixLetsAddUnpackIt) {
  constexpr std::string_view kRule = "dockerfile/copied-archive";
  Fixes(kRule,
        "FROM a:1\nCOPY x.tar.gz /tmp/\nRUN tar -xzf /tmp/x.tar.gz -C /opt \\\n"
        "    && rm /tmp/x.tar.gz \\\n    && make\nCMD y\n",
        "FROM a:1\nADD x.tar.gz /opt/\nRUN make\nCMD y\n");
  Fixes(kRule,
        "FROM a:1\nCOPY x.tar /tmp/\n"
        "RUN tar xf /tmp/x.tar -C / && rm -f /tmp/x.tar\nCMD y\n",
        "FROM a:1\nADD x.tar /\nCMD y\n");
  Fixes(kRule,
        "FROM a:1\nWORKDIR /app\nCOPY x.tgz .\nRUN tar xzf x.tgz && make\n",
        "FROM a:1\nWORKDIR /app\nADD x.tgz /app/\nRUN make\n");
  for (std::string_view text : {
           "FROM a:1\nCOPY x.tar /tmp/\nRUN tar xf /tmp/x.tar\n",
           "FROM a:1\nCOPY x.tar /tmp/\n"
           "RUN tar xf /tmp/x.tar -C /opt --strip-components=1 && make\n",
           "FROM a:1\nCOPY x.tar y /tmp/\n"
           "RUN tar xf /tmp/x.tar -C /opt && make\n",
           "FROM a:1\nCOPY --chown=7 x.tar /tmp/\n"
           "RUN tar xf /tmp/x.tar -C /opt && make\n",
           "FROM a:1\nCOPY x.tar /tmp/\nRUN sha256sum /tmp/x.tar\n"
           "RUN tar xf /tmp/x.tar -C /opt && make\n",
           "FROM a:1\nCOPY x.tar /tmp/\nRUN cd /opt && tar xf /tmp/x.tar\n",
       }) {
    OffersNoFix(kRule, text);
  }
}

}  // namespace
}  // namespace bulkhead::check
