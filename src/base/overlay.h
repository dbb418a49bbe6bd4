// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A file system with some files replaced in memory.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/fs.h"

namespace bulkhead::base {

// What `below` has, but for the files set here. Thread-safe to read once all
// are set. `below` must outlive it.
class OverlayFileSystem : public FileSystem {
 public:
  explicit OverlayFileSystem(const FileSystem& below) : below_(&below) {}

  void Set(const std::string& path, std::string content);
  [[nodiscard]] Result<std::shared_ptr<const Source>> Read(
      const std::string& path, std::size_t max_bytes) const override;
  // New files appear in the listing of a folder that exists below.
  [[nodiscard]] Result<std::vector<DirEntry>> List(
      const std::string& path) const override;
  [[nodiscard]] FileInfo Stat(const std::string& path,
                              bool follow_links = true) const override;

 private:
  // One name for a file, however it is asked for.
  [[nodiscard]] std::string KeyOf(const std::string& path) const;
  // The text that is set for a path, or nullptr.
  [[nodiscard]] const std::string* Find(const std::string& path) const;

  const FileSystem* below_;
  std::string folder_ = CurrentFolder();
  std::map<std::string, std::string> files_;  // by absolute path
};

}  // namespace bulkhead::base
