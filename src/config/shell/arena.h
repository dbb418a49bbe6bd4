// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Memory of one shell script: handed out by moving a pointer, freed at once.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace bulkhead::config {

// For types without destructors only. Addresses stay valid when it is moved.
class ShellArena {
 public:
  template <typename T>
  T* New() {
    static_assert(std::is_trivially_destructible_v<T>);
    return ::new (Allocate(sizeof(T), alignof(T))) T();
  }

  template <typename T>
  std::span<T> Copy(const T* items, std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count == 0) return {};
    T* copy = static_cast<T*>(Allocate(count * sizeof(T), alignof(T)));
    std::uninitialized_copy(items, items + count, copy);
    return {copy, count};
  }

  std::span<char> Bytes(std::size_t count) {
    return {static_cast<char*>(Allocate(count, 1)), count};
  }

  std::string_view Copy(std::string_view text) {
    if (text.empty()) return {};
    std::span<char> bytes = Bytes(text.size());
    std::memcpy(bytes.data(), text.data(), text.size());
    return {bytes.data(), bytes.size()};
  }

 private:
  static constexpr std::size_t kFirstBlock = 8192;
  static constexpr std::size_t kLargestBlock = 1 << 20;

  void* Allocate(std::size_t size, std::size_t alignment) {
    std::size_t start = (used_ + alignment - 1) & ~(alignment - 1);
    if (blocks_.empty() || start + size > size_) {
      size_ =
          blocks_.empty() ? kFirstBlock : std::min(size_ * 2, kLargestBlock);
      size_ = std::max(size_, size);
      blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size_));
      start = 0;
    }
    used_ = start + size;
    return blocks_.back().get() + start;
  }

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
};

}  // namespace bulkhead::config
