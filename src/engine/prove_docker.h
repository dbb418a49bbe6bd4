// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Starts copies of stacks by the user's own programs, docker and docker
// compose, and removes all that came of it.
#pragma once

#include <atomic>
#include <memory>

#include "engine/prove.h"

namespace bulkhead::engine {

struct ProveOptions {
  int timeout_seconds = 60;  // for one start, after the build
  // Raised to end early: what was started is removed first. Not null.
  const std::atomic<bool>* cancel = nullptr;
};

// An Error where no engine answers (DOCKER_HOST or the default socket) or the
// program docker is missing. Compose is looked for where a stack needs it.
// Arguments outlive the answer. The destructor removes the images that were
// built.
base::Result<std::unique_ptr<StackStarter>> ConnectDocker(
    const CheckOptions& options, const base::FileSystem& files,
    const ProveOptions& prove);

}  // namespace bulkhead::engine
