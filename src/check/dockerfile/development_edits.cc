// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/development_edits.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {

using config::Command;
using config::Word;

namespace {

// The word alone lets everybody in.
bool LetsIn(const Command& command, const Word& word) {
  std::string_view text = word.value;
  bool jupyter = command.name.starts_with("jupyter");
  if (jupyter && (base::Contains(text, "App.token=") ||
                  base::Contains(text, "App.password=") ||
                  base::Contains(text, "Provider.token="))) {
    std::string_view value = text.substr(text.find('=') + 1);
    return value.empty() || value == "''" || value == "\"\"";
  }
  if (command.Is("mongod")) return text == "--noauth";
  if (command.Is("code-server")) return text == "--auth=none";
  return command.IsAnyOf("mysqld", "mariadbd", "mysqld_safe") &&
         text == "--skip-grant-tables";
}

}  // namespace

std::string_view DebuggerIn(std::string_view text) {
  if (base::Contains(text, "jdwp") &&
      (base::Contains(text, "address=*") ||
       base::Contains(text, "address=0.0.0.0"))) {
    return "Java's debugger";
  }
  for (std::string_view flag : {"--inspect=0.0.0.0", "--inspect-brk=0.0.0.0",
                                "--inspect=[::]", "--inspect-brk=[::]"}) {
    if (base::Contains(text, flag)) return "Node's debugger";
  }
  if (base::Contains(text, "jmxremote.authenticate=false")) {
    return "Java's management (JMX)";
  }
  return "";
}

Edits RemoveDebugger(const DockerfileContext& context, const Script& script,
                     const Command& command) {
  std::vector<const Word*> words;
  for (const Word& word : command.args()) {
    if (!DebuggerIn(word.value).empty() ||
        word.value.starts_with("-Dcom.sun.management.jmxremote")) {
      words.push_back(&word);
    }
  }
  return RemoveWords(context, script, command, words);
}

Edits RemoveDebugpy(const DockerfileContext& context, const Script& script,
                    const Command& command) {
  std::vector<const Word*> words;
  std::span<const Word> args = command.args();
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i].value == "--wait-for-client") words.push_back(&args[i]);
    bool pair = (args[i].value == "-m" && i + 1 < args.size() &&
                 args[i + 1].value == "debugpy") ||
                (args[i].value == "--listen" && i + 1 < args.size());
    if (!pair) continue;
    words.push_back(&args[i]);
    words.push_back(&args[++i]);
  }
  return RemoveWords(context, script, command, words);
}

Edits RemoveDebuggerOptions(const DockerfileContext& context,
                            const config::Instruction& instruction,
                            std::size_t index) {
  const config::KeyValue& pair = instruction.pairs()->pairs[index];
  std::string_view value = Unquoted(pair.value);
  if (context.file.Text(pair.value_range) != pair.value ||
      value.find_first_of("'\"\\") != std::string_view::npos) {
    return {};
  }
  std::vector<std::string_view> kept;
  for (std::string_view option : base::SplitWords(value)) {
    if (DebuggerIn(option).empty() &&
        !option.starts_with("-Dcom.sun.management.jmxremote")) {
      kept.push_back(option);
    }
  }
  if (kept.empty()) return RemovePair(context, instruction, index);
  std::size_t begin =
      pair.value_range.begin + base::OffsetIn(pair.value, value);
  return {
      Replace(context, {begin, begin + value.size()}, base::Join(kept, " "))};
}

const Word* PasswordOff(const Command& command) {
  for (const Word& word : command.args()) {
    if (LetsIn(command, word)) return &word;
  }
  if (command.Is("redis-server") || command.Is("code-server")) {
    std::optional<config::FlagValue> off = config::FindFlagValue(
        command, {command.Is("redis-server") ? "--protected-mode" : "--auth"});
    if (off && (off->value == "no" || off->value == "none")) return off->word;
  }
  return nullptr;
}

Edits WithAuthentication(const DockerfileContext& context, const Script& script,
                         const Command& command) {
  if (command.Is("redis-server")) {
    return RemoveFlag(context, script, command, {"--protected-mode"}, true);
  }
  if (command.Is("code-server")) {
    return RemoveFlag(context, script, command, {"--auth"}, true);
  }
  std::vector<const Word*> words;
  for (const Word& word : command.args()) {
    if (LetsIn(command, word)) words.push_back(&word);
  }
  return RemoveWords(context, script, command, words);
}

Edits WithoutReload(const DockerfileContext& context, const Script& script,
                    const Command& command) {
  if (command.Is("uvicorn")) {
    bool more = std::any_of(
        command.args().begin(), command.args().end(),
        [](const Word& word) { return word.value.starts_with("--reload-"); });
    if (more) return {};  // --reload-dir and its like
    return RemoveFlag(context, script, command, {"--reload"});
  }
  bool script_of_node = command.Is("nodemon") &&
                        command.nesting == config::Nesting::kNone &&
                        command.args().size() == 1 && command.args()[0].known &&
                        (command.args()[0].value.ends_with(".js") ||
                         command.args()[0].value.ends_with(".mjs") ||
                         command.args()[0].value.ends_with(".cjs"));
  if (!script_of_node) return {};
  return ReplaceWord(context, script, command.words[0], "node");
}

}  // namespace bulkhead::check
