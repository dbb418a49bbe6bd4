// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Bounds that every parser takes, so that no input can make the program run
// out of memory, stack or time.
#pragma once

#include <cstddef>

namespace bulkhead::base {

// The defaults fit configuration files. A parser that reaches a bound answers
// with ErrorCode::kLimit and says which bound, its value and the place.
struct Limits {
  std::size_t max_bytes = 64u << 20;    // size of one input
  std::size_t max_depth = 500;          // nesting of groups, maps, lists
  std::size_t max_entries = 2'000'000;  // nodes, instructions, words
  std::size_t max_expansion = 16u
                              << 20;  // bytes that variables or aliases make
};

}  // namespace bulkhead::base
