// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

RuleTestOptions Trusting(std::vector<std::string> registries) {
  RuleTestOptions options;
  options.options.trusted_registries = std::move(registries);
  return options;
}

TEST(UntrustedRegistry, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/untrusted-registry";
  RuleTestOptions quay = Trusting({"quay.io", "*.corp.org"});
  Catches(kRule, "FROM ghcr.io/a/b:1\n", 1, 1, quay);
  Catches(kRule, "FROM debian:12\n", 1, 1, quay);
  Catches(kRule, "FROM quay.io/a:1\nCOPY --from=b.org/c:1 /x /y\n", 2, 1, quay);
  Catches(kRule, "FROM quay.io/a:1\nRUN --mount=from=b.org/c:1,target=/x y\n",
          2, 1, quay);
  CatchesNot(kRule, "FROM quay.io/a/b:1\nFROM x.corp.org:5000/c:1\n",
             Trusting({"quay.io", "*.corp.org:5000"}));
  CatchesNot(kRule, "FROM quay.io/a:1 AS b\nFROM b\nFROM scratch\n", quay);
  CatchesNot(kRule, "ARG B\nFROM $B\n", quay);
  CatchesNot(kRule, "FROM debian:12\nFROM docker.io/a/b:1\n",
             Trusting({"docker.io"}));
  CatchesNot(kRule, "FROM ghcr.io/a/b:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM debian:12\n", quay),
            "debian comes from docker.io, which is not an allowed registry");
}

TEST(UnapprovedImage, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/unapproved-image";
  RuleTestOptions options;
  options.options.approved_images = {"debian:12*", "ghcr.io/a/*", "node"};
  Catches(kRule, "FROM debian:11\n", 1, 1, options);
  Catches(kRule, "FROM alpine:3\n", 1, 1, options);
  CatchesNot(kRule, "FROM debian:12-slim\nFROM node:22\n", options);
  CatchesNot(kRule, "FROM ghcr.io/a/b:1\nFROM scratch\n", options);
  CatchesNot(kRule, "FROM docker.io/library/node:22\n", options);
  CatchesNot(kRule, "FROM alpine:3\n");
  EXPECT_EQ(MessageOf(kRule, "FROM debian:11\n", options),
            "debian:11 is not an approved image");
}

}  // namespace
}  // namespace bulkhead::check
