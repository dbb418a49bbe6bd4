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

void CountOnce(const Findings& out, model::Finding& newest) {
  const std::vector<model::Finding>& found = out.found();
  for (std::size_t i = found.size() - 1; i-- > 0;) {
    bool same =
        found[i].rule == newest.rule &&
        found[i].location.construct_line == newest.location.construct_line;
    if (!same) return;
    if (found[i].aliases.empty()) continue;
    newest.aliases.clear();
    return;
  }
}

bool IsDeclaration(const Command& command) {
  return command.IsAnyOf("export", "declare", "typeset", "local", "readonly");
}

std::span<const Word> SettingWords(const Script& script,
                                   const Command& command) {
  std::span<const Word> words = command.args();
  if (IsDeclaration(command) || command.Is("setx")) return words;
  if (!command.IsAnyOf("env", "sudo")) return {};
  std::span<const Command> commands = script.shell.commands();
  std::size_t next = command.index + std::size_t{1};
  bool wraps = next < commands.size() &&
               commands[next].nesting == config::Nesting::kWrapper;
  return wraps ? words.first(words.size() - commands[next].words.size())
               : words;
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
