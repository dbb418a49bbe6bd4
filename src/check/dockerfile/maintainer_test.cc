// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(Maintainer, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/maintainer";
  Catches(kRule, "FROM a:1\nMAINTAINER A B <c@d.org>\n", 2);
  Catches(kRule, "MAINTAINER A\nFROM a:1\n", 1);
  CatchesNot(kRule, "FROM a:1\nLABEL maintainer=\"A B\"\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nMAINTAINER A\n"),
            "MAINTAINER is out of date");
  Fixes(kRule, "FROM a:1\nMAINTAINER A \"x\" <c@d.org>\nRUN y\n",
        "FROM a:1\nLABEL org.opencontainers.image.authors="
        "\"A \\\"x\\\" <c@d.org>\"\nRUN y\n");
  Fixes(kRule, "from a:1\nmaintainer \"A B\"\n",
        "from a:1\nlabel org.opencontainers.image.authors=\"A B\"\n");
}

}  // namespace
}  // namespace bulkhead::check
