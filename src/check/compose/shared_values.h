// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Values that several services share: an anchor, a merge key, a base that
// others extend.
#pragma once

#include <vector>

#include "check/compose/rule.h"

namespace bulkhead::check {

// Leaves one finding where a rule says the same of one written value in several
// services: it names the others in its message. Findings that differ in
// severity, in ids of other tools or in their fix stay apart.
void JoinSharedValues(const ComposeContext& context,
                      std::vector<model::Finding>* findings);

}  // namespace bulkhead::check
