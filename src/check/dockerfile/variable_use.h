// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Whether the file uses a variable that it sets.
#pragma once

#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/script_edits.h"

namespace bulkhead::check {

// Some instruction other than the one that sets it has $NAME or ${NAME...}, or
// a RUN names it in a way that may be a use.
bool IsVariableUsed(const DockerfileContext& context,
                    const VariableSetting& setting);
// Removes a pair of ENV or ARG, with the instruction where it is the only one.
// Empty where the file uses the variable.
Edits RemoveUnusedVariable(const DockerfileContext& context,
                           const VariableSetting& setting);

}  // namespace bulkhead::check
