// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/dockerfile/instruction.h"

#include "base/text.h"

namespace bulkhead::config {
namespace {

// By the values of InstructionKind.
constexpr std::string_view kKeywords[] = {
    "",           "ADD",        "ARG",     "CMD",    "COPY",
    "ENTRYPOINT", "ENV",        "EXPOSE",  "FROM",   "HEALTHCHECK",
    "LABEL",      "MAINTAINER", "ONBUILD", "RUN",    "SHELL",
    "STOPSIGNAL", "USER",       "VOLUME",  "WORKDIR"};
constexpr std::size_t kKinds = std::size(kKeywords);
static_assert(kKinds ==
              static_cast<std::size_t>(InstructionKind::kWorkdir) + 1);

}  // namespace

std::string_view KeywordOf(InstructionKind kind) {
  return kKeywords[static_cast<std::size_t>(kind)];
}

InstructionKind KindOf(std::string_view keyword) {
  for (std::size_t i = 1; i < kKinds; ++i) {
    if (kKeywords[i].size() == keyword.size() &&
        base::EqualsIgnoreCase(kKeywords[i], keyword)) {
      return static_cast<InstructionKind>(i);
    }
  }
  return InstructionKind::kUnknown;
}

std::string_view MountTypeName(MountType type) {
  switch (type) {
    case MountType::kBind:
      return "bind";
    case MountType::kCache:
      return "cache";
    case MountType::kTmpfs:
      return "tmpfs";
    case MountType::kSecret:
      return "secret";
    case MountType::kSsh:
      return "ssh";
    case MountType::kUnknown:
      break;
  }
  return "unknown";
}

ScriptText HereDoc::Body() const {
  ScriptText body;
  if (!chomp) {
    body.text = content;
    body.map = OffsetMap(content_range.begin);
    return body;
  }
  bool at_start = true;
  bool skipped = true;  // the next byte begins a segment
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (at_start && content[i] == '\t') {
      skipped = true;
      continue;
    }
    if (skipped) body.map.Add(body.text.size(), content_range.begin + i);
    skipped = false;
    at_start = content[i] == '\n';
    body.text += content[i];
  }
  return body;
}

const Flag* Instruction::FindFlag(std::string_view name) const {
  for (const Flag& flag : flags) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

const ScriptText* ScriptOf(const Instruction& instruction) {
  if (instruction.json_form) return nullptr;
  if (const RunArgs* run = instruction.run()) return &run->script;
  if (const CommandArgs* command = instruction.command()) {
    return &command->script;
  }
  if (const HealthcheckArgs* check = instruction.healthcheck()) {
    return check->none ? nullptr : &check->script;
  }
  return nullptr;
}

}  // namespace bulkhead::config
