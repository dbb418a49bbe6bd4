// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files that are written in two steps, so that several change together: all
// are prepared, and only when that went well are they put in place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace bulkhead::base {

// Who owns the files that this process makes.
struct FileOwner {
  unsigned user = 0;
  unsigned group = 0;
};
FileOwner OwnerOfNewFiles();

struct StageOptions {
  bool create = false;   // nothing may be there, folders are made
  unsigned mode = 0644;  // of a created file
};

// The new content of a file, complete and flushed beside it under another
// name, with mode and owner of the old file. What is not put in place is
// removed by the destructor, with the folders that were made for it.
class StagedFile {
 public:
  // Refused are what is no regular file (symbolic links among them) and what
  // nobody may write to by its mode, whoever asks.
  static Result<StagedFile> Stage(const std::string& path,
                                  std::string_view bytes,
                                  const StageOptions& options = {});
  // The same in pieces: Begin, Append as often as needed, Complete.
  static Result<StagedFile> Begin(const std::string& path,
                                  const StageOptions& options = {});
  Status Append(std::string_view bytes);
  Status Complete();

  StagedFile(StagedFile&& other) noexcept;
  StagedFile& operator=(StagedFile&&) = delete;
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  ~StagedFile();

  // Puts it in place at once. A created file does not replace one that came
  // into being meanwhile.
  Status Commit();

 private:
  StagedFile(std::string path, const StageOptions& options)
      : path_(std::move(path)), create_(options.create), mode_(options.mode) {}
  // Whether the file may be made or replaced; what is kept of an old one.
  Status LookAtOld();
  Status MakeFolders();
  void Remove();

  std::string path_;
  std::string temporary_;             // "": nothing to remove
  std::vector<std::string> folders_;  // made for it, outer ones first
  Fd fd_;                             // of the temporary file, until Complete
  bool create_;
  unsigned mode_;
  std::optional<FileOwner> owner_;  // of the file that is replaced
};

}  // namespace bulkhead::base
