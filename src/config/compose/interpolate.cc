// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/interpolate.h"

#include "base/text.h"

namespace bulkhead::config {

TemplateLookup LookupIn(const ComposeEnvironment& environment) {
  return [&environment](std::string_view name) -> std::optional<std::string> {
    ComposeEnvironment::const_iterator found = environment.find(name);
    if (found == environment.end()) return std::nullopt;
    return found->second;
  };
}

base::Status InterpolateTree(const TemplateLookup& lookup,
                             const base::Limits& limits, ComposeArena* arena,
                             ComposeNode* tree,
                             std::vector<ComposeUnset>* unset,
                             ComposeProblems* problems) {
  std::size_t expanded_bytes = 0;
  std::vector<ComposeNode*> open = {tree};
  while (!open.empty()) {
    ComposeNode* node = open.back();
    open.pop_back();
    std::vector<ComposeEntry>& entries = node->entries();
    for (std::size_t i = entries.size(); i-- > 0;) {
      open.push_back(&entries[i].value);
    }
    if (!base::Contains(node->Text(), "$")) continue;
    base::Result<ExpandedTemplate> expanded =
        ExpandTemplate(node->Text(), lookup, limits, problems != nullptr);
    if (!expanded.ok()) {
      base::Status status = KeepFault(
          ValueError(*node, expanded.error().message, expanded.error().code),
          node, problems);
      if (!status.ok()) return status;
      continue;
    }
    expanded_bytes += expanded.value().text.size();
    if (expanded_bytes > limits.max_expansion) {
      return ValueError(*node,
                        base::Format("variables expand to more than {} bytes",
                                     limits.max_expansion),
                        base::ErrorCode::kLimit);
    }
    ComposeNode value =
        MadeFrom(*node, ComposeNode::String(std::move(expanded.value().text)));
    for (const std::string& name : expanded.value().variables) {
      value.origin.steps =
          arena->Step(ComposeStepKind::kVariable, name, {}, value.origin.steps);
    }
    const ComposePlace& place =
        node->origin.value.known() ? node->origin.value : node->origin.key;
    for (std::string& name : expanded.value().unset) {
      unset->push_back({std::move(name), place});
      if (problems != nullptr) problems->SetUnknown(place);
    }
    for (std::string& name : expanded.value().missing) {
      unset->push_back({std::move(name), place, true});
      problems->SetUnknown(place);
    }
    value.override_tag = node->override_tag;
    *node = std::move(value);
  }
  return base::Ok{};
}

}  // namespace bulkhead::config
