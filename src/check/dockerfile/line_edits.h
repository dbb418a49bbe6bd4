// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Edits that put whole instructions into a Dockerfile.
#pragma once

#include <string>
#include <string_view>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

// Puts `lines` (instructions joined by "\n", without one at the end) in front
// of an instruction of the file, above the comments that belong to it. The
// instruction's indentation and the file's line endings are used.
model::Edit InsertBefore(const DockerfileContext& context,
                         const config::Instruction& instruction,
                         std::string_view lines);
// The same between the comments and the instruction.
model::Edit InsertRightBefore(const DockerfileContext& context,
                              const config::Instruction& instruction,
                              std::string_view lines);
// Puts `lines` behind an instruction of the file.
model::Edit InsertBehind(const DockerfileContext& context,
                         const config::Instruction& instruction,
                         std::string_view lines);

// The first instruction of a stage that sets nothing but what the container
// starts with: it and all behind it are CMD, ENTRYPOINT, HEALTHCHECK, ENV,
// EXPOSE and the like. The stage's end where the last one is of another kind.
std::size_t StartBlockOf(const DockerfileContext& context,
                         const config::Stage& stage);
// Puts `lines` in front of the CMD, ENTRYPOINT and HEALTHCHECK that end the
// stage, or at its end. Nothing of the stage's build comes behind them.
model::Edit InsertBeforeStart(const DockerfileContext& context,
                              const config::Stage& stage,
                              std::string_view lines);

}  // namespace bulkhead::check
