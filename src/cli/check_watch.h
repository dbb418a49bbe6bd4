// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// bulkhead check --watch.
#pragma once

#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "cli/outputs.h"

namespace bulkhead::cli {

// Checks, and again whenever a file changes in a folder that was looked into,
// until SIGINT or SIGTERM; writes the outputs when the result is another one.
// The answer is the exit code of the last result. Only the first run can fail;
// later errors (a policy that is just being edited) are printed.
base::Result<model::ExitCode> WatchChecks(const Arguments& arguments,
                                          const std::vector<Output>& outputs);

}  // namespace bulkhead::cli
