// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(SyntaxError, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/syntax-error";
  Catches(kRule, "FROM a:1\nRNU x\n", 2);
  Catches(kRule, "FROM a:1\nCOPY x\nRUN y\nENV\n", 2, 2);
  CatchesNot(kRule, "FROM a:1\nRUN x\n");
  // Rules of their own.
  CatchesNot(kRule, "RUN x\n");
  CatchesNot(kRule, "RUN x\nFROM a:1\n");
  CatchesNot(kRule, "FROM a:1\nONBUILD FROM b:1\n");
  CatchesNot(kRule, "# x\n");
  CatchesNot(kRule, "FROM $A\nFROM a:1 AS b\nCOPY --from=b /x /y\n");
  CatchesNot(kRule, "FROM a:1\nCOPY --from=0 /x /y\nCOPY --from=7 /x /y\n");
  Fixes(kRule, "FROM a:1\nRNU x\ncpoy x /y\n", "FROM a:1\nRUN x\ncopy x /y\n");
}

}  // namespace
}  // namespace bulkhead::check
