// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/interrupt.h"

#include <cstddef>

namespace bulkhead::base {
namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void Raise(int) { interrupted.store(true); }

}  // namespace

InterruptGuard::InterruptGuard() {
  interrupted.store(false);
  struct sigaction action = {};
  action.sa_handler = &Raise;  // without SA_RESTART: poll(2) shall return
  for (std::size_t i = 0; i < std::size(kSignals); ++i) {
    sigaction(kSignals[i], &action, &old_[i]);
  }
}

InterruptGuard::~InterruptGuard() {
  for (std::size_t i = 0; i < std::size(kSignals); ++i) {
    sigaction(kSignals[i], &old_[i], nullptr);
  }
}

const std::atomic<bool>& InterruptGuard::flag() { return interrupted; }

}  // namespace bulkhead::base
