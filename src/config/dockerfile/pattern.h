// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The patterns of ${v#p}, ${v%p} and ${v/p/r} in a Dockerfile.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulkhead::config {

// `value` without the shortest (or, with `longest`, the longest) beginning that
// `pattern` matches. Errors: a backslash in front of an ordinary character, and
// more than `max_steps` of work (kLimit).
base::Result<std::string> TrimPatternPrefix(std::string_view value,
                                            std::string_view pattern,
                                            bool longest,
                                            std::size_t max_steps);
// The same for its end.
base::Result<std::string> TrimPatternSuffix(std::string_view value,
                                            std::string_view pattern,
                                            bool longest,
                                            std::size_t max_steps);
// The first match (or all) replaced; `*` takes as much as it can.
base::Result<std::string> ReplacePattern(std::string_view value,
                                         std::string_view pattern,
                                         std::string_view replacement, bool all,
                                         std::size_t max_steps);

}  // namespace bulkhead::config
