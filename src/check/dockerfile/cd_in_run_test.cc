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
  Fixes(kRule, "FROM a:1\nRUN cd \\\n  /x;\n", "FROM a:1\nWORKDIR /x\n");
}

TEST(CdInRun, FixSetsWorkdirAndGoesBack) {
  constexpr std::string_view kRule = "dockerfile/cd-in-run";
  Fixes(kRule,
        "FROM acme/x:1\nWORKDIR /app\n# Build.\nRUN cd /src && make\nCMD x\n",
        "FROM acme/x:1\nWORKDIR /app\n# Build.\nWORKDIR /src\nRUN make\n"
        "WORKDIR /app\nCMD x\n");
  Fixes(kRule, "FROM debian:12\nRUN set -x && cd /src && \\\n    make\nCMD x\n",
        "FROM debian:12\nWORKDIR /src\nRUN set -x && make\nWORKDIR /\nCMD x\n");
  // The next WORKDIR is absolute; nothing starts in between.
  Fixes(kRule,
        "FROM acme/x:1\nRUN cd /src && make\nENV A=1\nWORKDIR /app\nCMD x\n",
        "FROM acme/x:1\nWORKDIR /src\nRUN make\nENV A=1\nWORKDIR /app\n"
        "CMD x\n");
  // A folder below the one that holds, and that one itself.
  Fixes(kRule, "FROM a:1\nWORKDIR /app\n\nRUN cd web && make",
        "FROM a:1\nWORKDIR /app\n\nWORKDIR /app/web\nRUN make\nWORKDIR /app");
  Fixes(kRule, "FROM a:1\nWORKDIR /app\nRUN cd /app && make\nCMD x\n",
        "FROM a:1\nWORKDIR /app\nRUN make\nCMD x\n");
  // One WORKDIR does where another one stands right in front.
  Fixes(kRule, "FROM a:1\nWORKDIR /app\nRUN cd web && make\nCMD x\n",
        "FROM a:1\nWORKDIR /app/web\nRUN make\nWORKDIR /app\nCMD x\n");
}

TEST(CdInRun, NoFixWhereTheFolderMattersMore) {
  constexpr std::string_view kRule = "dockerfile/cd-in-run";
  for (std::string_view text : {
           "FROM acme/x:1\nRUN cd /src && make\nCMD x\n",  // back to where?
           "FROM debian:12\nRUN git clone x && cd x && make\n",
           "FROM debian:12\nRUN cd /a && make && cd /b && make\n",
           "FROM debian:12\nRUN cd $D && make\n",
           "FROM debian:12\nRUN cd /a; make\n",
           "FROM debian:12\nRUN cd /a && \\\n# why\n    make\n",
           "FROM debian:12\nRUN --mount=type=bind,target=x cd /a && make\n",
           "FROM debian:12\nRUN (cd /a && make)\n",
       }) {
    OffersNoFix(kRule, text);
  }
}

}  // namespace
}  // namespace bulkhead::check
