// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Validation against the specification.
#pragma once

#include "base/result.h"
#include "config/compose/node.h"
#include "config/compose/problems.h"

namespace bulkhead::config {

// Keys, types and values of a whole merged file, in short or long syntax. The
// error names key, file and line, what was expected and what was found. Where
// `problems` is given, it gets all errors, and wrong values are taken out; so
// is the key that a misspelt one seems to mean.
base::Status ValidateSchema(ComposeNode* root,
                            ComposeProblems* problems = nullptr);

}  // namespace bulkhead::config
