// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/compose/dotenv.h"

// Ranges lie in the text, in order, and begin with the name or `export`.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  namespace config = bulkhead::config;
  bulkhead::base::Source source(
      "env", std::string(reinterpret_cast<const char*>(data), size));
  bulkhead::base::Limits limits;
  limits.max_expansion = 1 << 16;
  config::TemplateLookup lookup =
      [](std::string_view name) -> std::optional<std::string> {
    if (name.size() != 1) return std::nullopt;
    return std::string("v");
  };
  bulkhead::base::Result<config::DotenvFile> file =
      config::ParseDotenv(source, lookup, {}, limits);
  std::size_t last = 0;
  if (file.ok()) {
    for (const config::DotenvVariable& variable : file.value().variables) {
      if (variable.begin < last || variable.end < variable.begin ||
          variable.end > size) {
        std::abort();
      }
      last = variable.begin;
    }
  }
  bulkhead::base::Result<config::DotenvFile> raw =
      config::ParseRawEnv(source, lookup, limits);
  if (!raw.ok() && raw.error().message.empty()) std::abort();
  return 0;
}
