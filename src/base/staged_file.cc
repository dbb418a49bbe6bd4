// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/staged_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/fd.h"
#include "base/fs.h"
#include "base/text.h"

namespace bulkhead::base {
namespace {

constexpr mode_t kAnyWrite = 0222;
constexpr mode_t kOthers = 077;

// Why the file that is there can't be replaced.
Status MayReplace(const std::string& path, const struct stat& old) {
  if (!S_ISREG(old.st_mode)) {
    return Error{
        ErrorCode::kUnsupported,
        Format("{} is {}, only a regular file is replaced", Printable(path),
               RealFileSystem().Stat(path, false).kind)};
  }
  if ((old.st_mode & kAnyWrite) == 0) {
    return Error{ErrorCode::kPermission,
                 Format("{} is read-only (mode {:04o})", Printable(path),
                        old.st_mode & 07777u)};
  }
  if (access(path.c_str(), W_OK) != 0) return SystemError("cannot write", path);
  return Ok{};
}

}  // namespace

FileOwner OwnerOfNewFiles() { return {geteuid(), getegid()}; }

Result<StagedFile> StagedFile::Stage(const std::string& path,
                                     std::string_view bytes,
                                     const StageOptions& options) {
  Result<StagedFile> staged = Begin(path, options);
  if (!staged.ok()) return staged;
  Status done = staged.value().Append(bytes);
  if (done.ok()) done = staged.value().Complete();
  if (!done.ok()) return std::move(done).error();
  return staged;
}

Result<StagedFile> StagedFile::Begin(const std::string& path,
                                     const StageOptions& options) {
  StagedFile staged(path, options);
  if (Status may = staged.LookAtOld(); !may.ok()) return std::move(may).error();
  std::string temporary = JoinPath(DirName(path), ".bulkhead-XXXXXX");
  staged.fd_ = Fd(mkostemp(temporary.data(), O_CLOEXEC));
  if (!staged.fd_.valid()) return SystemError("cannot write beside", path);
  staged.temporary_ = std::move(temporary);
  return staged;
}

Status StagedFile::LookAtOld() {
  struct stat old = {};
  bool existed = lstat(path_.c_str(), &old) == 0;
  if (create_) {
    if (!existed) return MakeFolders();
    return Error{ErrorCode::kIo,
                 Format("{} is there already", Printable(path_))};
  }
  if (!existed) return Ok{};
  mode_ = old.st_mode & 07777u;
  owner_ = FileOwner{old.st_uid, old.st_gid};
  return MayReplace(path_, old);
}

Status StagedFile::Append(std::string_view bytes) {
  return WriteAll(fd_, path_, bytes);
}

Status StagedFile::Complete() {
  if (owner_ && fchown(fd_.get(), owner_->user, owner_->group) != 0 &&
      errno != EPERM) {
    return SystemError("cannot keep the owner of", path_);
  }
  // The mask of the process is not readable without changing it; 0644 is what
  // editors make.
  if (fchmod(fd_.get(), mode_) != 0 || fsync(fd_.get()) != 0) {
    return SystemError("cannot write", path_);
  }
  fd_.Close();
  return Ok{};
}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, "")),
      folders_(std::exchange(other.folders_, {})),
      fd_(std::move(other.fd_)),
      create_(other.create_),
      mode_(other.mode_),
      owner_(other.owner_) {}

StagedFile::~StagedFile() { Remove(); }

void StagedFile::Remove() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
  temporary_.clear();
  // Only empty ones go.
  for (std::size_t i = folders_.size(); i > 0; --i) {
    rmdir(folders_[i - 1].c_str());
  }
  folders_.clear();
}

// A file for its owner only gets a folder for its owner only.
Status StagedFile::MakeFolders() {
  std::vector<std::string> missing;
  struct stat info = {};
  for (std::string folder = DirName(path_);
       lstat(folder.c_str(), &info) != 0 && errno == ENOENT;
       folder = DirName(folder)) {
    missing.push_back(folder);
  }
  std::reverse(missing.begin(), missing.end());
  for (const std::string& folder : missing) {
    if (mkdir(folder.c_str(), (mode_ & kOthers) == 0 ? 0700 : 0755) != 0) {
      return SystemError("cannot make", folder);
    }
    folders_.push_back(folder);
  }
  return Ok{};
}

Status StagedFile::Commit() {
  bool done = create_ ? link(temporary_.c_str(), path_.c_str()) == 0
                      : rename(temporary_.c_str(), path_.c_str()) == 0;
  if (!done) return SystemError("cannot replace", path_);
  if (create_) unlink(temporary_.c_str());
  temporary_.clear();
  folders_.clear();
  return Ok{};
}

}  // namespace bulkhead::base
