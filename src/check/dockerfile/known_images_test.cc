// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/known_images.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

TEST(KnownImages, KnowFamilies) {
  struct Case {
    std::string_view image;
    ImageFamily family;
    std::string_view language;
    bool slim;
  };
  constexpr Case kCases[] = {
      {"alpine:3.20", ImageFamily::kAlpine, "", false},
      {"docker.io/library/debian:12-slim", ImageFamily::kDebian, "", true},
      {"node:20-alpine3.19", ImageFamily::kAlpine, "node", false},
      {"python:3.12", ImageFamily::kDebian, "python", false},
      {"python:3.12-slim-bookworm", ImageFamily::kDebian, "python", true},
      {"node:20-windowsservercore", ImageFamily::kUnknown, "node", false},
      {"gcr.io/distroless/static-debian12", ImageFamily::kDistroless, "",
       false},
      {"acme/node:20", ImageFamily::kUnknown, "", false},
  };
  for (const Case& c : kCases) {
    KnownImage image = KnownImageOf(config::ParseImageRef(c.image));
    EXPECT_EQ(image.family, c.family) << c.image;
    EXPECT_EQ(image.language, c.language) << c.image;
    EXPECT_EQ(image.slim, c.slim) << c.image;
  }
}

TEST(KnownImages, KnowWhatIsMissing) {
  auto lacks = [](std::string_view image, std::string_view program) {
    return LacksProgram(KnownImageOf(config::ParseImageRef(image)), program);
  };
  EXPECT_TRUE(lacks("alpine:3.20", "curl"));
  EXPECT_FALSE(lacks("alpine:3.20", "wget"));
  EXPECT_TRUE(lacks("node:20-slim", "wget"));
  EXPECT_FALSE(lacks("node:20", "curl"));
  EXPECT_FALSE(lacks("node:20-slim", "node"));
  EXPECT_TRUE(lacks("python:3.12-slim", "node"));
  EXPECT_FALSE(lacks("python:3.12-slim", "python3"));
  EXPECT_FALSE(lacks("nginx:1.27", "curl"));
  EXPECT_TRUE(lacks("ubuntu:24.04", "python3"));
  EXPECT_TRUE(lacks("scratch", "anything"));
  EXPECT_TRUE(
      LacksUser(KnownImageOf(config::ParseImageRef("alpine:3.20")), "app"));
  EXPECT_FALSE(
      LacksUser(KnownImageOf(config::ParseImageRef("node:20-slim")), "node"));
  EXPECT_TRUE(
      LacksGroup(KnownImageOf(config::ParseImageRef("debian:12")), "wheel"));
}

}  // namespace
}  // namespace bulkhead::check
