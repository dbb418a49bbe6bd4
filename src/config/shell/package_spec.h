// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Name and version within one word. Only for the files of this folder.
#pragma once

#include <string_view>

#include "config/shell/package_managers.h"

namespace bulkhead::config {

// Kind, name, separator, version, extras and `pinned` of what `text` says to
// the manager.
PackageRef ParsePackage(const PackageManagerInfo& manager,
                        std::string_view text);

// The version names one release. $VERSION counts.
bool IsPinnedVersion(std::string_view version);

}  // namespace bulkhead::config
