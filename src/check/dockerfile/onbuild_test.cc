// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(ForbiddenOnbuild, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/forbidden-onbuild";
  Catches(kRule, "FROM a:1\nONBUILD FROM b:1\n", 2);
  Catches(kRule, "FROM a:1\nONBUILD onbuild RUN x\n", 2);
  Catches(kRule, "ONBUILD MAINTAINER x\n", 1);
  CatchesNot(kRule, "FROM a:1\nONBUILD RUN echo FROM\nONBUILD ADD x /y\n");
  CatchesNot(kRule, "FROM a:1\nMAINTAINER x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nONBUILD FROM b:1\n"),
            "ONBUILD can't hold FROM");
}

TEST(ForbiddenOnbuild, Fixes) {
  constexpr std::string_view kRule = "dockerfile/forbidden-onbuild";
  Fixes(kRule, "FROM a:1\nONBUILD ONBUILD RUN x\n",
        "FROM a:1\nONBUILD RUN x\n");
  Fixes(kRule, "FROM a:1\nONBUILD MAINTAINER x\nRUN y\n", "FROM a:1\nRUN y\n");
  OffersNoFix(kRule, "FROM a:1\nONBUILD FROM b:1\n");
}

}  // namespace
}  // namespace bulkhead::check
