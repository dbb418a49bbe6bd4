// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace bulkhead::base {

namespace {

// Those that this process may run on.
std::size_t Processors() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0) {
    return static_cast<std::size_t>(std::max(1, CPU_COUNT(&allowed)));
  }
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace

void ParallelFor(std::size_t count, std::size_t threads,
                 const std::function<void(std::size_t)>& work) {
  if (threads == 0) threads = Processors();
  threads = std::min(threads, count);
  std::atomic<std::size_t> next = 0;
  auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  if (threads <= 1) {
    run();
    return;
  }
  std::vector<std::jthread> pool;
  try {
    for (std::size_t t = 1; t < threads; ++t) pool.emplace_back(run);
  } catch (const std::system_error&) {
    // No further thread to be had: those there are do all the work.
  }
  run();
}

void ParallelInOrder(std::size_t count, std::size_t threads,
                     const std::function<void(std::size_t)>& work,
                     const std::function<void(std::size_t)>& take) {
  std::mutex mutex;
  std::vector<bool> done(count);
  std::size_t next = 0;
  ParallelFor(count, threads, [&](std::size_t i) {
    work(i);
    std::lock_guard lock(mutex);
    done[i] = true;
    for (; next < count && done[next]; ++next) take(next);
  });
}

}  // namespace bulkhead::base
