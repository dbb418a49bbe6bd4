// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(InlineIgnore, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/inline-ignore";
  Catches(kRule, "# hadolint ignore=DL3008\nFROM a:1\n", 1);
  Catches(kRule, "FROM a:1\n#hadolint global ignore = DL3008\nRUN x\n", 2);
  Catches(kRule, "# bulkhead ignore=a\nFROM a:1\n# trivy:ignore:DS-0001\n", 1,
          2);
  Catches(kRule, "# check=skip=all\nFROM a:1\n", 1);
  CatchesNot(kRule, "# hadolint shell=/bin/bash\nFROM a:1\n");
  CatchesNot(kRule, "# ignore hadolint\n# check=error=true\nFROM a:1\n");
  EXPECT_EQ(MessageOf(kRule, "# hadolint ignore=DL3008\nFROM a:1\n"),
            "A comment ignores findings: hadolint ignore=DL3008");
  EXPECT_TRUE(
      FindingsOf(kRule, "# bulkhead ignore=a\nFROM a:1\n")[0].aliases.empty());
}

}  // namespace
}  // namespace bulkhead::check
