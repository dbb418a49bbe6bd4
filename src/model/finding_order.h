// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The order of findings in reports.
#pragma once

#include <vector>

#include "model/finding.h"

namespace bulkhead::model {

// Sorts by place, rule and message, and drops exact doubles. Finish() does the
// same, and gives fingerprints.
void SortByPlace(std::vector<Finding>& findings);

}  // namespace bulkhead::model
