// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Sources: the Dockerfiles and entry points of the images, as published at
// https://github.com/docker-library (official images) and in the repositories
// of the makers, and their pages on Docker Hub; state of November 2026.
#include "check/compose/image_facts.h"

namespace bulkhead::check {
namespace {

constexpr ImageFacts kFacts[] = {
    {.name = "postgres",
     .role = ImageRole::kDataStore,
     .user = "postgres",
     .drops_root = true},
};

}  // namespace

const ImageFacts* FindImageFacts(const config::ImageRef& image) {
  if (!image.valid) return nullptr;
  std::string name = image.Familiar();
  for (const ImageFacts& facts : kFacts) {
    if (facts.name == name) return &facts;
  }
  return nullptr;
}

}  // namespace bulkhead::check
