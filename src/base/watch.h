// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Waiting until files change (inotify), and signals that end the wait.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace bulkhead::base {

// While it lives, SIGINT and SIGTERM do not end the process; they are told to
// whoever waits. One at a time; make it before any thread.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;
  // Becomes readable at a signal; invalid where the system has none.
  [[nodiscard]] const Fd& fd() const { return fd_; }

 private:
  Fd fd_;
};

// Watches folders, each without those below it. Not thread-safe.
class FolderWatcher {
 public:
  explicit FolderWatcher(std::size_t max_folders) : max_folders_(max_folders) {}

  // Starts to watch a folder; again is no harm, and neither is a folder that
  // does not exist. kLimit above `max_folders`, or where the system gives no
  // more watches.
  Status Add(const std::string& folder);
  [[nodiscard]] std::size_t size() const { return watched_.size(); }

  // Waits until something in a watched folder changes and then nothing for
  // `quiet` (or it went on for long). False: a signal came before.
  Result<bool> Wait(const Interrupts& interrupts,
                    std::chrono::milliseconds quiet);

 private:
  Status Drain();

  std::size_t max_folders_;
  Fd fd_;
  std::map<int, std::string> watched_;  // by number of inotify
};

}  // namespace bulkhead::base
