// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files that only their owner may read do not belong into a repository or an
// image.
#pragma once

#include <vector>

#include "engine/fix.h"

namespace bulkhead::engine {

// For every folder that `changes` put such new files into: a line in the
// .gitignore of the folder above, where that lies in a git repository, and one
// in its .dockerignore, where it has one.
std::vector<FileChange> IgnoreSecretFiles(
    const std::vector<FileChange>& changes, const base::FileSystem& files);

}  // namespace bulkhead::engine
