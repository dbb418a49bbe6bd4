// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Edits of one file that can be made together.
#pragma once

#include <map>

#include "model/finding.h"

namespace bulkhead::engine {

// Edits that do not touch one another, by where they begin: so they also end in
// that order.
class ApartEdits {
 public:
  [[nodiscard]] bool HasRoomFor(const model::Edit& edit) const;
  // `edit` must outlive this object.
  void Add(const model::Edit& edit) { edits_.emplace(edit.range.begin, &edit); }

 private:
  std::multimap<std::size_t, const model::Edit*> edits_;
};

}  // namespace bulkhead::engine
