// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Where servers that are known by name listen.
#pragma once

#include <optional>
#include <string>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

struct StartedServer {
  long long port = -1;
  std::string host;  // "" where it is not known
};
// By the flags, variables and defaults of uvicorn, flask, gunicorn, Django's
// runserver and streamlit; nullopt for other programs and what can't be told.
std::optional<StartedServer> ServerOf(const DockerfileContext& context,
                                      const config::Command& command);

}  // namespace bulkhead::check
