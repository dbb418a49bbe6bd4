// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Any bytes through the JSON parser; what it accepts must survive being
// written, compact and indented, and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "formats/json/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using bulkhead::base::Result;
  using bulkhead::formats::JsonValue;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Result<JsonValue> value = bulkhead::formats::ParseJson(text, {});
  if (!value.ok()) {
    if (value.error().message.empty()) std::abort();
    return 0;
  }
  for (int indent : {0, 2}) {
    std::string written = bulkhead::formats::WriteJson(value.value(), indent);
    Result<JsonValue> again = bulkhead::formats::ParseJson(written, {});
    if (!again.ok() || !(again.value() == value.value())) std::abort();
  }
  return 0;
}
