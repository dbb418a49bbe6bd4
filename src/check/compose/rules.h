// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The files that hold Compose rules: one line each in rules.inc.
#pragma once

#include "check/compose/rule.h"

namespace bulkhead::check {

#define RULES(name) ComposeRules name();
#include "check/compose/rules.inc"
#undef RULES

}  // namespace bulkhead::check
