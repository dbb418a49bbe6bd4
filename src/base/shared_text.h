// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Texts that many objects hold: the path of a file in each of its findings, the
// id of a rule in all that it finds.
#pragma once

#include <algorithm>
#include <compare>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bulkhead::base {

// An immutable text. Copies share it, and it lives as long as one of them; of a
// constant nothing is ever copied. Copies may be used by different threads.
class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string text)  // NOLINT(*-explicit-*)
      : SharedText(Own(std::move(text))) {}
  SharedText(std::string_view text)  // NOLINT(*-explicit-*)
      : SharedText(std::string(text)) {}
  SharedText(const char* text)  // NOLINT(*-explicit-*)
      : SharedText(std::string(text)) {}
  // `text` must live for ever.
  static SharedText Constant(std::string_view text) { return {nullptr, text}; }

  [[nodiscard]] std::string_view view() const { return {data_.get(), size_}; }
  operator std::string_view() const { return view(); }  // NOLINT(*-explicit-*)
  [[nodiscard]] std::string str() const { return std::string(view()); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool starts_with(std::string_view prefix) const {
    return view().starts_with(prefix);
  }

  template <std::convertible_to<std::string_view> Text>
  friend bool operator==(const SharedText& a, const Text& b) {
    return Compare(a, b) == 0;
  }
  template <std::convertible_to<std::string_view> Text>
  friend std::strong_ordering operator<=>(const SharedText& a, const Text& b) {
    return Compare(a, b);
  }

 private:
  SharedText(const std::shared_ptr<const void>& owner, std::string_view text)
      : data_(owner, text.data()), size_(text.size()) {}

  static SharedText Own(std::string text) {
    if (text.empty()) return {};
    std::shared_ptr<const std::string> owner =
        std::make_shared<const std::string>(std::move(text));
    return {owner, *owner};
  }

  static std::strong_ordering Compare(std::string_view a, std::string_view b) {
    // Most texts that are compared are the same one.
    if (a.data() == b.data() && a.size() == b.size()) {
      return std::strong_ordering::equal;
    }
    return a <=> b;
  }

  std::shared_ptr<const char> data_;  // of a string that it keeps alive
  std::size_t size_ = 0;
};

// An immutable list of texts, shared in the same way.
class SharedTexts {
 public:
  SharedTexts() = default;
  SharedTexts(std::vector<std::string> texts)  // NOLINT(*-explicit-*)
      : SharedTexts(Own(std::move(texts))) {}
  SharedTexts(std::initializer_list<std::string> texts)
      : SharedTexts(std::vector<std::string>(texts)) {}
  // The list and what it names must live for ever.
  static SharedTexts Constant(std::span<const std::string_view> texts) {
    return {nullptr, texts};
  }

  [[nodiscard]] const std::string_view* begin() const { return data_.get(); }
  [[nodiscard]] const std::string_view* end() const { return begin() + size_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  void clear() { *this = {}; }

  template <std::ranges::input_range Texts>
  friend bool operator==(const SharedTexts& a, const Texts& b) {
    return std::ranges::equal(a, b);
  }

 private:
  SharedTexts(const std::shared_ptr<const void>& owner,
              std::span<const std::string_view> texts)
      : data_(owner, texts.data()), size_(texts.size()) {}

  static SharedTexts Own(std::vector<std::string> texts) {
    struct Owner {
      std::vector<std::string> texts;
      std::vector<std::string_view> views;
    };
    if (texts.empty()) return {};
    std::shared_ptr<Owner> owner = std::make_shared<Owner>();
    owner->texts = std::move(texts);
    owner->views.assign(owner->texts.begin(), owner->texts.end());
    return {owner, owner->views};
  }

  std::shared_ptr<const std::string_view> data_;  // of an owner that it keeps
  std::size_t size_ = 0;
};

}  // namespace bulkhead::base
