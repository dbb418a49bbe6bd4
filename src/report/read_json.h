// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Reading back what the json writer wrote.
#pragma once

#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "model/report.h"

namespace bulkhead::report {

// The report in `text` (docs/formats/report-json.md). Members that this
// version does not know are passed over. Errors name `name` and, for malformed
// JSON, line and column: kInvalid for text that is no report, kUnsupported for
// a report of a newer version, kLimit.
base::Result<model::Report> ReadJsonReport(std::string_view text,
                                           const base::Limits& limits,
                                           std::string_view name = "report");

}  // namespace bulkhead::report
