// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Image references: [registry/]repository[:tag][@digest], by the grammar of
// distribution/reference as Docker normalises it.
#pragma once

#include <string>
#include <string_view>

namespace bulkhead::config {

struct ImageRef {
  bool valid = false;
  std::string error;     // why it is not valid
  std::string registry;  // "docker.io" where none is given
  bool registry_given = false;
  std::string repository;  // "library/debian", "grafana/loki"
  std::string tag;         // "" where none is given
  std::string digest;      // "sha256:..."; "" where none is given

  // As people write it: "debian", "grafana/loki", "quay.io/a/b"; no tag.
  [[nodiscard]] std::string Familiar() const;
  // The last part of the repository: "debian", "loki".
  [[nodiscard]] std::string_view BaseName() const;
  // An official image of Docker Hub: docker.io/library/...
  [[nodiscard]] bool IsOfficial() const;
};

// `text` must be expanded. "scratch" is a valid reference here.
ImageRef ParseImageRef(std::string_view text);

}  // namespace bulkhead::config
