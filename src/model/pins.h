// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Versions that somebody knows: of images and packages. What is not in here is
// not known; nothing makes one up (docs/formats/pins.md).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace bulkhead::model {

// What an image shall be named: at least one of the two is there.
struct ImagePin {
  std::string tag;     // "": the tag stays
  std::string digest;  // "sha256:...", or ""
  bool operator==(const ImagePin&) const = default;
};

// Version by name of the package, by manager: apt, apk, dnf (and yum), zypper,
// npm, pip, gem, go.
using PackagePins =
    std::map<std::string, std::map<std::string, std::string, std::less<>>,
             std::less<>>;

// Packages that hold for some base images only.
struct PinScope {
  std::vector<std::string> images;    // patterns: "python:3.12*"
  std::vector<std::string> releases;  // "debian:12", "alpine:3.20"
  PackagePins packages;
  bool operator==(const PinScope&) const = default;
};

struct Pins {
  // By registry, repository and tag: "docker.io/library/node:20".
  std::map<std::string, ImagePin, std::less<>> images;
  std::vector<PinScope> scopes;  // the first that knows a package wins
  PackagePins packages;          // for all others
  bool operator==(const Pins&) const = default;
};

}  // namespace bulkhead::model
