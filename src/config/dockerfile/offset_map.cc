// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/dockerfile/offset_map.h"

#include <algorithm>

namespace bulkhead::config {
namespace {

bool StartsBehind(std::size_t offset, const OffsetMap::Segment& segment) {
  return offset < segment.text;
}

}  // namespace

void OffsetMap::Add(std::size_t text, std::size_t file) {
  if (!segments_.empty()) {
    const Segment& last = segments_.back();
    if (last.text == text) {
      segments_.back().file = file;
      return;
    }
    if (file - last.file == text - last.text) return;
  }
  // Most have several: an instruction of some lines.
  if (segments_.empty()) segments_.reserve(8);
  segments_.push_back({text, file});
}

std::size_t OffsetMap::ToFile(std::size_t text_offset) const {
  if (segments_.empty()) return text_offset;
  std::vector<Segment>::const_iterator next = std::upper_bound(
      segments_.begin(), segments_.end(), text_offset, StartsBehind);
  if (next != segments_.begin()) --next;
  return next->file + (text_offset - next->text);
}

model::Range OffsetMap::ToFile(std::size_t begin, std::size_t end) const {
  const std::size_t first = ToFile(begin);
  if (end <= begin) return {first, first};
  return {first, ToFile(end - 1) + 1};
}

OffsetMap OffsetMap::From(std::size_t begin) const {
  OffsetMap out;
  if (begin == 0) return *this;
  out.segments_.reserve(segments_.size() + 1);
  out.segments_.push_back({0, ToFile(begin)});
  for (const Segment& segment : segments_) {
    if (segment.text > begin) {
      out.segments_.push_back({segment.text - begin, segment.file});
    }
  }
  return out;
}

}  // namespace bulkhead::config
