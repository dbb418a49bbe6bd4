// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Short syntaxes made long, defaults set, relations between keys checked.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "config/compose/arena.h"
#include "config/compose/compose.h"
#include "config/compose/spec.h"

namespace bulkhead::config {

// Makes the short syntaxes of a merged file long.
base::Status MakeCanonical(ComposeNode* root,
                           std::vector<ComposeWarning>* warnings,
                           ComposeProblems* problems = nullptr);
// `extends: x`, `depends_on: [x]`, ports, volumes, ... of any one value. Wrong
// items of ports are taken out, where `problems` is given.
base::Status MakeLong(ComposeForm form, ComposeNode* node,
                      ComposeProblems* problems = nullptr);

// Defaults that do not depend on other files: build.context, target of
// secrets, protocol and mode of ports, ...
void SetDefaults(ComposeNode* root, ComposeArena* arena);

// What the specification's types cannot say: external volumes with options,
// host addresses, device requests.
base::Status CheckValues(ComposeNode* root,
                         ComposeProblems* problems = nullptr);

}  // namespace bulkhead::config
