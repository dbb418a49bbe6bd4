// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Keeps secrets out of reports.
#pragma once

#include "model/report.h"

namespace bulkhead::engine {

// Masks the secrets that findings point at, but for their first characters,
// wherever they stand in code frames, messages and evidence of the same file.
// Masked text keeps its length, so that columns stay right.
void RedactSecrets(model::Report& report);

// The same in what fixes would insert; such a report is no longer fit for
// applying them.
void RedactFixes(model::Report& report);

}  // namespace bulkhead::engine
