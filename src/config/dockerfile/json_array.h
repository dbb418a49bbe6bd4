// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The JSON form of instructions: ["a", "b"].
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::config {

struct JsonElement {
  std::string value;  // decoded
  // The element in the text, quotes included.
  std::size_t begin = 0;
  std::size_t end = 0;
};

enum class JsonForm : std::uint8_t {
  kNone,  // not a JSON array: shell form
  kStrings,
  kOther,  // a JSON array that holds something else than strings
};

// Reads the whole of `text`, white space around the array allowed.
JsonForm ParseJsonForm(std::string_view text,
                       std::vector<JsonElement>& elements);

}  // namespace bulkhead::config
