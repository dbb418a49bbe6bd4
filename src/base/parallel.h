// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Work on all cores.
#pragma once

#include <cstddef>
#include <functional>

namespace bulkhead::base {

// Calls work(i) once for each i below `count`, on up to `threads` threads (0:
// one for each processor that this process may use; 1: on the caller's), and
// returns when all are done. `work` must not throw and must be safe to run
// beside itself; write results to slot i, so that their order never depends on
// scheduling.
void ParallelFor(std::size_t count, std::size_t threads,
                 const std::function<void(std::size_t)>& work);

// The same for results that are handed on and not kept: calls take(i) for each
// i in turn, one call at a time, as soon as work(i) and all before it are done.
void ParallelInOrder(std::size_t count, std::size_t threads,
                     const std::function<void(std::size_t)>& work,
                     const std::function<void(std::size_t)>& take);

}  // namespace bulkhead::base
