// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/variable_use.h"

#include "base/text.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

// The name stands in the text as a word of its own.
bool Names(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    std::size_t end = at + name.size();
    bool begins = at == 0 || !base::IsNameChar(text[at - 1]);
    bool ends = end >= text.size() || !base::IsNameChar(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace

bool IsVariableUsed(const DockerfileContext& context,
                    const VariableSetting& setting) {
  for (const config::Instruction& instruction : context.instructions()) {
    if (&instruction == setting.construct) {
      // ENV A=1 B=$A
      if (base::Contains(instruction.text, "$" + std::string(setting.name)) ||
          base::Contains(instruction.text, "${" + std::string(setting.name))) {
        return true;
      }
      continue;
    }
    if (Names(instruction.text, setting.name)) return true;
    for (const config::HereDoc& heredoc : instruction.heredocs) {
      if (Names(heredoc.content, setting.name)) return true;
    }
  }
  return false;
}

Edits RemoveUnusedVariable(const DockerfileContext& context,
                           const VariableSetting& setting) {
  if (setting.script != nullptr || setting.construct == nullptr ||
      setting.name.empty() || IsVariableUsed(context, setting)) {
    return {};
  }
  const config::KeyValueArgs* args = Inner(*setting.construct).pairs();
  if (args == nullptr || setting.pair >= args->pairs.size()) return {};
  // ARG NAME VALUE declares two by mistake.
  if (!args->pairs[setting.pair].has_value && setting.has_value) return {};
  return RemovePair(context, *setting.construct, setting.pair);
}

}  // namespace bulkhead::check
