// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Lists of words for constant tables.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace bulkhead::config {

// Which of 64 kinds of words a set holds, by length and last letter: most words
// that are not in the set are of a kind that none of its words has.
class WordKinds {
 public:
  constexpr void Add(std::string_view word) { bits_ |= BitOf(word); }
  constexpr void Add(const WordKinds& other) { bits_ |= other.bits_; }
  // False: the set does not hold `word`.
  [[nodiscard]] constexpr bool MayHold(std::string_view word) const {
    return (bits_ & BitOf(word)) != 0;
  }

 private:
  static constexpr std::uint64_t BitOf(std::string_view word) {
    if (word.empty()) return 0;
    std::size_t kind =
        word.size() * 5 + static_cast<unsigned char>(word.back());
    return std::uint64_t{1} << (kind % 64);
  }

  std::uint64_t bits_ = 0;
};

// Words of a constant table, separated by '|'; an entry may hold blanks
// ("cache clean").
class WordList {
 public:
  constexpr WordList() = default;
  constexpr WordList(const char* words) : words_(words) {  // NOLINT
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= words_.size(); ++i) {
      if (i < words_.size() && words_[i] != '|') continue;
      kinds_.Add(words_.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  [[nodiscard]] bool Contains(std::string_view word) const {
    return kinds_.MayHold(word) && Holds(word);
  }
  [[nodiscard]] std::vector<std::string_view> All() const;
  [[nodiscard]] constexpr bool empty() const { return words_.empty(); }
  [[nodiscard]] constexpr const WordKinds& kinds() const { return kinds_; }

 private:
  [[nodiscard]] bool Holds(std::string_view word) const;

  std::string_view words_;
  WordKinds kinds_;
};

}  // namespace bulkhead::config
