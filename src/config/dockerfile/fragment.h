// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Text that expansion puts together. Not for other folders; see expand.h.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/dockerfile/chars.h"
#include "config/dockerfile/expand.h"

namespace bulkhead::config {

// Text under construction.
struct Fragment {
  std::string text;
  std::string as_default;  // only where it differs, see `same`
  bool same = true;
  std::vector<UnknownPart> parts;

  [[nodiscard]] const std::string& Default() const {
    return same ? text : as_default;
  }
  void Append(std::string_view more) {
    if (!same) as_default += more;
    text += more;
  }
  void AppendUnknown(std::string_view written, std::string_view fallback,
                     std::string_view variable) {
    if (same) as_default = text;
    same = false;
    as_default += fallback;
    parts.push_back(
        {text.size(), text.size() + written.size(), std::string(variable)});
    text += written;
  }
  void Append(const Fragment& more) {
    if (!more.same && same) {
      as_default = text;
      same = false;
    }
    for (UnknownPart part : more.parts) {
      part.begin += text.size();
      part.end += text.size();
      parts.push_back(std::move(part));
    }
    if (!same) as_default += more.Default();
    text += more.text;
  }
};

// Splits at white space as it is put together.
class WordSplitter {
 public:
  // Text of a variable or outside of quotes: white space separates.
  void AddSplitting(const Fragment& more) {
    std::size_t part = 0;
    for (std::size_t i = 0; i < more.text.size();) {
      if (part < more.parts.size() && more.parts[part].begin == i) {
        const UnknownPart& unknown = more.parts[part++];
        current_.AppendUnknown(
            std::string_view(more.text).substr(i, unknown.end - i), "",
            unknown.variable);
        in_word_ = true;
        i = unknown.end;
        continue;
      }
      const Rune rune = DecodeRune(more.text, i);
      AddRune(std::string_view(more.text).substr(i, rune.width), rune.code);
      i += rune.width;
    }
  }
  void AddRune(std::string_view bytes, std::uint32_t code) {
    if (!IsSpaceRune(code)) {
      AddRaw(bytes);
    } else if (in_word_) {
      End();
    }
  }
  void AddRaw(std::string_view bytes) {
    current_.Append(bytes);
    in_word_ = true;
  }
  void AddRaw(const Fragment& more) {
    current_.Append(more);
    in_word_ = true;
  }
  std::vector<Fragment> Finish() {
    End();
    return std::move(words_);
  }

 private:
  // An empty word ("") is none, as in BuildKit.
  void End() {
    if (current_.text.empty()) return;
    words_.push_back(std::move(current_));
    current_ = Fragment();
    in_word_ = false;
  }

  std::vector<Fragment> words_;
  Fragment current_;
  bool in_word_ = false;
};

}  // namespace bulkhead::config
