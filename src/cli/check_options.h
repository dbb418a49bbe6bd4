// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The options of commands that check: check, and those that build on it.
#pragma once

#include "base/fs.h"
#include "base/result.h"
#include "cli/command.h"
#include "engine/check.h"
#include "engine/tree_files.h"

namespace bulkhead::cli {

// Reads standard input, the policy and the baseline where the flags ask for
// them. The baseline lives in `baseline`, which must outlive the answer.
base::Result<engine::CheckOptions> MakeCheckOptions(
    const Arguments& arguments, const base::FileSystem& files,
    std::optional<policy::Baseline>* baseline);

// The files that a run may read: those of the checked folders, and what the
// flags name.
engine::TreeFiles FilesToCheck(const Arguments& arguments);

// Path of the baseline by flag or policy, "" without one.
std::string BaselinePath(const Arguments& arguments,
                         const policy::Policy& policy);

}  // namespace bulkhead::cli
