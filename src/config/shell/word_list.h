// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Lists of words for constant tables.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace bulkhead::config {

// Words of a constant table, separated by '|'; an entry may hold blanks
// ("cache clean").
class WordList {
 public:
  constexpr WordList() = default;
  constexpr WordList(const char* words) : words_(words) {  // NOLINT
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= words_.size(); ++i) {
      if (i < words_.size() && words_[i] != '|') continue;
      kinds_ |= KindOf(words_.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  [[nodiscard]] bool Contains(std::string_view word) const;
  [[nodiscard]] std::vector<std::string_view> All() const;
  [[nodiscard]] constexpr bool empty() const { return words_.empty(); }

 private:
  // One of 64 bits, by length and last letter: most words that are not in the
  // list are of a kind that none of its words has.
  static constexpr std::uint64_t KindOf(std::string_view word) {
    if (word.empty()) return 0;
    std::size_t kind =
        word.size() * 5 + static_cast<unsigned char>(word.back());
    return std::uint64_t{1} << (kind % 64);
  }

  std::string_view words_;
  std::uint64_t kinds_ = 0;
};

}  // namespace bulkhead::config
