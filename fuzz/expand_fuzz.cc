// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Words with variables: any bytes. The first byte chooses the options. Parts
// that are not known lie within the value, in order; a known value is the
// same with and without defaults.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "config/dockerfile/expand.h"

namespace {

using bulkhead::config::Value;
using bulkhead::config::Variable;

void Check(bool condition) {
  if (!condition) std::abort();
}

std::optional<Variable> Lookup(std::string_view name) {
  switch (name.size() % 4) {
    case 0:
      return Variable{"a b/c.tar.gz"};
    case 1:
      return Variable{"default", false};
    case 2:
      return Variable{"", false, false};
    default:
      return std::nullopt;
  }
}

void CheckValue(const Value& value) {
  std::size_t end = 0;
  for (const bulkhead::config::UnknownPart& part : value.unknown_parts) {
    Check(part.begin >= end && part.end >= part.begin);
    end = part.end;
  }
  Check(end <= value.text.size());
  Check(value.known() == value.unknown_parts.empty());
  if (value.known()) Check(value.as_default.empty());
  Check(std::string_view(value.text).starts_with(value.known_prefix()));
  Check(std::string_view(value.text).ends_with(value.known_suffix()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  bulkhead::config::ExpandOptions options;
  options.limits.max_expansion = 1 << 16;
  options.limits.max_depth = 100;
  options.escape = (data[0] & 1) != 0 ? '`' : '\\';
  options.raw_quotes = (data[0] & 2) != 0;
  options.raw_escapes = (data[0] & 4) != 0;
  options.skip_unset = (data[0] & 8) != 0;
  options.skip_quotes = (data[0] & 16) != 0;
  const std::string_view word(reinterpret_cast<const char*>(data) + 1,
                              size - 1);
  const bulkhead::base::Result<Value> value =
      bulkhead::config::ExpandWord(word, &Lookup, options);
  if (value.ok()) CheckValue(value.value());
  const bulkhead::base::Result<std::vector<Value>> words =
      bulkhead::config::ExpandWords(word, &Lookup, options);
  Check(words.ok() || !value.ok() ||
        words.error().code == bulkhead::base::ErrorCode::kLimit);
  if (!words.ok()) return 0;
  for (const Value& part : words.value()) CheckValue(part);
  return 0;
}
