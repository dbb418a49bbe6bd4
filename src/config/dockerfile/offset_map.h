// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// From offsets in a text that was put together from parts of a file back to
// offsets in the file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/location.h"

namespace bulkhead::config {

// Segments in order of the text: text offset t of a segment stands at file
// offset file + (t - text).
class OffsetMap {
 public:
  struct Segment {
    std::size_t text = 0;
    std::size_t file = 0;
  };

  OffsetMap() = default;
  // One segment: the text is a copy of what stands at `file`.
  explicit OffsetMap(std::size_t file) { Add(0, file); }

  // Calls come in order of `text`.
  void Add(std::size_t text, std::size_t file);
  void Clear() { segments_.clear(); }

  // File offset of the byte at `text_offset`; offsets behind the end go on
  // from the last segment. Empty maps are the identity.
  [[nodiscard]] std::size_t ToFile(std::size_t text_offset) const;
  // File range of text bytes [begin, end): from the first byte to behind the
  // last one, with what stands between them in the file.
  [[nodiscard]] model::Range ToFile(std::size_t begin, std::size_t end) const;
  // The map of the text from `begin` on.
  [[nodiscard]] OffsetMap From(std::size_t begin) const;
  [[nodiscard]] const std::vector<Segment>& segments() const {
    return segments_;
  }

 private:
  std::vector<Segment> segments_;
};

// A script as a shell gets it, with the way back to the file.
struct ScriptText {
  std::string text;
  OffsetMap map;
};

}  // namespace bulkhead::config
