// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace bulkhead::base {

void Fd::Close() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

Error SystemError(std::string_view verb, std::string_view path) {
  int code = errno;
  ErrorCode kind = ErrorCode::kIo;
  if (code == ENOENT || code == ENOTDIR) kind = ErrorCode::kNotFound;
  if (code == EACCES || code == EPERM) kind = ErrorCode::kPermission;
  return Error{kind, Format("{} {}: {}", verb, Printable(path),
                            std::strerror(code))};  // NOLINT(concurrency-*)
}

std::string_view FileKind(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISREG(mode)) return "a regular file";
  if (S_ISLNK(mode)) return "a symbolic link";
  if (S_ISFIFO(mode)) return "a fifo";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return "a special file";
}

Result<std::string> ReadAll(const Fd& fd, std::string_view name,
                            std::size_t max_bytes) {
  // Most files fit: what is kept has their size, not the buffer's.
  std::array<char, 16384> buffer;
  std::string out;
  while (true) {
    ssize_t got = read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("cannot read", name);
    if (got == 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(got));
    if (out.size() > max_bytes) {
      return Error{ErrorCode::kLimit,
                   Format("{} has more than {} bytes, the limit",
                          Printable(name), max_bytes)};
    }
  }
}

Result<std::string> ReadUnsized(const std::string& path,
                                std::size_t max_bytes) {
  Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd.valid()) return SystemError("cannot open", path);
  return ReadAll(fd, path, max_bytes);
}

Status WriteAll(const Fd& fd, std::string_view name, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t done = write(fd.get(), bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return SystemError("cannot write", name);
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return Ok{};
}

}  // namespace bulkhead::base
