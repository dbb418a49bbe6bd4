// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The files that hold Dockerfile rules: one line each in rules.inc.
#pragma once

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

#define RULES(name) DockerfileRules name();
#include "check/dockerfile/rules.inc"
#undef RULES

}  // namespace bulkhead::check
