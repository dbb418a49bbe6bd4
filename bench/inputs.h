// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Inputs of the benchmarks, and the floor that they are compared with.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace bulkhead::bench {

// `unit` repeated up to about `bytes` bytes.
inline std::string Repeat(std::string_view unit, std::size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += unit;
  return out;
}

// The least that a reader of text does: look at each byte and count lines.
inline void CountLines(benchmark::State& state, std::string_view text) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(std::count(text.begin(), text.end(), '\n'));
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(text.size()));
}

}  // namespace bulkhead::bench
