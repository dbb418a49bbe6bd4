// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Relative paths of a project made absolute.
#pragma once

#include <string>
#include <string_view>

#include "config/compose/node.h"

namespace bulkhead::config {

// `path` relative to `folder`; "~" is `home`, where that is known. Absolute
// paths, those of Windows too, stay.
std::string AbsolutePath(std::string_view path, const std::string& folder,
                         const std::string& home);

// A place on the network: a git repository, an OCI artifact, a URL.
bool IsRemotePath(std::string_view path);

// All paths that Compose takes relative to the folder of a file, in a tree
// with long syntax.
void ResolvePaths(const std::string& folder, const std::string& home,
                  ComposeNode* root);

}  // namespace bulkhead::config
