// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// File descriptors: ownership, and reading and writing through them.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace bulkhead::base {

// Owns a file descriptor and closes it.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd() { Close(); }
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) {
      Close();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }
  [[nodiscard]] int get() const { return fd_; }
  void Close();

 private:
  int fd_;
};

// An Error from errno: "VERB PATH: reason".
Error SystemError(std::string_view verb, std::string_view path);

// "a folder", "a fifo", ...: what a mode of stat(2) says.
std::string_view FileKind(mode_t mode);

// Everything up to the end of file; more than `max_bytes` is a kLimit error.
Result<std::string> ReadAll(const Fd& fd, std::string_view name,
                            std::size_t max_bytes);
// Whole text of a file whose size is not known before it is read: of /proc.
Result<std::string> ReadUnsized(const std::string& path, std::size_t max_bytes);
Status WriteAll(const Fd& fd, std::string_view name, std::string_view bytes);

}  // namespace bulkhead::base
