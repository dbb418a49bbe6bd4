// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Images that the policy approves.
#pragma once

#include <string>
#include <vector>

#include "config/dockerfile/image_ref.h"

namespace bulkhead::check {

// One of `patterns` stands for the image: "debian", "debian:12*",
// "ghcr.io/org/*". A pattern without a tag approves all tags; Docker Hub's
// images have their short name and their full one.
bool IsApproved(const config::ImageRef& image,
                const std::vector<std::string>& patterns);

}  // namespace bulkhead::check
