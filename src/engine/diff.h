// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Unified diffs of two texts.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace bulkhead::engine {

// The diff from `before` to `after` with three lines of context, as `diff -u`
// and `git apply` read it; "" where they are equal. A missing newline at the
// end is marked as there. `mask`, where there is one, may change the text of a
// line before it is shown: `kind` is ' ', '-' or '+', `line` its number in
// `before`, 0 for an added one.
using LineMask = std::function<void(char kind, int line, std::string* text)>;
std::string UnifiedDiff(std::string_view path, std::string_view before,
                        std::string_view after, const LineMask& mask = {});

}  // namespace bulkhead::engine
