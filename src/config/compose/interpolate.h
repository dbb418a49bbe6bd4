// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Variables in all values of a tree.
#pragma once

#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "config/compose/arena.h"
#include "config/compose/compose.h"
#include "config/compose/template.h"

namespace bulkhead::config {

// Expands the strings of `tree` in place; keys stay. Variables that are unset
// are added to `unset` with the value that names them.
base::Status InterpolateTree(const TemplateLookup& lookup,
                             const base::Limits& limits, ComposeArena* arena,
                             ComposeNode* tree,
                             std::vector<ComposeUnset>* unset,
                             ComposeProblems* problems = nullptr);

// A lookup in `environment`, which must outlive it.
TemplateLookup LookupIn(const ComposeEnvironment& environment);

}  // namespace bulkhead::config
