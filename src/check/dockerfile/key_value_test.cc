// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(LegacyKeyValue, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/legacy-key-value";
  Catches(kRule, "FROM a:1\nENV A b\n", 2);
  Catches(kRule, "FROM a:1\nLABEL a b c\n", 2);
  Catches(kRule, "FROM a:1\nENV A b=c d\n", 2);
  CatchesNot(kRule, "FROM a:1\nENV A=b C=\"d e\"\n");
  CatchesNot(kRule, "FROM a:1\nARG A B\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nENV A b\n"),
            "ENV A has a blank instead of =");
}

TEST(LegacyKeyValue, Fixes) {
  constexpr std::string_view kRule = "dockerfile/legacy-key-value";
  Fixes(kRule, "FROM a:1\nENV A   b\n", "FROM a:1\nENV A=b\n");
  Fixes(kRule, "FROM a:1\nENV A b c\n", "FROM a:1\nENV A=\"b c\"\n");
  Fixes(kRule, "FROM a:1\nENV A \"b c\"\n", "FROM a:1\nENV A=\"b c\"\n");
  Fixes(kRule, "FROM a:1\nENV A \\\n  b \\\n  c\n",
        "FROM a:1\nENV A=\"b \\\n  c\"\n");
  EXPECT_FALSE(FindingsOf(kRule, "FROM a:1\nENV A it's x'\n")[0].fix);
}

TEST(DescriptionComment, OnlyWhereAskedFor) {
  constexpr std::string_view kRule = "dockerfile/description-comment";
  constexpr std::string_view kText = "# x\nFROM a:1 AS b\n";
  CatchesNot(kRule, kText);
  RuleTestOptions on;
  on.options.experimental = {"InvalidDefinitionDescription"};
  Catches(kRule, kText, 1, 1, on);
  CatchesNot(kRule, "# b does it\nFROM a:1 AS b\n", on);
  CatchesNot(kRule, "# x\nFROM a:1\n", on);
  CatchesNot(kRule, "# x\n\nFROM a:1 AS b\n", on);
  CatchesNot(kRule, "# x\n#\nFROM a:1 AS b\n", on);
  CatchesNot(kRule, "FROM a:1\n# B is\nARG A=1 B=2\n", on);
  Catches(kRule, "# check=experimental=all\n\n# x\nFROM a:1 AS b\n", 3);
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\n# the A\nARG A B\n", on),
            "The comment above ARG begins with the and not with A or B");
  Fixes(kRule, kText, "# x\n\nFROM a:1 AS b\n", on);
}

}  // namespace
}  // namespace bulkhead::check
