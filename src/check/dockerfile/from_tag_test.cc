// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(LatestTag, HitMissNearMiss) {
  Catches("dockerfile/latest-tag", "FROM debian:latest\n", 1);
  Catches("dockerfile/latest-tag", "ARG T=latest\nFROM debian:$T\n", 2);
  CatchesNot("dockerfile/latest-tag", "FROM debian:12.7\n");
  CatchesNot("dockerfile/latest-tag", "FROM debian\n");
  CatchesNot("dockerfile/latest-tag", "ARG T\nFROM debian:$T\n");
  CatchesNot("dockerfile/latest-tag",
             "FROM debian:12 AS latest\nFROM latest\n");
  EXPECT_EQ(MessageOf("dockerfile/latest-tag", "FROM a/b:latest\n"),
            "The base image a/b:latest has the tag latest");
}

TEST(UntaggedBase, HitMissNearMiss) {
  Catches("dockerfile/untagged-base", "FROM debian\n", 1);
  CatchesNot("dockerfile/untagged-base", "FROM debian:12\n");
  CatchesNot("dockerfile/untagged-base", "FROM scratch\n");
  CatchesNot("dockerfile/untagged-base", "ARG BASE\nFROM $BASE\n");
}

}  // namespace
}  // namespace bulkhead::check
