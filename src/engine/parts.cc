// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/parts.h"

#include <algorithm>

namespace bulkhead::engine {

bool AskForParts(std::span<const policy::Ignore> ignores) {
  return std::any_of(ignores.begin(), ignores.end(),
                     [](const policy::Ignore& ignore) {
                       return !ignore.stage.empty() || !ignore.image.empty();
                     });
}

std::vector<DocumentPart> StagesOf(const config::Evaluation& evaluation) {
  std::vector<DocumentPart> parts;
  const std::vector<config::Instruction>& instructions =
      evaluation.file->instructions;
  for (const config::Stage& stage : evaluation.stages) {
    if (stage.end <= stage.begin) continue;
    const config::Stage& root =
        evaluation.stages[static_cast<std::size_t>(stage.root_stage)];
    parts.push_back(
        {.first_line = instructions[stage.begin].first_line,
         .last_line = instructions[stage.end - 1].last_line,
         .facts = {.stage = stage.name, .image = root.base.Default()}});
  }
  return parts;
}

std::vector<DocumentPart> ServicesOf(const config::ComposeProject& project) {
  std::vector<DocumentPart> parts;
  for (const config::ComposeEntry& service :
       project.root["services"].entries()) {
    parts.push_back(
        {.facts = {.service = service.key,
                   .image = std::string(service.value["image"].Text())}});
  }
  return parts;
}

policy::FindingFacts FactsIn(std::span<const DocumentPart> parts,
                             const model::Finding& finding) {
  policy::FindingFacts facts = policy::FactsFromObject(finding);
  int line = finding.location.line;
  for (const DocumentPart& part : parts) {
    bool is_service = !part.facts.service.empty();
    bool holds = is_service ? part.facts.service == facts.service
                            : part.first_line <= line && line <= part.last_line;
    if (!holds) continue;
    facts.image = part.facts.image;
    if (!is_service) facts.stage = part.facts.stage;
  }
  return facts;
}

}  // namespace bulkhead::engine
