// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The syntax tree as BuildKit's parser dumps it, for `bulkhead dev`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/dockerfile/dockerfile.h"

namespace bulkhead::config {

struct DockerfileTree {
  std::vector<std::string> lines;                // (from "debian:12")
  std::vector<std::pair<int, int>> line_ranges;  // first and last line of each
};

// An Error where BuildKit's parser refuses the text.
base::Result<DockerfileTree> TreeOf(const Dockerfile& file);

}  // namespace bulkhead::config
