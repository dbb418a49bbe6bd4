// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// From which size on mapping a file beats reading it (base/source.cc).
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/source.h"
#include "bench/inputs.h"

namespace bulkhead::bench {
namespace {

// A file in memory, so that no disk is measured.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::size_t bytes)
      : fd_(memfd_create("bench", MFD_CLOEXEC)),
        path_("/proc/self/fd/" + std::to_string(fd_.get())) {
    std::string text = Repeat("RUN apt-get update && true\n", bytes);
    text.resize(bytes);
    if (!base::WriteAll(fd_, "the file", text).ok()) std::abort();
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  base::Fd fd_;
  std::string path_;
};

std::size_t SizeOf(const benchmark::State& state) {
  return static_cast<std::size_t>(state.range(0));
}

void Floor(benchmark::State& state) {
  TemporaryFile file(SizeOf(state));
  for (auto _ : state) {
    base::Fd fd(open(file.path().c_str(), O_RDONLY | O_CLOEXEC));
    base::Result<std::string> text = base::ReadAll(fd, "f", 1u << 30);
    benchmark::DoNotOptimize(text);
  }
}

void Mapped(benchmark::State& state) {
  TemporaryFile file(SizeOf(state));
  std::size_t size = SizeOf(state);
  for (auto _ : state) {
    base::Fd fd(open(file.path().c_str(), O_RDONLY | O_CLOEXEC));
    void* at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
    // Touch each page, as a parser will.
    for (std::size_t i = 0; i < size; i += 4096) {
      benchmark::DoNotOptimize(static_cast<const char*>(at)[i]);
    }
    munmap(at, size);
  }
}

void SourceMap(benchmark::State& state) {
  TemporaryFile file(SizeOf(state));
  for (auto _ : state) {
    benchmark::DoNotOptimize(base::Source::Read(file.path(), 1u << 30));
  }
}

BENCHMARK(Floor)->Range(1 << 10, 1 << 22);
BENCHMARK(Mapped)->Range(1 << 10, 1 << 22);
BENCHMARK(SourceMap)->Range(1 << 10, 1 << 22);

}  // namespace
}  // namespace bulkhead::bench
