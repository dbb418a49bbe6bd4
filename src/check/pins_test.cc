// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/pins.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

config::ImageRef Ref(std::string_view text) {
  return config::ParseImageRef(text);
}

TEST(PinKey, IsTheWholeName) {
  EXPECT_EQ(PinKey(Ref("node")), "docker.io/library/node:latest");
  EXPECT_EQ(PinKey(Ref("a/b:1")), "docker.io/a/b:1");
  EXPECT_EQ(PinKey(Ref("reg.example:5000/a:1")), "reg.example:5000/a:1");
}

TEST(ReleaseOf, ReadsTheName) {
  struct Row {
    std::string_view image;
    std::string_view release;
  };
  constexpr Row kRows[] = {
      {"debian:12-slim", "debian:12"},
      {"debian:12.7", "debian:12"},
      {"debian:bookworm-slim", "debian:12"},
      {"ubuntu:22.04", "ubuntu:22.04"},
      {"ubuntu:jammy", "ubuntu:22.04"},
      {"ubuntu:22", ""},
      {"alpine:3.20.1", "alpine:3.20"},
      {"alpine", ""},
      {"node:20-bookworm-slim", "debian:12"},
      {"python:3.12-alpine3.19", "alpine:3.19"},
      {"python:3.12-alpine", ""},
      {"python:3.12", ""},
      {"rockylinux:9.3", "rockylinux:9"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(ReleaseOf(Ref(row.image)), row.release) << row.image;
  }
  EXPECT_EQ(ReleaseByName("noble"), "ubuntu:24.04");
  EXPECT_EQ(ReleaseByName("debian:12"), "debian:12");
  EXPECT_EQ(ReleaseByName("windows"), "");
}

TEST(PinImage, NeverInventsAVersion) {
  const std::string digest =
      "sha256:"
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  model::Pins pins;
  pins.images["docker.io/library/node:22"] = {"22.11.0", digest};
  pins.images["docker.io/library/node:latest"] = {"", digest};
  pins.images["docker.io/library/redis:7"] = {"7.2.4", ""};
  auto pin = [&](std::string_view text, bool need_digest = false) {
    std::optional<PinnedImage> out =
        PinImage(&pins, Ref(text), text, need_digest);
    return out ? out->text + (out->safe ? " safe" : " unsafe") : "none";
  };
  EXPECT_EQ(pin("node:22"), "node:22.11.0@" + digest + " unsafe");
  EXPECT_EQ(pin("docker.io/library/node:22"),
            "docker.io/library/node:22.11.0@" + digest + " unsafe");
  EXPECT_EQ(pin("node"), "node:latest@" + digest + " safe");
  EXPECT_EQ(pin("node:latest"), "node:latest@" + digest + " safe");
  EXPECT_EQ(pin("redis:7"), "redis:7.2.4 unsafe");
  EXPECT_EQ(pin("redis:7", true), "none");
  EXPECT_EQ(pin("node:21"), "none");
  EXPECT_EQ(pin("node:20@" + digest), "none");
  EXPECT_FALSE(PinImage(nullptr, Ref("node:20"), "node:20", false));
}

TEST(PinnedVersion, TakesTheFirstScopeThatKnows) {
  model::Pins pins;
  pins.packages["apt"]["curl"] = "8";
  pins.packages["pip"]["foo-bar"] = "1";
  pins.scopes.push_back({{}, {"debian:12"}, {{"apt", {{"curl", "7"}}}}});
  pins.scopes.push_back({{"debian:*"}, {}, {{"apt", {{"curl", "6"}}}}});
  EXPECT_EQ(PinnedVersion(&pins, "apt", "curl", Ref("debian:12")), "7");
  EXPECT_EQ(PinnedVersion(&pins, "apt", "curl", Ref("node:20-bookworm")), "7");
  EXPECT_EQ(PinnedVersion(&pins, "apt", "curl", Ref("debian:11")), "6");
  EXPECT_EQ(PinnedVersion(&pins, "apt", "curl", Ref("ubuntu:22.04")), "8");
  EXPECT_EQ(PinnedVersion(&pins, "apt", "curl", {}), "8");
  EXPECT_EQ(PinnedVersion(&pins, "pip", "Foo__Bar", {}), "1");
  EXPECT_EQ(PinnedVersion(&pins, "apt", "wget", {}), std::nullopt);
  EXPECT_EQ(PinnedVersion(nullptr, "apt", "curl", {}), std::nullopt);
}

TEST(SayNoPin, IsReadBack) {
  model::Pins pins;
  model::Finding finding;
  SayNoPin(nullptr, Ref("node"), finding);
  EXPECT_EQ(MissingPin(finding), "");
  SayNoPin(&pins, "apt", {"curl", "wget"}, finding);
  EXPECT_EQ(MissingPin(finding), "no pin is known for curl, wget of apt");
  EXPECT_EQ(ImageWithoutPin(finding), "");
  model::Finding image;
  SayNoPin(&pins, Ref("node"), image);
  EXPECT_EQ(ImageWithoutPin(image), "docker.io/library/node:latest");
}

}  // namespace
}  // namespace bulkhead::check
