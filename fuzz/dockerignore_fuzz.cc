// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// .dockerignore: the text up to the first NUL byte is the file, the rest a
// path. What is excluded takes all that lies below it along, as long as there
// are no exceptions.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "check/dockerfile/dockerignore.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using bulkhead::check::Dockerignore;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string_view ignored = text.substr(0, text.find('\0'));
  std::string_view path = text.substr(ignored.size());
  if (!path.empty()) path.remove_prefix(1);
  Dockerignore ignore = Dockerignore::Parse(ignored);
  bool excluded = ignore.Excludes(path);
  if (excluded && ignore.empty()) std::abort();
  if (excluded && path != "." && !ignore.has_exceptions() &&
      !ignore.Excludes(std::string(path) + "/x")) {
    std::abort();
  }
  return 0;
}
