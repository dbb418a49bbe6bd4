// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A folder for copies that nobody else may read, gone when it is no longer
// needed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace bulkhead::base {

// Mode 0700, below $TMPDIR or /tmp.
class ScratchFolder {
 public:
  // `prefix` is the beginning of its name.
  static Result<ScratchFolder> Make(const std::string& prefix);
  ~ScratchFolder() { static_cast<void>(Remove()); }
  ScratchFolder(ScratchFolder&& other) noexcept
      : path_(std::exchange(other.path_, "")) {}
  ScratchFolder& operator=(ScratchFolder&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }

  [[nodiscard]] const std::string& path() const { return path_; }
  // Removes it and all that is in it; the destructor does it, too, silently.
  Status Remove();

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

struct CopyLimits {
  std::size_t max_bytes = std::size_t{2} << 30;
  std::size_t max_entries = 300'000;
};

// Copies a file, or a folder with all that is in it, to `to`, whose folders are
// made: mode, owner (as root), times and links stay; links are not followed.
// More than the limits is kLimit, before anything is copied.
Status CopyTree(const std::string& from, const std::string& to,
                const CopyLimits& limits = {});
// Writes a file and makes its folders; a link in its place is replaced. `mode`
// is that of a file that is not there yet.
Status WriteInto(const std::string& path, std::string_view bytes,
                 unsigned mode = 0644);

}  // namespace bulkhead::base
