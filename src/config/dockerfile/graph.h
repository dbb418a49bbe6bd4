// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The graph of stages. Not for other folders; see evaluate.h.
#pragma once

#include "config/dockerfile/evaluate.h"

namespace bulkhead::config {

// Adds to the stages what COPY --from and mounts take from where, finds the
// target and what it needs, and notes circles and stages that are not there.
void LinkStages(const Dockerfile& file, const EvaluateOptions& options,
                Evaluation& evaluation);

}  // namespace bulkhead::config
