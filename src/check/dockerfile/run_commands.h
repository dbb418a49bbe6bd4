// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the rules on the commands of RUN share.
#pragma once

#include <initializer_list>
#include <span>
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

// The other tools count instructions: drops the ids of these tools from the
// newest finding where an earlier one of the rule in the same instruction has
// some.
void CountOnce(const Findings& out, model::Finding& newest);

// The words that may set variables by NAME=VALUE: the arguments of export and
// its relatives, and those of env and sudo up to the command that these run.
// Empty for other commands.
std::span<const config::Word> SettingWords(const Script& script,
                                           const config::Command& command);

// export, declare, typeset, local, readonly.
bool IsDeclaration(const config::Command& command);

// The name of a command, as a range of the file.
model::Range NameRange(const Script& script, const config::Command& command);

// The word stands in the file as it is given, so that an edit may replace it.
bool IsPlainInFile(const DockerfileContext& context, const Script& script,
                   const config::Word& word);

}  // namespace bulkhead::check
