// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(EnvSelfReference, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/env-self-reference";
  Catches(kRule, "FROM a:1\nENV A=x B=$A/y\n", 2);
  Catches(kRule, "ENV A=x \\\n  B=\"${A:-z}\"\n", 2);
  Catches(kRule, "FROM a:1\nENV P=/x:$P P=/y:$P\n", 2);
  Catches(kRule, "FROM a:1\nONBUILD ENV A=x B=$A\n", 2);
  CatchesNot(kRule, "FROM a:1\nENV A=x\nENV B=$A\n");
  CatchesNot(kRule, "FROM a:1\nENV A=x B=$AB C=${B_A} D=A\n");
  CatchesNot(kRule, "FROM a:1\nENV P=/x:$P\nENV P=/y:$P\n");
  CatchesNot(kRule, "FROM a:1\nENV A=x B='$A' C=\\$A\n");
  CatchesNot(kRule, "FROM a:1\nARG A=z\nENV A=x B=$A\n");
  CatchesNot(kRule, "FROM a:1 AS a\nENV A=z\nFROM a\nENV A=x B=$A\n");
  CatchesNot(kRule, "FROM a:1\nLABEL A=x B=$A\nENV A $A\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nENV A=x B=$A/y\n"),
            "B is made of A, which the same ENV sets and so is not set yet");
  Fixes(kRule, "FROM a:1\nENV A=x \\\n    B=$A \\\n    C=z\n",
        "FROM a:1\nENV A=x\nENV B=$A \\\n    C=z\n");
}

}  // namespace
}  // namespace bulkhead::check
