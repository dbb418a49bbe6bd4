// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/shell/commands.h"

#include <algorithm>

namespace bulkhead::config {

namespace {

bool IsFlagWord(const Word& word) {
  return word.value.size() > 1 && word.value[0] == '-';
}

bool IsShort(std::string_view spelling) {
  return spelling.size() == 2 && spelling[0] == '-' && spelling[1] != '-';
}

// The letter stands in a cluster: -y in -qqy, but not in -o=y or --yes.
bool InCluster(std::string_view word, char letter) {
  if (word.size() < 2 || word[0] != '-' || word[1] == '-') return false;
  std::string_view letters = word.substr(1, word.find('=') - 1);
  return letters.find(letter) != std::string_view::npos;
}

bool Spells(std::string_view word, std::string_view spelling) {
  if (IsShort(spelling)) return InCluster(word, spelling[1]);
  if (!word.starts_with(spelling)) return false;
  return word.size() == spelling.size() || word[spelling.size()] == '=';
}

}  // namespace

bool Command::IsAnyOf(std::initializer_list<std::string_view> programs) const {
  if (name.empty()) return false;
  // Size and first letter tell nearly all names apart.
  for (std::string_view program : programs) {
    if (program.size() == name.size() && program[0] == name[0] &&
        program == name) {
      return true;
    }
  }
  return false;
}

bool Command::HasArg(std::string_view value) const {
  for (const Word& word : args()) {
    if (word.Is(value)) return true;
  }
  return false;
}

bool HasFlag(const Command& command,
             std::initializer_list<std::string_view> spellings) {
  for (const Word& word : command.args()) {
    if (word.Is("--")) return false;
    if (!IsFlagWord(word)) continue;
    for (std::string_view spelling : spellings) {
      if (Spells(word.value, spelling)) return true;
    }
  }
  return false;
}

int CountFlag(const Command& command, std::string_view short_flag) {
  int count = 0;
  for (const Word& word : command.args()) {
    if (word.Is("--")) break;
    if (!IsFlagWord(word) || word.value[1] == '-') continue;
    std::string_view letters = word.value.substr(1, word.value.find('=') - 1);
    count += static_cast<int>(
        std::count(letters.begin(), letters.end(), short_flag[1]));
  }
  return count;
}

std::optional<FlagValue> FindFlagValue(
    const Command& command, std::initializer_list<std::string_view> spellings) {
  std::optional<FlagValue> found;
  std::span<const Word> args = command.args();
  for (std::size_t i = 0; i < args.size(); ++i) {
    const Word& word = args[i];
    if (word.Is("--")) break;
    if (!IsFlagWord(word)) continue;
    for (std::string_view spelling : spellings) {
      if (word.value == spelling) {
        if (i + 1 < args.size()) found = {&args[i + 1], args[i + 1].value};
        break;
      }
      if (!word.value.starts_with(spelling)) continue;
      std::string_view rest = word.value.substr(spelling.size());
      bool equals = rest.starts_with('=');
      if (!equals && !IsShort(spelling)) continue;
      found = {&word, equals ? rest.substr(1) : rest};
      break;
    }
  }
  return found;
}

std::vector<const Word*> Positionals(
    const Command& command,
    std::span<const std::string_view> flags_with_value) {
  std::vector<const Word*> words;
  std::span<const Word> args = command.args();
  bool flags = true;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (flags && args[i].Is("--")) {
      flags = false;
    } else if (!flags || !IsFlagWord(args[i])) {
      words.push_back(&args[i]);
    } else if (std::find(flags_with_value.begin(), flags_with_value.end(),
                         args[i].value) != flags_with_value.end()) {
      ++i;
    }
  }
  return words;
}

bool Uses(const ShellScript& script, std::string_view program) {
  return FindCommand(script, program) != nullptr;
}

bool UsesAny(const ShellScript& script,
             std::initializer_list<std::string_view> programs) {
  for (const Command& command : script.commands()) {
    if (command.IsAnyOf(programs)) return true;
  }
  return false;
}

const Command* FindCommand(const ShellScript& script,
                           std::string_view program) {
  for (const Command& command : script.commands()) {
    if (command.name == program) return &command;
  }
  return nullptr;
}

namespace {

// Nearest command before (step -1) or behind (1) that `test` accepts, within
// the same chain.
template <typename Test>
const Command* Neighbour(const ShellScript& script, const Command& c, int step,
                         Test test) {
  std::span<const Command> commands = script.commands();
  std::ptrdiff_t count = static_cast<std::ptrdiff_t>(commands.size());
  for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(c.index) + step;
       i >= 0 && i < count; i += step) {
    const Command& other = commands[static_cast<std::size_t>(i)];
    // Wrapped commands stand beside their wrapper.
    if (other.chain != c.chain || other.nesting == Nesting::kWrapper) continue;
    if (test(other)) return &other;
  }
  return nullptr;
}

}  // namespace

const Command* PreviousInChain(const ShellScript& script, const Command& c) {
  if (c.chain_position == 0) return nullptr;
  const Command* last = Neighbour(script, c, -1, [&c](const Command& other) {
    return other.chain_position + 1 == c.chain_position;
  });
  while (last != nullptr && last->pipeline_position > 0) {
    const Command* before = PreviousInPipeline(script, *last);
    if (before == nullptr) break;
    last = before;
  }
  return last;
}

const Command* NextInChain(const ShellScript& script, const Command& c) {
  if (c.chain_position + 1 >= c.chain_size) return nullptr;
  return Neighbour(script, c, 1, [&c](const Command& other) {
    return other.chain_position == c.chain_position + 1;
  });
}

const Command* PreviousInPipeline(const ShellScript& script, const Command& c) {
  if (c.pipeline_position == 0) return nullptr;
  return Neighbour(script, c, -1, [&c](const Command& other) {
    return other.pipeline == c.pipeline &&
           other.pipeline_position + 1 == c.pipeline_position;
  });
}

const Command* NextInPipeline(const ShellScript& script, const Command& c) {
  if (c.pipeline_position + 1 >= c.pipeline_size) return nullptr;
  return Neighbour(script, c, 1, [&c](const Command& other) {
    return other.pipeline == c.pipeline &&
           other.pipeline_position == c.pipeline_position + 1;
  });
}

const Command* ParentOf(const ShellScript& script, const Command& c) {
  if (c.parent < 0) return nullptr;
  return &script.commands()[static_cast<std::size_t>(c.parent)];
}

bool WrappedBy(const ShellScript& script, const Command& c,
               std::string_view program) {
  for (const Command* outer = ParentOf(script, c); outer != nullptr;
       outer = ParentOf(script, *outer)) {
    if (outer->name == program) return true;
  }
  return false;
}

}  // namespace bulkhead::config
