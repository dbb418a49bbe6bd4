// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A set of places that is asked which values hold one of them.
#pragma once

#include <vector>

#include "config/compose/node.h"

namespace bulkhead::check {

// Immutable. The sources of the places must outlive it.
class ComposePlaces {
 public:
  ComposePlaces() = default;
  // Those that are not known are left out.
  explicit ComposePlaces(std::vector<config::ComposePlace> places);

  // Whether one of the places is `whole` or a part of it. The time does not
  // grow with the number of places that lie elsewhere.
  [[nodiscard]] bool AnyIn(const config::ComposePlace& whole) const;

 private:
  std::vector<config::ComposePlace> sorted_;  // by source and beginning
};

}  // namespace bulkhead::check
