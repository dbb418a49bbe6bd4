// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What lies around a Compose project: the Dockerfiles of its services and the
// files that it names.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/fs.h"
#include "check/compose/rule.h"

namespace bulkhead::engine {

// Owns the documents that `builds` points to.
struct ComposeFacts {
  check::ProjectFiles files;
  std::vector<check::ServiceBuild> builds;
  std::deque<config::Dockerfile> dockerfiles;
  std::deque<config::Evaluation> evaluations;
};

// The absolute path of the Dockerfile that the `build` of a service names; ""
// for contexts that do not lie on this machine.
std::string DockerfileOf(const config::ComposeNode& build);

// Adds what lies around `project`.
void LookAround(const config::ComposeProject& project,
                const base::FileSystem& files, ComposeFacts* facts);

}  // namespace bulkhead::engine
