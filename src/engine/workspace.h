// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The files of a run with changes in memory, for fixes.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/fs.h"

namespace bulkhead::engine {

// What `below` has, but for texts set here: under every spelling of their path,
// absolute or not. Not thread-safe while texts are set. `below` must outlive
// it.
class Workspace : public base::FileSystem {
 public:
  // `folder` is the working folder, which relative paths start from.
  Workspace(const base::FileSystem& below, std::string folder)
      : below_(&below), folder_(std::move(folder)) {}

  // `mode` is that of a file which is not there below; 0: as usual.
  void Set(const std::string& path, std::string text, unsigned mode = 0) {
    std::string key = Key(path);
    names_.emplace(base::BaseName(key));
    texts_[std::move(key)] = std::make_shared<const File>(
        File{std::move(text), mode == 0 ? 0644 : mode});
  }
  // The changed text of a file, or nullptr.
  [[nodiscard]] const std::string* Find(const std::string& path) const;
  // Absolute and normalised; "-" stays.
  [[nodiscard]] std::string Key(std::string_view path) const;

  [[nodiscard]] base::Result<std::shared_ptr<const base::Source>> Read(
      const std::string& path, std::size_t max_bytes) const override;
  [[nodiscard]] base::Result<std::vector<base::DirEntry>> List(
      const std::string& path) const override;
  [[nodiscard]] base::FileInfo Stat(const std::string& path,
                                    bool follow_links = true) const override;

 private:
  struct File {
    std::string text;
    unsigned mode = 0644;
  };
  [[nodiscard]] const File* FindFile(const std::string& path) const;

  const base::FileSystem* below_;
  std::string folder_;
  // Shared, so that a copy of a workspace costs little.
  std::map<std::string, std::shared_ptr<const File>> texts_;
  std::set<std::string, std::less<>> names_;  // base names of them
};

// Notes which files were asked for, those that are not there among them, and
// how much was read. For one thread.
class ReadRecorder : public base::FileSystem {
 public:
  explicit ReadRecorder(const Workspace& below) : below_(&below) {}

  [[nodiscard]] base::Result<std::shared_ptr<const base::Source>> Read(
      const std::string& path, std::size_t max_bytes) const override {
    reads_.insert(below_->Key(path));
    base::Result<std::shared_ptr<const base::Source>> source =
        below_->Read(path, max_bytes);
    if (source.ok()) bytes_ += source.value()->text().size();
    return source;
  }
  [[nodiscard]] base::Result<std::vector<base::DirEntry>> List(
      const std::string& path) const override {
    base::Result<std::vector<base::DirEntry>> entries = below_->List(path);
    if (!entries.ok()) return entries;
    for (const base::DirEntry& entry : entries.value()) {
      bytes_ += entry.name.size();
    }
    return entries;
  }
  [[nodiscard]] base::FileInfo Stat(const std::string& path,
                                    bool follow_links = true) const override {
    return below_->Stat(path, follow_links);
  }
  // By Workspace::Key.
  [[nodiscard]] std::set<std::string> Take() { return std::move(reads_); }
  // Of files, and of the names in folders.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  const Workspace* below_;
  mutable std::set<std::string> reads_;
  mutable std::size_t bytes_ = 0;
};

}  // namespace bulkhead::engine
