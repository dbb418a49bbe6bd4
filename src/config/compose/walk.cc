// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/walk.h"

namespace bulkhead::config {

base::Status WalkCompose(
    const ComposeSpec& spec, ComposeNode* tree,
    const std::function<base::Status(const ComposeSpec&, ComposeNode*)>& visit,
    ComposeProblems* problems) {
  std::vector<std::pair<const ComposeSpec*, ComposeNode*>> open = {
      {&spec, tree}};
  while (!open.empty()) {
    std::pair<const ComposeSpec*, ComposeNode*> at = open.back();
    open.pop_back();
    if (problems != nullptr && at.second->IsNull() &&
        problems->IsUnknown(at.second->origin.value)) {
      continue;
    }
    base::Status status =
        KeepFault(visit(*at.first, at.second), at.second, problems);
    if (!status.ok()) return status;
    std::vector<ComposeEntry>& entries = at.second->entries();
    // The stack gives the first child first.
    for (std::size_t i = entries.size(); i-- > 0;) {
      const ComposeSpec* child =
          ChildSpec(*at.first, entries[i].key, at.second->IsSequence());
      if (child != nullptr) open.emplace_back(child, &entries[i].value);
    }
  }
  return base::Ok{};
}

}  // namespace bulkhead::config
