// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/apart_edits.h"

#include <string_view>

namespace bulkhead::engine {
namespace {

bool IsInsertion(const model::Edit& edit) {
  return edit.range.begin == edit.range.end;
}

// "    tmpfs", the begin of an insertion that is YAML.
std::string_view KeyOf(std::string_view insertion) {
  while (insertion.starts_with('\n') || insertion.starts_with('\r')) {
    insertion.remove_prefix(1);
  }
  return insertion.substr(0, insertion.find_first_of(":\n"));
}

// Whole lines at one place do not care which of them comes first, but for the
// same key: it can be there once.
bool MayShareAPlace(const model::Edit& a, const model::Edit& b) {
  if (!IsInsertion(a) || !IsInsertion(b)) return false;
  if (KeyOf(a.replacement) == KeyOf(b.replacement)) return false;
  auto opens = [](std::string_view text) {
    return text.starts_with('\n') || text.starts_with("\r\n");
  };
  return (opens(a.replacement) && opens(b.replacement)) ||
         (a.replacement.ends_with('\n') && b.replacement.ends_with('\n'));
}

bool AreApart(const model::Edit& a, const model::Edit& b) {
  bool same = a.range == b.range && a.replacement == b.replacement;
  if (same || MayShareAPlace(a, b)) return true;
  // What is inserted where another one begins or ends may belong to it.
  bool may_touch = !IsInsertion(a) && !IsInsertion(b);
  std::size_t gap = may_touch ? 0 : 1;
  return a.range.end + gap <= b.range.begin ||
         b.range.end + gap <= a.range.begin;
}

}  // namespace

bool ApartEdits::HasRoomFor(const model::Edit& edit) const {
  auto at = edits_.upper_bound(edit.range.end);
  while (at != edits_.begin()) {
    const model::Edit& other = *(--at)->second;
    if (other.range.end < edit.range.begin) return true;
    if (!AreApart(edit, other)) return false;
  }
  return true;
}

}  // namespace bulkhead::engine
