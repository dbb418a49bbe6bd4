// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// One run of bulkhead check, from options to the report.
#pragma once

#include "base/fs.h"
#include "base/result.h"
#include "cli/command.h"
#include "engine/check.h"

namespace bulkhead::cli {

// An Error where two flags make no sense together.
base::Status CheckFlagsFit(const Arguments& arguments);

// Checks, with a line of progress on a terminal, and marks what is old
// (--new-since). The report is for showing: secrets in its fixes are masked.
base::Result<model::Report> CheckReport(const Arguments& arguments,
                                        const engine::CheckOptions& options,
                                        const base::FileSystem& files);

}  // namespace bulkhead::cli
