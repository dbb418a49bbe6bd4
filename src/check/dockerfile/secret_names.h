// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Which variables hold secrets, by their names and values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bulkhead::check {

enum class NameStrength : std::uint8_t {
  kNone,
  kAccount,  // a login that goes with a secret: ARTIFACTORY_USR
  kWeak,     // may be one: AUTH, SIGNING_KEY
  kStrong,   // DB_PASSWORD, GITHUB_TOKEN
};

struct SecretName {
  NameStrength strength = NameStrength::kNone;
  // Other tools take the name for that of a secret, too.
  bool hadolint = false;
  bool trivy = false;
  bool buildkit = false;
  bool dockle = false;
};

// `extra` are names that a policy adds (upper and lower case equal, with
// wildcards).
SecretName ClassifySecretName(std::string_view name,
                              std::span<const std::string> extra = {});

enum class SecretValue : std::uint8_t {
  kEmpty,
  kSwitch,       // true, no, 0
  kPlaceholder,  // changeme, <your token>
  kPath,         // /run/secrets/token, https://host/path
  kPlain,        // anything else that may be a secret
  kRandom,       // long, letters and digits mixed
  kToken,        // in the form of a well-known service: ghp_..., AKIA...
};
SecretValue ClassifySecretValue(std::string_view value);
// It is a kToken: what most values are not, which is soon seen.
bool IsSecretToken(std::string_view value);

}  // namespace bulkhead::check
