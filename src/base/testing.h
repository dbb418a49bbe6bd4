// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Helpers for tests that need files on disk.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace bulkhead::base {

// An empty folder that is removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = "/tmp/bulkhead-test-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
    chmod(name.c_str(), 0755);  // NOLINT(cert-*): for tests as another user
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // Absolute path of a name in it; "" gives the folder with a slash behind it.
  [[nodiscard]] std::string Path(std::string_view name) const {
    return path_ + "/" + std::string(name);
  }
  // Writes a file, and makes the folders above it.
  void Write(std::string_view name, std::string_view text) const {
    std::filesystem::path full = Path(name);
    std::filesystem::create_directories(full.parent_path());
    std::ofstream file(full, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
  }

 private:
  std::string path_;
};

}  // namespace bulkhead::base
