// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Folders that the image of a service writes to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/compose/rule.h"

namespace bulkhead::check {

// Those on which the service mounts nothing, neither above nor below; none
// where the image or the mounts are not known.
std::vector<std::string> UnmountedWrites(const ComposeContext& context,
                                         const ComposeService& service);

// A tmpfs does no harm there, and the path means the same in YAML.
bool MayBeTmpfs(std::string_view path);

}  // namespace bulkhead::check
