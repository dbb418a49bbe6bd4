// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Ports that should not be open to everybody.
#pragma once

#include <optional>
#include <string>

#include "check/compose/rule.h"

namespace bulkhead::check {

struct SensitivePort {
  std::string what;  // "the database PostgreSQL"
  model::Severity severity = model::Severity::kHigh;
};

// What a published port gives access to, where that is a data store or an
// administration tool.
std::optional<SensitivePort> FindSensitivePort(const ComposeService& service,
                                               const ComposePort& port);

}  // namespace bulkhead::check
