// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Commands in shell form that need no shell.
#pragma once

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

// Offers to write the script as a JSON array, where that does the same.
void OfferExecForm(const DockerfileContext& context, const Script& script,
                   model::Finding& finding);

}  // namespace bulkhead::check
