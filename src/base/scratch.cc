// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/scratch.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/fd.h"
#include "base/fs.h"
#include "base/process.h"
#include "base/text.h"

namespace bulkhead::base {
namespace {

namespace fs = std::filesystem;

constexpr int kCopySeconds = 300;

Error Failed(std::string_view verb, const std::string& path,
             const std::error_code& code) {
  return Error{ErrorCode::kIo, Format("cannot {} {}: {}", verb, Printable(path),
                                      code.message())};
}

// What lies below a folder, counted.
Status Measure(const std::string& folder, const CopyLimits& limits) {
  std::error_code code;
  std::size_t entries = 0;
  std::size_t bytes = 0;
  fs::recursive_directory_iterator at(folder, code);
  for (fs::recursive_directory_iterator end; !code && at != end;
       at.increment(code)) {
    std::error_code not_regular;
    if (at->symlink_status(not_regular).type() == fs::file_type::regular) {
      bytes += static_cast<std::size_t>(at->file_size(not_regular));
    }
    if (++entries > limits.max_entries || bytes > limits.max_bytes) {
      return Error{
          ErrorCode::kLimit,
          Format("{} holds more than {} files or {} MiB, too much to copy",
                 Printable(folder), limits.max_entries,
                 limits.max_bytes >> 20)};
    }
  }
  if (code) return Failed("read", folder, code);
  return Ok{};
}

Status MakeFolders(const std::string& path) {
  std::error_code code;
  fs::create_directories(path, code);
  if (code) return Failed("make", path, code);
  return Ok{};
}

}  // namespace

Result<ScratchFolder> ScratchFolder::Make(const std::string& prefix) {
  const char* temporary = std::getenv("TMPDIR");
  bool usable = temporary != nullptr && IsAbsolute(temporary);
  std::string path =
      JoinPath(usable ? temporary : "/tmp", Format("{}-XXXXXX", prefix));
  if (mkdtemp(path.data()) == nullptr) return SystemError("cannot make", path);
  return ScratchFolder(std::move(path));
}

Status ScratchFolder::Remove() {
  if (path_.empty()) return Ok{};
  std::error_code code;
  fs::remove_all(path_, code);
  if (code) return Failed("remove", path_, code);
  path_.clear();
  return Ok{};
}

Status CopyTree(const std::string& from, const std::string& to,
                const CopyLimits& limits) {
  bool folder = fs::is_directory(from);
  if (folder) {
    if (Status fits = Measure(from, limits); !fits.ok()) return fits;
  }
  if (Status made = MakeFolders(folder ? to : DirName(to)); !made.ok()) {
    return made;
  }
  // cp keeps owners, times and sparse files, which the library does not.
  Result<ProcessResult> copied =
      RunProcess({"cp", "-a", "--reflink=auto", "--",
                  folder ? JoinPath(from, ".") : from, to},
                 {.timeout_seconds = kCopySeconds});
  if (!copied.ok()) return std::move(copied).error();
  if (copied.value().exit_code == 0) return Ok{};
  return Error{ErrorCode::kIo, Format("cannot copy {}: {}", Printable(from),
                                      Printable(Trim(copied.value().err)))};
}

Status WriteInto(const std::string& path, std::string_view bytes,
                 unsigned mode) {
  if (Status made = MakeFolders(DirName(path)); !made.ok()) return made;
  std::error_code code;
  if (fs::is_symlink(path, code)) fs::remove(path, code);
  Fd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  if (!fd.valid()) return SystemError("cannot write", path);
  return WriteAll(fd, path, bytes);
}

}  // namespace bulkhead::base
