// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Walking a tree beside the specification.
#pragma once

#include <functional>

#include "base/result.h"
#include "config/compose/node.h"
#include "config/compose/problems.h"
#include "config/compose/spec.h"

namespace bulkhead::config {

// Calls `visit` for `tree` and all below it that the specification knows,
// parents first, so that a parent may change before its children are seen.
// Stops at the first error, or keeps it in `problems` and takes the value out.
// Those that are out already are not visited.
base::Status WalkCompose(
    const ComposeSpec& spec, ComposeNode* tree,
    const std::function<base::Status(const ComposeSpec&, ComposeNode*)>& visit,
    ComposeProblems* problems = nullptr);

}  // namespace bulkhead::config
