// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/run_commands.h"

#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {

using config::Command;
using config::Word;

const Command* FirstNamed(const Script& script,
                          std::initializer_list<std::string_view> names) {
  for (const Command& command : script.shell.commands()) {
    if (command.IsAnyOf(names)) return &command;
  }
  return nullptr;
}

model::Range NameRange(const Script& script, const Command& command) {
  return script.InFile(command.words.empty() ? command.range
                                             : command.words.front().range);
}

bool IsPlainInFile(const DockerfileContext& context, const Script& script,
                   const Word& word) {
  return !script.exec_form &&
         context.file.Text(script.InFile(word.range)) == word.text &&
         word.text == word.value;
}

}  // namespace bulkhead::check
