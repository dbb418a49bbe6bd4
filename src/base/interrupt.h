// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Ending in order: signals that would end the program raise a flag instead.
#pragma once

#include <atomic>
#include <csignal>

namespace bulkhead::base {

// While one lives, SIGINT, SIGTERM and SIGHUP raise the flag; afterwards they
// do what they did before. One at a time, on the main thread.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  // Stays valid for ever, for ProcessOptions::cancel.
  [[nodiscard]] static const std::atomic<bool>& flag();

 private:
  static constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction old_[3] = {};
};

}  // namespace bulkhead::base
