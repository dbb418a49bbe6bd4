// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The Dockerfile parser and its evaluation.
#include "bench/inputs.h"
#include "config/dockerfile/dockerfile.h"

namespace bulkhead::bench {
namespace {

constexpr std::string_view kUnit =
    "FROM debian:12.7-slim AS build\n"
    "ARG VERSION=1.2\n"
    "ENV APP_HOME=/opt/app \\\n"
    "    PATH=/opt/app/bin:$PATH\n"
    "# the build needs a compiler\n"
    "RUN --mount=type=cache,target=/var/cache/apt \\\n"
    "    apt-get update \\\n"
    "    && apt-get install -y --no-install-recommends gcc=4:12.2.0-3 \\\n"
    "    && rm -rf /var/lib/apt/lists/*\n"
    "COPY --chown=1000:1000 [\"src\", \"/opt/app/\"]\n"
    "HEALTHCHECK --interval=30s CMD curl -f http://localhost:8080/ || exit 1\n"
    "USER 1000\n"
    "CMD [\"/opt/app/bin/run\"]\n";

void Floor(benchmark::State& state) {
  CountLines(state, Repeat(kUnit, static_cast<std::size_t>(state.range(0))));
}

void Parse(benchmark::State& state) {
  std::string text = Repeat(kUnit, static_cast<std::size_t>(state.range(0)));
  std::shared_ptr<const base::Source> source =
      std::make_shared<base::Source>("f", text);
  for (auto _ : state) {
    benchmark::DoNotOptimize(config::ParseDockerfile(source));
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(text.size()));
}

BENCHMARK(Floor)->Arg(500)->Arg(1 << 18);
BENCHMARK(Parse)->Arg(500)->Arg(1 << 18);

}  // namespace
}  // namespace bulkhead::bench
