// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/places.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace bulkhead::check {
namespace {

using config::ComposePlace;

bool ComesBefore(const ComposePlace& a, const ComposePlace& b) {
  if (a.source != b.source) return std::less<>()(a.source, b.source);
  return a.range.begin < b.range.begin;
}

}  // namespace

ComposePlaces::ComposePlaces(std::vector<ComposePlace> places)
    : sorted_(std::move(places)) {
  std::erase_if(sorted_,
                [](const ComposePlace& place) { return !place.known(); });
  std::sort(sorted_.begin(), sorted_.end(), &ComesBefore);
}

bool ComposePlaces::AnyIn(const ComposePlace& whole) const {
  if (!whole.known()) return false;
  std::vector<ComposePlace>::const_iterator at =
      std::lower_bound(sorted_.begin(), sorted_.end(), whole, &ComesBefore);
  for (; at != sorted_.end() && at->source == whole.source; ++at) {
    if (at->range.begin > whole.range.end) break;
    if (at->range.end <= whole.range.end) return true;
  }
  return false;
}

}  // namespace bulkhead::check
