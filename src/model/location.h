// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Where something stands.
#pragma once

#include <cstddef>
#include <string>

#include "base/shared_text.h"

namespace bulkhead::model {

// Bytes [begin, end) of a file.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Range&) const = default;
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

// Lines and columns count from 1, columns in bytes; the end column is the one
// behind the last byte. Line 0: the file as a whole. `object` names the
// construct for people and machines: "stage build", "services.web.ports[0]".
struct Location {
  base::SharedText path;
  Range range;
  int line = 0;
  int column = 0;
  int end_line = 0;
  int end_column = 0;
  // First line of the instruction or key that holds the range: what other
  // tools report, and what a comment above refers to. 0: the same as `line`.
  int construct_line = 0;
  std::string object;
};

}  // namespace bulkhead::model
