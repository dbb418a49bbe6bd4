// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Parser directives: any bytes, as the head of a file and as the value of a
// check directive.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "config/dockerfile/directives.h"
#include "config/dockerfile/dockerfile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  bulkhead::config::ParseCheckDirective(text);
  bulkhead::config::IsKnownFrontend(text);
  const std::string line = "#" + std::string(text);
  bulkhead::config::ParseDirectiveLine(line);
  bulkhead::base::Result<bulkhead::config::Dockerfile> file =
      bulkhead::config::ParseDockerfile(
          std::make_shared<bulkhead::base::Source>("Dockerfile",
                                                   line + "\nFROM scratch\n"));
  if (!file.ok()) return 0;
  for (const bulkhead::config::Directive& directive : file.value().directives) {
    if (file.value().Text(directive.value_range) != directive.value) {
      std::abort();
    }
  }
  return 0;
}
