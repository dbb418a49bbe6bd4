// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// bulkhead check --fix and --diff.
#pragma once

#include <vector>

#include "base/fs.h"
#include "base/result.h"
#include "cli/command.h"
#include "cli/outputs.h"
#include "engine/check.h"

namespace bulkhead::cli {

// Each of these asks for fixes.
inline constexpr std::string_view kFixFlags[] = {"--fix", "--diff", "--harden",
                                                 "--fix-only", "--prove"};
bool WantsFix(const Arguments& arguments);

// Fixes, shows or writes the changes, and reports what is left.
base::Result<model::ExitCode> RunFix(const Arguments& arguments,
                                     const engine::CheckOptions& options,
                                     const std::vector<Output>& outputs,
                                     const base::FileSystem& files);

}  // namespace bulkhead::cli
