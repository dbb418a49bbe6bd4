// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the program says by its exit status (DESIGN: Exit codes).
#pragma once

namespace bulkhead::model {

enum class ExitCode {
  kClean = 0,
  kFindings = 1,  // at or above the threshold
  kError = 2,     // bad usage, target not found, broken input
  kGaps = 3,      // nothing fails, but something could not be assessed
};

}  // namespace bulkhead::model
