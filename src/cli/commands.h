// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The commands: one line each in commands.inc, in the order of help.
#pragma once

#include "cli/command.h"

namespace bulkhead::cli {

#define COMMAND(name) extern const Command name;
#include "cli/commands.inc"
#undef COMMAND

}  // namespace bulkhead::cli
