// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// bulkhead check --effective.
#pragma once

#include "base/fs.h"
#include "base/result.h"
#include "cli/command.h"
#include "engine/check.h"

namespace bulkhead::cli {

// Prints each project that the options name as one YAML document, or as JSON.
base::Result<model::ExitCode> PrintEffective(
    const Arguments& arguments, const engine::CheckOptions& options,
    const base::FileSystem& files);

}  // namespace bulkhead::cli
