// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What follows from the whole project: names, the default network, implied
// dependencies, env files, profiles; and whether it is consistent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/compose/arena.h"
#include "config/compose/compose.h"
#include "config/compose/loader.h"

namespace bulkhead::config {

// Sets what the loader implies. `project.root` is converted and has `name`.
void NormalizeProject(ComposeArena* arena, ComposeProject* project);

// Moves services whose profiles are not enabled to disabled_services.
void ApplyProfiles(const std::vector<std::string>& enabled,
                   ComposeProject* project);

// References to what is not there, conflicting keys, circles.
base::Status CheckConsistency(const ComposeProject& project,
                              ComposeProblems* problems = nullptr);
// depends_on without a circle.
base::Status CheckDependencies(const ComposeProject& project);

// Reads env_file and label_file of the enabled services into environment and
// labels.
base::Status AddServiceFiles(ComposeLoader* loader, const base::FileSystem& fs,
                             const base::Limits& limits, ComposeArena* arena,
                             ComposeProject* project,
                             ComposeProblems* problems = nullptr);

}  // namespace bulkhead::config
