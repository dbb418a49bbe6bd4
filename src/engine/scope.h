// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What a run has judged, for baselines and ignores that outlive it.
#pragma once

#include "engine/check.h"
#include "policy/baseline.h"

namespace bulkhead::engine {

// What a check with these options has looked at; null where that is everything
// below the working folder. A path counts as looked at where the user named it
// or a folder above it. With --exclude nobody can tell: nothing counts.
policy::Scope ScopeOf(const CheckOptions& options);

}  // namespace bulkhead::engine
