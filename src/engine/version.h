// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The version of this program.
#pragma once

#include <string_view>

namespace bulkhead::engine {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace bulkhead::engine
