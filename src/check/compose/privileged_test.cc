// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

TEST(Privileged, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/privileged";
  constexpr std::string_view kHit =
      "services:\n"
      "  web:\n"
      "    image: a:1\n"
      "    privileged: true\n";
  Catches(kRule, kHit, 4);
  CatchesNot(kRule, "services:\n  web:\n    image: a:1\n");
  CatchesNot(kRule,
             "services:\n  web:\n    image: a:1\n    privileged: false\n");
  EXPECT_EQ(MessageOf(kRule, kHit),
            "service web runs privileged: root in the container is root on "
            "the host");
  EXPECT_EQ(FindingsOf(kRule, kHit)[0].location.object,
            "services.web.privileged");
}

}  // namespace
}  // namespace bulkhead::check
