// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(CdInRun, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/cd-in-run";
  Catches(kRule, "FROM a:1\nRUN cd /x && make\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN make -C /x\n");
  CatchesNot(kRule, "FROM a:1\nRUN echo cd /x\n");
  CatchesNot(kRule, "FROM a:1\nCMD cd /x && y\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN cd /x && make\n"),
            "the folder is changed with cd /x");
}

TEST(CdWithoutEffect, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/cd-without-effect";
  Catches(kRule, "FROM a:1\nRUN make && cd /x\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN cd /x && make\n");
  CatchesNot(kRule, "FROM a:1\nRUN make && (cd /x)\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN cd /x\n"),
            "cd at the end of a RUN has no effect: the next instruction starts "
            "in WORKDIR again");
  Fixes(kRule, "FROM a:1\nRUN cd /x\n", "FROM a:1\nWORKDIR /x\n");
}

}  // namespace
}  // namespace bulkhead::check
