// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Images of Windows: their shell is cmd, and they know no root.
#pragma once

#include "config/dockerfile/evaluate.h"

namespace bulkhead::check {

// By the --platform of the stage, the image of its FROM, or its last USER: the
// accounts of Windows are in no image of Linux. Stages that it is built on are
// not looked at.
bool IsWindowsImage(const config::Stage& stage);

}  // namespace bulkhead::check
