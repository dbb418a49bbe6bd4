// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Where a path leads behind its symbolic links.
#pragma once

#include <string>

namespace bulkhead::base {

// Absolute and without symbolic links; "" where nothing is there, or where it
// can't be told.
std::string RealPath(const std::string& path);

}  // namespace bulkhead::base
