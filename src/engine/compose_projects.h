// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Which Compose files form a project together.
#pragma once

#include <string>
#include <vector>

#include "engine/discover.h"

namespace bulkhead::engine {

// Files of one project, later ones override.
struct ComposeFiles {
  std::vector<std::string> files;
  bool named = false;  // the user named the last one
};

// Groups the Compose files among `found` by folder and name:
//  - compose.yaml (or the first of the other default names there is) with its
//    compose.override.yaml is a project;
//  - compose.NAME.yaml and compose-NAME.yaml override that base: a project of
//    base and this one, unless the folder has no base;
//  - other names are projects of their own.
// `files` tells which bases lie beside a file that was named alone.
std::vector<ComposeFiles> GroupComposeFiles(const std::vector<FoundFile>& found,
                                            const base::FileSystem& files);

}  // namespace bulkhead::engine
