// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What rules on versions ask of the pins, and the fixes that come of it. A fix
// takes its version from there and from nowhere else.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/dockerfile/image_ref.h"
#include "model/finding.h"
#include "model/pins.h"

namespace bulkhead::check {

// The key of an image among the pins: "docker.io/library/node:20"; without a
// tag that of latest.
std::string PinKey(const config::ImageRef& image);

// The release of a distribution that an image holds, as far as its name tells:
// "debian:12" for debian:12-slim and node:20-bookworm; "" where it does not.
std::string ReleaseOf(const config::ImageRef& image);
// The same of what people write: "bookworm", "debian:12". "" for other text.
std::string ReleaseByName(std::string_view text);

// An image by its pinned name.
struct PinnedImage {
  std::string text;   // what to write: "node:20@sha256:..."
  bool safe = false;  // the same tag: today's image, for ever
};
// Null pins know nothing. `written` is the reference in the file, `image` what
// it means. With `need_digest`, a pin without one does not do.
std::optional<PinnedImage> PinImage(const model::Pins* pins,
                                    const config::ImageRef& image,
                                    std::string_view written, bool need_digest);

// The version of a package in an image built on `base` (not valid: unknown).
// `manager` is a key of PackagePins. nullopt: not known.
std::optional<std::string> PinnedVersion(const model::Pins* pins,
                                         std::string_view manager,
                                         std::string_view name,
                                         const config::ImageRef& base);
// Name of a Python package as the index knows it: "Foo_Bar" is "foo-bar".
std::string PipName(std::string_view name);

// Says in the finding that the pins know nothing of these images or packages.
// Without pins nobody expects any, and nothing is said.
void SayNoPin(const model::Pins* pins, const config::ImageRef& image,
              model::Finding& finding);
void SayNoPin(const model::Pins* pins, std::string_view manager,
              const std::vector<std::string>& packages,
              model::Finding& finding);
// What was said so, "" for nothing; and the key of the image.
std::string_view MissingPin(const model::Finding& finding);
std::string_view ImageWithoutPin(const model::Finding& finding);

}  // namespace bulkhead::check
