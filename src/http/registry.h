// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What a registry knows of a tag: OCI Distribution Specification 1.1, section
// "Pulling manifests", and Docker's token authentication
// (distribution.github.io/distribution/spec/auth/token).
#pragma once

#include <string>

#include "base/result.h"
#include "http/client.h"
#include "http/docker_config.h"

namespace bulkhead::http {

struct TaggedImage {
  std::string registry;    // as in image names: "docker.io", "127.0.0.1:5000"
  std::string repository;  // "library/node"
  std::string tag;
};

struct RegistryOptions {
  int timeout_seconds = 10;     // of one request
  int retry_seconds = 1;        // before a second try after 5xx
  int longest_retry_after = 5;  // seconds of Retry-After that are waited for
};

// The digest of what the tag names now: of the index where there is one.
// Plain HTTP is spoken with registries on this machine only. kIo: it could not
// be reached or gave no sound answer; kNotFound: no such image; kPermission:
// not without (other) credentials. Messages never hold credentials.
base::Result<std::string> ResolveDigest(Transport& transport,
                                        const DockerCredentials& credentials,
                                        const TaggedImage& image,
                                        const RegistryOptions& options = {});

}  // namespace bulkhead::http
