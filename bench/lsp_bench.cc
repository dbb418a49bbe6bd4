// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A keystroke in the language server, on files of 500 lines: from the message
// to the diagnostics. The floor is a check of the same file without a server.
// The argument is 0 for a Dockerfile and 1 for a Compose file.
#include <benchmark/benchmark.h>

#include "bench/inputs.h"
#include "cli/lsp/server.h"

namespace bulkhead::bench {
namespace {

constexpr std::size_t kLines = 500;
constexpr std::string_view kStage =
    "FROM debian:12.7-slim AS stage{}\n"
    "ARG VERSION=1.2\n"
    "ENV APP_HOME=/opt/app \\\n"
    "    PATH=/opt/app/bin:$PATH\n"
    "# the build needs a compiler\n"
    "RUN apt-get update \\\n"
    "    && apt-get install -y gcc \\\n"
    "    && curl -s https://example.org/install | sh\n"
    "ADD src /opt/app/\n"
    "EXPOSE 22\n"
    "CMD /opt/app/bin/run\n";
constexpr std::string_view kService =
    "  service{}:\n"
    "    image: registry.example.org/app\n"
    "    privileged: true\n"
    "    environment:\n"
    "      DB_PASSWORD: hunter2\n"
    "      LOG_LEVEL: info\n"
    "    volumes:\n"
    "      - /var/run/docker.sock:/var/run/docker.sock\n"
    "      - data:/data\n"
    "    ports:\n"
    "      - \"8080:80\"\n";

struct Input {
  std::string path;
  std::string text;
  engine::FileKind kind;
};

Input MakeInput(std::int64_t which) {
  bool compose = which == 1;
  std::string_view unit = compose ? kService : kStage;
  Input input{
      compose ? "/p/compose.yaml" : "/p/Dockerfile",
      compose ? "services:\n" : "",
      compose ? engine::FileKind::kCompose : engine::FileKind::kDockerfile};
  std::size_t lines = 0;
  for (int i = 0; lines < kLines; ++i) {
    std::string part(unit);
    part.replace(part.find("{}"), 2, std::to_string(i));
    lines +=
        static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
    input.text += part;
  }
  if (compose) input.text += "volumes:\n  data: {}\n";
  return input;
}

cli::Preparation Prepared() {
  cli::Preparation out;
  out.options.shellcheck = engine::ShellCheckMode::kOff;
  return out;
}

void Floor(benchmark::State& state) {
  Input input = MakeInput(state.range(0));
  base::MemoryFileSystem files;
  files.Add(input.path, input.text);
  engine::CheckOptions options = Prepared().options;
  options.paths = {input.path};
  options.as = input.kind;
  options.threads = 1;
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine::Check(options, files));
  }
}

void Keystroke(benchmark::State& state) {
  Input input = MakeInput(state.range(0));
  base::MemoryFileSystem files;
  cli::Server server(
      {.prepare = [](const std::string&, const base::FileSystem&)
           -> base::Result<cli::Preparation> { return Prepared(); }},
      files);
  server.Receive(R"({"id":1,"method":"initialize","params":{}})");
  std::string text;
  formats::AppendJsonString(input.text, &text);
  server.Receive(
      R"({"method":"textDocument/didOpen","params":{"textDocument":{"uri":"file://)" +
      input.path + R"(","languageId":"","version":1,"text":)" + text + "}}}");
  while (server.Step()) {
  }
  // One character more in the first line, the last character of it away again.
  std::string insert =
      R"({"method":"textDocument/didChange","params":{"textDocument":{"uri":"file://)" +
      input.path +
      R"("},"contentChanges":[{"range":{"start":{"line":0,"character":0},)"
      R"("end":{"line":0,"character":0}},"text":" "},{"range":{"start":)"
      R"({"line":0,"character":0},"end":{"line":0,"character":1}},"text":""}]}})";
  for (auto _ : state) {
    server.Receive(insert);
    while (server.Step()) {
    }
    benchmark::DoNotOptimize(server.TakeOutput());
  }
}

BENCHMARK(Floor)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(Keystroke)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bulkhead::bench
