// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The text of a report on its way out. A writer appends to it and pauses where
// it likes; what is there is then handed on, so that the report of a large tree
// never stands in memory as a whole.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace bulkhead::report {

class TextSink {
 public:
  // Gets the pieces in order; what it refers to outlives the sink.
  using Next = std::function<void(std::string_view piece)>;
  explicit TextSink(Next next) : next_(std::move(next)) {}

  // What was not handed on yet; only to be appended to. The address stays.
  [[nodiscard]] std::string* text() { return &text_; }
  // Hands on what is there if it is large: call it now and then, as after each
  // finding, where no character is half written.
  void Pause() {
    constexpr std::size_t kLarge = 64 << 10;
    if (text_.size() >= kLarge) Flush();
  }
  // Hands on all that is there.
  void Flush() {
    next_(text_);
    text_.clear();
  }

 private:
  Next next_;
  std::string text_;
};

}  // namespace bulkhead::report
