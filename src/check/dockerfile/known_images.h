// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What is certain of well-known base images: what they lack, whom they know.
// Sources: their Dockerfiles (docker-library, GoogleContainerTools/distroless)
// and /etc/passwd and /etc/group of the images, as of 2026.
#pragma once

#include <string_view>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

enum class ImageFamily : std::uint8_t {
  kUnknown,
  kScratch,
  kDistroless,
  kBusybox,
  kAlpine,
  kDebian,
  kUbuntu,
};

struct KnownImage {
  ImageFamily family = ImageFamily::kUnknown;
  // "node", "python", ... for the official images of languages, which are
  // built on `family`; "" for the plain distribution.
  std::string_view language;
  bool slim = false;   // without what the full image has of tools
  bool debug = false;  // distroless with a busybox

  [[nodiscard]] bool known() const { return family != ImageFamily::kUnknown; }
  // Nothing in it runs a command in shell form.
  [[nodiscard]] bool HasNoShell() const {
    return family == ImageFamily::kScratch ||
           (family == ImageFamily::kDistroless && !debug);
  }
};

// `stage` is any stage: the image at the root of its chain is judged.
KnownImage KnownImageOf(const DockerfileContext& context,
                        const config::Stage& stage);
KnownImage KnownImageOf(const config::ImageRef& ref);

// The image certainly has no program of this name in its PATH.
bool LacksProgram(const KnownImage& image, std::string_view program);
// The image certainly has no such user, or group.
bool LacksUser(const KnownImage& image, std::string_view name);
bool LacksGroup(const KnownImage& image, std::string_view name);

// The folder that the image starts in; "" where it is not known.
std::string_view InitialWorkdir(const KnownImage& image);

// The RUN does something that can't be told from its text: it runs a file, a
// download, or a command that is not known.
bool RunsUnknownCode(const Script& script);

}  // namespace bulkhead::check
