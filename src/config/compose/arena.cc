// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/arena.h"

#include <map>

#include "base/text.h"

namespace bulkhead::config {

const base::Source* ComposeArena::Keep(
    std::shared_ptr<const base::Source> source) {
  sources_.push_back(std::move(source));
  return sources_.back().get();
}

const ComposeStep* ComposeArena::Step(ComposeStepKind kind, std::string name,
                                      ComposePlace place,
                                      const ComposeStep* next) {
  steps_.push_back({kind, std::move(name), place, next});
  return &steps_.back();
}

void ComposeArena::AddStep(ComposeStepKind kind, const std::string& name,
                           ComposePlace place, ComposeNode* tree) {
  std::map<const ComposeStep*, const ComposeStep*> made;
  std::vector<ComposeNode*> open = {tree};
  while (!open.empty()) {
    ComposeNode* node = open.back();
    open.pop_back();
    const ComposeStep*& step = made[node->origin.steps];
    if (step == nullptr) step = Step(kind, name, place, node->origin.steps);
    node->origin.steps = step;
    for (ComposeEntry& entry : node->entries()) open.push_back(&entry.value);
  }
}

base::Error ComposeError(const ComposePlace& place, std::string_view message,
                         base::ErrorCode code) {
  if (!place.known()) return {code, std::string(message)};
  return formats::YamlError(*place.source, place.range.begin, message, code);
}

base::Error ValueError(const ComposeNode& node, std::string_view message,
                       base::ErrorCode code) {
  const ComposePlace& key = node.origin.key;
  if (!key.known()) return ComposeError(node.origin.value, message, code);
  std::string_view name =
      key.source->text().substr(key.range.begin, key.range.size());
  return ComposeError(
      key,
      base::Format("{}: {}", base::Printable(name.substr(0, 100)), message),
      code);
}

base::Error RemoteFile(std::string_view key, const ComposeNode& path) {
  return ComposeError(path.origin.Best(),
                      base::Format("{}: expected a local file, found \"{}\", "
                                   "which is not fetched",
                                   key, base::Printable(path.Text())),
                      base::ErrorCode::kUnsupported);
}

ComposeNode MadeFrom(const ComposeNode& like, ComposeNode node) {
  node.origin = like.origin;
  return node;
}

ComposeNode MadeByDefault(ComposeArena* arena, std::string reason,
                          ComposeNode node) {
  node.origin.steps =
      arena->Step(ComposeStepKind::kDefault, std::move(reason), {}, nullptr);
  return node;
}

}  // namespace bulkhead::config
