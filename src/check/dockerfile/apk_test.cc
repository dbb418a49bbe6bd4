// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(ApkCache, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/apk-cache-kept";
  Catches(kRule, "FROM a:1\nRUN apk add curl\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apk add --no-cache curl\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN --mount=type=cache,target=/var/cache/apk apk add "
             "curl\n");
  CatchesNot(kRule, "FROM a:1\nRUN apk del curl\n");
  CatchesNot(kRule, "FROM a:1\nRUN x | xargs apk add --no-network\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apk add curl\n"),
            "apk add leaves its index in /var/cache/apk");
  Fixes(kRule, "FROM a:1\nRUN apk add curl\n",
        "FROM a:1\nRUN apk add --no-cache curl\n");
}

TEST(ApkUnpinned, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/apk-unpinned";
  Catches(kRule, "FROM a:1\nRUN apk add --no-cache curl\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apk add curl=8.9.1-r1 'git>=2' x~1\n");
  CatchesNot(kRule, "FROM a:1\nRUN apk add ./local.apk\n");
  CatchesNot(kRule, "FROM a:1\nRUN apk add -t .deps curl=1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apk add curl git\n"),
            "apk installs curl, git without a version");
}

}  // namespace
}  // namespace bulkhead::check
