// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Merging a later file into what earlier ones say.
#pragma once

#include "base/result.h"
#include "config/compose/arena.h"
#include "config/compose/node.h"
#include "config/compose/problems.h"
#include "config/compose/spec.h"

namespace bulkhead::config {

// Merges `over` into `base`; `spec` says what they are (the whole file, or one
// service). A value of another kind than the one it overrides is an error with
// its place; `problems`, where given, gets all of them.
base::Status MergeCompose(const ComposeSpec& spec, ComposeNode* base,
                          ComposeNode over, ComposeArena* arena,
                          ComposeProblems* problems = nullptr);

// Removes items of lists that a later item redefines. Items that cannot be read
// are errors, and stay.
base::Status EnforceUnicity(const ComposeSpec& spec, ComposeNode* tree,
                            ComposeProblems* problems = nullptr);

// Mappings become lists NAME=VALUE, sorted; a single string a list of one.
ComposeNode ToSequence(const ComposeNode& node);

}  // namespace bulkhead::config
