// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files that only some RUNs need: a mount instead of a COPY.
#pragma once

#include <string_view>

#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {

// A COPY brings one file, the RUNs behind it use it, and `removal`, a command
// of `last`, takes it away again. The answer removes COPY and removal, and
// mounts the file in these RUNs: as a secret, or from the build context. `file`
// is its absolute path. None where another instruction may need the file, or a
// command changes it.
Edits MountInstead(const DockerfileContext& context, const CopiedFiles& copied,
                   std::string_view file, const Script& last,
                   const config::Command& removal, bool secret);

}  // namespace bulkhead::check
