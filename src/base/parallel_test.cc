// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/parallel.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace bulkhead::base {
namespace {

TEST(ParallelFor, CallsEachIndexOnce) {
  for (std::size_t threads : {0u, 1u, 2u, 7u}) {
    for (std::size_t count : {0u, 1u, 2u, 1000u}) {
      std::vector<std::atomic<int>> calls(count);
      ParallelFor(count, threads, [&](std::size_t i) { ++calls[i]; });
      for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(calls[i], 1) << i << " of " << count << ", " << threads;
      }
    }
  }
}

TEST(ParallelFor, UsesOnlyTheCallersThreadWhereOneIsAskedFor) {
  std::thread::id caller = std::this_thread::get_id();
  ParallelFor(10, 1, [&](std::size_t) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
  });
}

TEST(ParallelFor, StaysOnTheProcessorsThatTheProcessMayUse) {
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);
  int processor = 0;
  while (!CPU_ISSET(processor, &before)) ++processor;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(processor, &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
  std::thread::id caller = std::this_thread::get_id();
  ParallelFor(10, 0, [&](std::size_t) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
  });
  ASSERT_EQ(sched_setaffinity(0, sizeof(before), &before), 0);
}

TEST(ParallelFor, RunsBesideItself) {
  // Both calls wait for each other: one thread alone would never end.
  std::atomic<int> arrived = 0;
  ParallelFor(2, 2, [&](std::size_t) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  EXPECT_EQ(arrived, 2);
}

TEST(ParallelInOrder, TakesEachResultInTurn) {
  for (std::size_t threads : {1u, 2u, 7u}) {
    std::vector<int> results(1000);
    std::vector<std::size_t> taken;
    ParallelInOrder(
        results.size(), threads, [&](std::size_t i) { results[i] = 1; },
        [&](std::size_t i) {
          EXPECT_EQ(results[i], 1) << i << ", " << threads;
          taken.push_back(i);
        });
    ASSERT_EQ(taken.size(), results.size()) << threads;
    EXPECT_TRUE(std::is_sorted(taken.begin(), taken.end())) << threads;
  }
}

}  // namespace
}  // namespace bulkhead::base
