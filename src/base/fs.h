// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The file system as the rest of the program sees it: an interface, the real
// one, and one in memory for tests and for `bulkhead dev`.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"

namespace bulkhead::base {

enum class FileType { kMissing, kRegular, kFolder, kSymlink, kOther };

struct FileInfo {
  FileType type = FileType::kMissing;
  unsigned mode = 0;  // permission bits
  unsigned long long size = 0;
  // Identity of the object, to recognise loops; 0 where there is none.
  unsigned long long device = 0;
  unsigned long long inode = 0;
  std::string kind;  // for people: "a fifo"
  // Ids of the user and the group that own it; nullopt: not known.
  std::optional<unsigned> owner = {};
  std::optional<unsigned> group = {};
};

struct DirEntry {
  std::string name;
  FileType type = FileType::kOther;
};

// Reading only. Implementations are thread-safe. Paths are absolute or relative
// to the working folder; they are bytes, not necessarily UTF-8.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // Follows symbolic links.
  [[nodiscard]] virtual Result<std::shared_ptr<const Source>> Read(
      const std::string& path, std::size_t max_bytes) const = 0;
  // Sorted by name, without "." and "..".
  [[nodiscard]] virtual Result<std::vector<DirEntry>> List(
      const std::string& path) const = 0;
  // kMissing where nothing is there or it cannot be looked at.
  [[nodiscard]] virtual FileInfo Stat(const std::string& path,
                                      bool follow_links = true) const = 0;
  [[nodiscard]] bool Exists(const std::string& path) const {
    return Stat(path).type != FileType::kMissing;
  }
};

class RealFileSystem : public FileSystem {
 public:
  [[nodiscard]] Result<std::shared_ptr<const Source>> Read(
      const std::string& path, std::size_t max_bytes) const override;
  [[nodiscard]] Result<std::vector<DirEntry>> List(
      const std::string& path) const override;
  [[nodiscard]] FileInfo Stat(const std::string& path,
                              bool follow_links = true) const override;
};

// Files by absolute, normalised path; folders exist where a file is below them.
// Add everything before sharing it between threads.
class MemoryFileSystem : public FileSystem {
 public:
  // Folders belong to root.
  void Add(const std::string& path, std::string content, unsigned mode = 0644,
           unsigned owner = 0, unsigned group = 0);
  [[nodiscard]] Result<std::shared_ptr<const Source>> Read(
      const std::string& path, std::size_t max_bytes) const override;
  [[nodiscard]] Result<std::vector<DirEntry>> List(
      const std::string& path) const override;
  [[nodiscard]] FileInfo Stat(const std::string& path,
                              bool follow_links = true) const override;

 private:
  // What the system says of a path that is not there.
  [[nodiscard]] Error Missing(std::string_view verb,
                              const std::string& path) const;
  struct File {
    std::string content;
    unsigned mode = 0644;
    unsigned owner = 0;
    unsigned group = 0;
  };
  std::map<std::string, File> files_;
};

// Pure functions on paths, by text alone.
bool IsAbsolute(std::string_view path);
std::string JoinPath(std::string_view folder, std::string_view path);
// Without ".", "..", doubled and trailing slashes; "" becomes ".".
std::string NormalPath(std::string_view path);
std::string_view BaseName(std::string_view path);
// Folder part of a path, "." where it has none.
std::string DirName(std::string_view path);
// `path` relative to `folder`; both absolute and normalised, or both relative.
// Unchanged where it does not lie below.
std::string RelativePath(std::string_view path, std::string_view folder);
// `path` is `folder` or lies below it; both absolute and normalised, or both
// relative.
bool LiesIn(std::string_view path, std::string_view folder);
std::string CurrentFolder();
// Normalised; a relative path is taken to begin in the working folder.
std::string AbsolutePath(std::string_view path);

// Replaces `path` by `bytes`, whole or not at all: a temporary file beside it,
// flushed, given mode and owner of the old file where there is one, renamed
// over it. A symbolic link is refused.
Status ReplaceFile(const std::string& path, std::string_view bytes);

}  // namespace bulkhead::base
