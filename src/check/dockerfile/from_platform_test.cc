// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(FixedPlatform, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/fixed-platform";
  Catches(kRule, "FROM --platform=linux/arm64 a:1\n", 1);
  Catches(kRule, "FROM a:1\nFROM --platform=\"linux/arm64\" a:1 AS web\n", 2);
  CatchesNot(kRule, "FROM a:1\n");
  CatchesNot(kRule, "FROM --platform=$BUILDPLATFORM a:1\n");
  CatchesNot(kRule, "ARG P=linux/arm64\nFROM --platform=$P a:1\n");
  CatchesNot(kRule, "FROM --platform=linux/arm64 a:1 AS build-arm64\n");
  CatchesNot(kRule, "FROM --platform=linux/x86_64 a:1 AS amd64\n");
  CatchesNot(kRule, "FROM --platform=windows a:1 AS windows\n");
  EXPECT_EQ(MessageOf(kRule, "FROM --platform=linux/s390x a:1\n"),
            "The platform of the base image is fixed to linux/s390x");
  Fixes(kRule, "FROM --platform=linux/arm64  a:1 AS x\n", "FROM a:1 AS x\n");
}

TEST(RedundantPlatform, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/redundant-platform";
  Catches(kRule, "FROM --platform=$TARGETPLATFORM a:1\n", 1);
  Catches(kRule, "FROM --platform=${TARGETPLATFORM} a:1\n", 1);
  CatchesNot(kRule, "FROM a:1\n");
  CatchesNot(kRule, "FROM --platform=$BUILDPLATFORM a:1\n");
  CatchesNot(kRule, "FROM --platform=${TARGETPLATFORM:-linux/arm64} a:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM --platform=$TARGETPLATFORM a:1\n"),
            "--platform=$TARGETPLATFORM is the default of FROM");
  Fixes(kRule, "FROM --platform=$TARGETPLATFORM a:1\n", "FROM a:1\n");
}

}  // namespace
}  // namespace bulkhead::check
