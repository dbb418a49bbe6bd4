// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The shell parser and the queries of rules on one script.
#include "bench/inputs.h"
#include "config/shell/shell.h"

namespace bulkhead::bench {
namespace {

constexpr std::string_view kUnit =
    "set -eux; apt-get update && apt-get install -y --no-install-recommends "
    "curl ca-certificates=1.0 && rm -rf /var/lib/apt/lists/*; "
    "if [ \"$(uname -m)\" = x86_64 ]; then "
    "curl -fsSL \"https://example.com/${VERSION:-1.2}.tar.gz\" | tar -xz -C "
    "/opt; else echo 'no build' >&2; exit 1; fi;\n";

void Floor(benchmark::State& state) {
  CountLines(state, Repeat(kUnit, static_cast<std::size_t>(state.range(0))));
}

void Parse(benchmark::State& state) {
  std::string text = Repeat(kUnit, static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(config::ParseShell(text, config::ShellDialect::kSh,
                                                config::ShellOptions{}));
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(text.size()));
}

BENCHMARK(Floor)->Arg(400)->Arg(1 << 18);
BENCHMARK(Parse)->Arg(400)->Arg(1 << 18);

}  // namespace
}  // namespace bulkhead::bench
