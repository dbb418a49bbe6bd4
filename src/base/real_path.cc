// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/real_path.h"

#include <filesystem>
#include <system_error>

namespace bulkhead::base {

std::string RealPath(const std::string& path) {
  std::error_code code;
  std::filesystem::path real = std::filesystem::canonical(path, code);
  return code ? std::string() : real.string();
}

}  // namespace bulkhead::base
