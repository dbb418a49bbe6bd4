// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The fix that names a base image as the pins do.
#pragma once

#include <string_view>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

// Gives the finding a fix where the pins know the base image of the stage and
// FROM names it without variables; says so where they don't know it.
void OfferBasePin(const DockerfileContext& context, const config::Stage& stage,
                  model::Finding& finding);

// What the records of such rules say.
inline constexpr std::string_view kNeedsPins = "needs --pins or --resolve";

}  // namespace bulkhead::check
