// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What instructions do to the settings of their stage. Not for other folders;
// see evaluate.h.
#pragma once

#include <string_view>

#include "config/dockerfile/evaluate.h"

namespace bulkhead::config {

// A value that is known to be `text`.
Value KnownValue(std::string_view text);
// A value of which nothing is known; `text` stands for it.
Value UnknownValue(std::string_view text);

// USER, WORKDIR, SHELL, CMD, ENTRYPOINT, HEALTHCHECK, STOPSIGNAL, EXPOSE,
// VOLUME and LABEL; other instructions have no effect. `has_cmd` remembers
// whether the stage itself had a CMD: ENTRYPOINT drops an inherited one.
void ApplyToStage(const Instruction& instruction,
                  const InstructionValues& values, Stage& stage, bool& has_cmd);

}  // namespace bulkhead::config
