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
  Catches("dockerfile/latest-tag", "ARG R\nFROM $R/debian:latest\n", 2);
  Catches("dockerfile/latest-tag", "FROM ${R}:latest\n", 1);
  CatchesNot("dockerfile/latest-tag",
             "FROM debian:latest@sha256:"
             "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
             "\n");
  EXPECT_EQ(
      FindingsOf("dockerfile/latest-tag", "ARG T=latest\nFROM debian:$T\n")[0]
          .aliases,
      (std::vector<std::string>{"DS-0001", "DKL-DI-0006"}));
}

TEST(UntaggedBase, HitMissNearMiss) {
  Catches("dockerfile/untagged-base", "FROM debian\n", 1);
  CatchesNot("dockerfile/untagged-base", "FROM debian:12\n");
  CatchesNot("dockerfile/untagged-base", "FROM scratch\n");
  CatchesNot("dockerfile/untagged-base", "ARG BASE\nFROM $BASE\n");
  CatchesNot("dockerfile/untagged-base", "FROM a:1 AS b\nFROM b\n");
  CatchesNot("dockerfile/untagged-base", "ARG T\nFROM debian$T\n");
  Catches("dockerfile/untagged-base", "FROM a.org:5000/debian\n", 1);
  Catches("dockerfile/untagged-base", "ARG R\nFROM ${R}/debian\n", 2);
  // FROM does not see it, but the author thinks so.
  Catches("dockerfile/untagged-base", "FROM a:1\nARG B=b\nFROM $B\n", 3);
  EXPECT_EQ(MessageOf("dockerfile/untagged-base", "FROM debian\n"),
            "The base image debian has no tag, so it is latest");
  EXPECT_EQ(FindingsOf("dockerfile/untagged-base", "ARG B=debian\nFROM $B\n")[0]
                .aliases,
            (std::vector<std::string>{"DS-0001", "CKV_DOCKER_7"}));
}

}  // namespace
}  // namespace bulkhead::check
