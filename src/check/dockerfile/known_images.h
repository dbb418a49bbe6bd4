// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What is certain of well-known base images: what they lack, whom they know.
// Sources, read in November 2026 (repositories on GitHub):
// - accounts of Debian: passwd.master and group.master of base-passwd in Debian
//   12, and gnats of earlier ones; that Ubuntu adds the account ubuntu alone is
//   not confirmed
// - accounts of Alpine: alpinelinux/aports main/alpine-baselayout: passwd,
//   group, with what other versions had
// - accounts of distroless: GoogleContainerTools/distroless common/BUILD.bazel
// - programs and WORKDIR: docker-library/python 3.13/*, nodejs/docker-node
//   22/alpine3.24 and 22/bookworm-slim, docker-library/golang 1.24/bookworm,
//   docker-library/ruby 3.4/slim-bookworm, docker-library/gcc 14,
//   docker-library/openjdk 24, rust-lang/docker-rust stable/bookworm,
//   adoptium/containers 21/jdk/ubuntu/noble; each Dockerfile there
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
