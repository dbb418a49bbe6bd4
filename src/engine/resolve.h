// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Pins from registries: the digests of the tags that findings ask pins for.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/fs.h"
#include "base/result.h"
#include "engine/pins.h"
#include "http/client.h"
#include "http/docker_config.h"
#include "http/registry.h"
#include "model/report.h"

namespace bulkhead::engine {

struct Resolution {
  model::Pins pins;              // those given, and what was found
  std::vector<model::Gap> gaps;  // one for each image that was not
};

// Asks the registries of `images`, each image once, and nobody else but where
// those registries send for a token. A registry that fails twice is not asked
// for further images.
Resolution ResolveImages(const std::vector<UnpinnedImage>& images,
                         model::Pins pins, http::Transport& transport,
                         const http::DockerCredentials& credentials,
                         const http::RegistryOptions& options = {});

// Those of $DOCKER_CONFIG/config.json or ~/.docker/config.json; none where the
// file is not there.
base::Result<http::DockerCredentials> LoadDockerCredentials(
    const base::FileSystem& files,
    const std::map<std::string, std::string, std::less<>>& environment);

}  // namespace bulkhead::engine
