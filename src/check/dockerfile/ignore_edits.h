// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Edits of .dockerignore.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/dockerfile/script_edits.h"

namespace bulkhead::check {

// A COPY or ADD names this path of the context, something below it or, for a
// pattern, something that it matches: to ignore it would break the build.
bool IsCopiedByName(const DockerfileContext& context, std::string_view pattern);

// Adds lines to the .dockerignore of the build context, which is made where
// there is none; its line endings and the end of its last line stay. Empty
// where its place is not known, or a COPY names one of the paths.
Edits AddToDockerignore(const DockerfileContext& context,
                        const std::vector<std::string>& patterns);

}  // namespace bulkhead::check
