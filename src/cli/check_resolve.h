// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// bulkhead check --resolve and --write-pins.
#pragma once

#include "base/fs.h"
#include "base/result.h"
#include "cli/command.h"
#include "engine/check.h"

namespace bulkhead::cli {

// Where the flags ask for it: asks registries, adds what they say to the pins
// of `options` and what they don't to its gaps, and writes the pins to a file.
base::Status ResolvePins(const Arguments& arguments,
                         const base::FileSystem& files,
                         engine::CheckOptions* options);

}  // namespace bulkhead::cli
