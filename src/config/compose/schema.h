// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Validation against the specification.
#pragma once

#include "base/result.h"
#include "config/compose/node.h"
#include "config/compose/problems.h"

namespace bulkhead::config {

// Keys, types and values of a whole merged file, in short or long syntax. The
// error names key, file and line, what was expected and what was found. All
// errors are kept in `problems`, where given.
base::Status ValidateSchema(const ComposeNode& root,
                            ComposeProblems* problems = nullptr);

}  // namespace bulkhead::config
