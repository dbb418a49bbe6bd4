// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the rules on the commands of RUN share.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

// Calls visit(script, command) for every command of every RUN, also of those
// that ONBUILD holds.
template <typename Visitor>
void ForEachRunCommand(const DockerfileContext& context, Visitor visit) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const config::Command& command : script.shell.commands()) {
      visit(script, command);
    }
  }
}

// The first command of the script with one of these names; null without one.
const config::Command* FirstNamed(
    const Script& script, std::initializer_list<std::string_view> names);

// The name of a command, as a range of the file.
model::Range NameRange(const Script& script, const config::Command& command);

// The word stands in the file as it is given, so that an edit may replace it.
bool IsPlainInFile(const DockerfileContext& context, const Script& script,
                   const config::Word& word);

// A variable that the file gives a value: a pair of ENV or ARG, or an
// assignment of a RUN (in front of a command, export, env).
struct VariableSetting {
  const config::Instruction* construct = nullptr;  // of the file
  const Script* script = nullptr;                  // of RUN, else null
  config::InstructionKind kind = config::InstructionKind::kEnv;
  std::size_t pair = 0;  // index of the pair of ENV or ARG
  int stage = -1;
  std::string_view name;
  bool has_value = true;  // false: ARG NAME
  // The value, where `known`; else what stands there.
  std::string value;
  bool known = true;
  // The value holds a variable or a command's output.
  bool computed = false;
  model::Range range;        // of name and value
  model::Range value_range;  // empty for ARG NAME

  [[nodiscard]] bool is_run() const { return script != nullptr; }
};

enum class SettingSource { kAll, kPairs, kRuns };

// All of the file, in the order of its instructions; or those of ENV and ARG,
// or of RUN, only. "ARG NAME VALUE", which
// declares two arguments, counts as the NAME=VALUE that its author meant.
std::vector<VariableSetting> VariableSettings(
    const DockerfileContext& context,
    SettingSource source = SettingSource::kAll);

}  // namespace bulkhead::check
