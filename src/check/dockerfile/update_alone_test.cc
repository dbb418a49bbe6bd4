// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

constexpr const char* kRule = "dockerfile/update-alone";

TEST(UpdateAlone, HitMissNearMiss) {
  Catches(kRule, "FROM a:1\nRUN apt-get update\nRUN apt-get install -y b\n", 2);
  Catches(kRule, "FROM a:1\nRUN [\"apt-get\", \"update\"]\n", 2);
  Catches(kRule, "FROM a:1\nRUN apt-get install -y b && apt-get update\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apt-get update && apt-get install -y b\n");
  CatchesNot(kRule, "FROM a:1\nRUN sbt update\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN --mount=type=cache,target=/var/lib/apt/lists "
             "apt-get update\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apk update\n"),
            "apk update alone: a later RUN installs from an index that the "
            "build cache has kept");
}

}  // namespace
}  // namespace bulkhead::check
