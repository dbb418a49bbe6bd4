// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/compose/template.h"

// Whatever the template: no crash, bounded output, and names that are names.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using bulkhead::config::ExpandedTemplate;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  bulkhead::base::Limits limits;
  limits.max_expansion = 1 << 16;
  bulkhead::base::Result<ExpandedTemplate> out =
      bulkhead::config::ExpandTemplate(
          text,
          [](std::string_view name) -> std::optional<std::string> {
            if (name.size() % 2 == 0) return std::nullopt;
            return std::string(name) + "$";
          },
          limits);
  if (!out.ok()) {
    if (out.error().message.empty()) std::abort();
    return 0;
  }
  for (const std::string& name : out.value().variables) {
    if (name.empty()) std::abort();
  }
  return 0;
}
