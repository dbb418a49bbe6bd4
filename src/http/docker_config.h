// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Credentials that `docker login` left in ~/.docker/config.json:
// <https://docs.docker.com/reference/cli/docker/login/>. Programs that the file
// names (credsStore, credHelpers) are not run.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"

namespace bulkhead::http {

struct DockerCredentials {
  // "user:password" by host and port as in image names; docker.io for Docker
  // Hub. Never to be printed.
  std::map<std::string, std::string, std::less<>> by_registry;
  bool has_helpers = false;  // the file names programs that hold others

  // For an Authorization header, "" where there are none.
  [[nodiscard]] std::string BasicOf(std::string_view registry) const;
};

// `path` is for messages, which never hold a part of the text.
base::Result<DockerCredentials> ParseDockerConfig(std::string_view text,
                                                  const std::string& path,
                                                  const base::Limits& limits);

}  // namespace bulkhead::http
