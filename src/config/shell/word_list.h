// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Lists of words for constant tables.
#pragma once

#include <string_view>
#include <vector>

namespace bulkhead::config {

// Words of a constant table, separated by '|'; an entry may hold blanks
// ("cache clean").
class WordList {
 public:
  constexpr WordList() = default;
  constexpr WordList(const char* words) : words_(words) {}  // NOLINT
  [[nodiscard]] bool Contains(std::string_view word) const;
  [[nodiscard]] std::vector<std::string_view> All() const;
  [[nodiscard]] constexpr bool empty() const { return words_.empty(); }

 private:
  std::string_view words_;
};

}  // namespace bulkhead::config
