// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The YAML parser on text like that of Compose files.
#include "base/limits.h"
#include "base/source.h"
#include "bench/inputs.h"
#include "formats/yaml/yaml.h"

namespace bulkhead::bench {
namespace {

constexpr std::string_view kUnit =
    "- image: \"registry.example.com/api:1.2\" # pinned\n"
    "  command: [serve, --port, '8080']\n"
    "  environment:\n"
    "    LOG_LEVEL: info\n"
    "    DATABASE_URL: postgres://db/app\n"
    "  ports:\n"
    "    - 127.0.0.1:8080:8080\n"
    "  read_only: true\n"
    "  mem_limit: 512m\n";

void Floor(benchmark::State& state) {
  CountLines(state, Repeat(kUnit, static_cast<std::size_t>(state.range(0))));
}

void Parse(benchmark::State& state) {
  std::string text = Repeat(kUnit, static_cast<std::size_t>(state.range(0)));
  std::shared_ptr<const base::Source> source =
      std::make_shared<base::Source>("f", text);
  for (auto _ : state) {
    benchmark::DoNotOptimize(formats::ParseYaml(source, base::Limits{}));
  }
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(text.size()));
}

BENCHMARK(Floor)->Arg(400)->Arg(1 << 18);
BENCHMARK(Parse)->Arg(400)->Arg(1 << 18);

}  // namespace
}  // namespace bulkhead::bench
