// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Where the index of a package manager is fetched, and where it is used.
#pragma once

#include "check/dockerfile/rule.h"
#include "check/dockerfile/script_edits.h"

namespace bulkhead::check {

// The operation reads the index: it installs, upgrades or downloads.
bool UsesIndex(const config::PackageOperation& operation);

// Moves `update`, which fetches an index, to the next RUN of the stage that
// uses it; removes it where that fetches its own, or there is none. `upgrade`,
// where it is not null, is a command of the same RUN that goes as well.
Edits MoveUpdate(const DockerfileContext& context, const Script& script,
                 const config::PackageOperation& update,
                 const config::Command* upgrade);

// Removes an upgrade of all packages. Where its RUN fetches an index that only
// a later one needs, the fetching goes there.
Edits RemoveUpgrade(const DockerfileContext& context, const Script& script,
                    const config::PackageOperation& upgrade);

}  // namespace bulkhead::check
