// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Values as the effective project has them.
#pragma once

#include "base/result.h"
#include "config/compose/node.h"
#include "config/compose/problems.h"
#include "config/compose/spec.h"

namespace bulkhead::config {

// Converts one value in place, as ComposeForm says. Forms of short syntaxes
// stay as they are. Wrong names of variables are kept, where `problems` is
// given.
base::Status ConvertNode(ComposeForm form, ComposeNode* node,
                         ComposeProblems* problems = nullptr);

// Converts all values of a tree.
base::Status ConvertTree(const ComposeSpec& spec, ComposeNode* tree,
                         ComposeProblems* problems = nullptr);

}  // namespace bulkhead::config
