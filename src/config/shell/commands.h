// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The flat view of a shell script that rules work on: every simple command
// with what it stands in, and questions about it.
//
//   for (const Command& c : script.commands()) {
//     if (c.Is("apt-get") && c.HasArg("install") && !HasFlag(c, "-y", "--yes"))
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "config/shell/shell.h"

namespace bulkhead::config {

// How a command came to be nested in another one.
enum class Nesting : std::uint8_t {
  kNone,          // it stands in the script itself
  kSubstitution,  // $(...), `...`, <(...)
  kWrapper,       // sudo X, env A=b X, xargs X, timeout 5 X, find -exec X
  kShell,         // sh -c 'X', eval X, su -c X, sh <<EOF
};

// All views live as long as the ShellScript. `words` are the fields that the
// program gets: an unquoted variable whose value is known is split into its
// words, which then share the range of the word they came from.
struct Command {
  // Base name: apt-get for /usr/bin/apt-get; "" for assignments alone and for
  // names that are not known.
  std::string_view name;
  std::span<const Word> words;  // the name first
  std::span<const Assignment> assignments;
  std::span<const Redirection>
      redirections;  // of enclosing groups not included
  TextRange range;
  const Node* node = nullptr;  // kSimple, kTest or kArithmetic

  std::uint32_t index = 0;  // its place in script.commands()
  Nesting nesting = Nesting::kNone;
  std::int32_t parent = -1;  // index of the command it is nested in
  std::uint32_t depth = 0;   // of groups, compounds and nestings

  // The and-or list: commands with equal `chain` are joined by && and ||. An
  // element of the chain is a pipeline.
  std::uint32_t chain = 0;
  std::uint32_t chain_position = 0;
  std::uint32_t chain_size = 1;
  // The pipeline: `cat a | grep b` has positions 0 and 1 of size 2.
  std::uint32_t pipeline = 0;
  std::uint32_t pipeline_position = 0;
  std::uint32_t pipeline_size = 1;
  // What joins the pipeline to the one before and behind it, innermost list.
  Connector before = Connector::kNone;
  Connector after = Connector::kNone;

  bool negated = false;              // ! in front of its pipeline
  bool followed_by_or_true = false;  // its failure is hidden: `|| true`, `|| :`
  bool stderr_silenced = false;      // 2>/dev/null or &>/dev/null, groups too
  bool stdout_silenced = false;
  bool in_subshell = false;     // ( ), pipelines not counted
  bool in_conditional = false;  // if, case, right side of ||
  bool is_condition = false;    // between if/while and then/do
  bool in_loop = false;
  bool in_function = false;
  bool in_background = false;    // &
  bool in_substitution = false;  // at any level

  [[nodiscard]] bool Is(std::string_view program) const {
    return name == program;
  }
  // For literals: each is compared by its size and bytes in place, since rules
  // ask this of every command.
  template <std::size_t... kSizes>
  [[nodiscard]] bool IsAnyOf(const char (&... programs)[kSizes]) const {
    return (Is(std::string_view(programs, kSizes - 1)) || ...);
  }
  [[nodiscard]] bool IsAnyOf(
      std::initializer_list<std::string_view> programs) const;
  // The name as written; "" without words.
  [[nodiscard]] std::string_view raw_name() const {
    return words.empty() ? std::string_view() : words.front().value;
  }
  [[nodiscard]] std::span<const Word> args() const {
    return words.empty() ? words : words.subspan(1);
  }
  // An argument has exactly this value.
  [[nodiscard]] bool HasArg(std::string_view value) const;
};

// Flag of a command by any of its spellings, given with its dashes:
// HasFlag(c, {"-y", "--yes"}). "-y" is also found in clusters (-qqy) and with a
// value (-y=1); "--yes" also as --yes=true. Nothing behind `--` counts. A
// single-dash word such as "-delete" is only found as a word of its own.
bool HasFlag(const Command& command,
             std::initializer_list<std::string_view> spellings);
inline bool HasFlag(const Command& command, std::string_view spelling) {
  return HasFlag(command, {spelling});
}
inline bool HasFlag(const Command& command, std::string_view a,
                    std::string_view b) {
  return HasFlag(command, {a, b});
}
// How often a short flag is given, clusters counted: "-q" in -qq -q is 3.
int CountFlag(const Command& command, std::string_view short_flag);

// A flag's value with the word that holds it: --flag=value, --flag value, -f
// value, -fvalue; the last one given.
struct FlagValue {
  const Word* word = nullptr;
  std::string_view value;  // known where word->known
};
std::optional<FlagValue> FindFlagValue(
    const Command& command, std::initializer_list<std::string_view> spellings);

// Arguments that are neither flags nor values of the flags listed (with their
// dashes) in `flags_with_value`; all behind `--`.
std::vector<const Word*> Positionals(
    const Command& command,
    std::span<const std::string_view> flags_with_value = {});
inline std::vector<const Word*> Positionals(
    const Command& command,
    std::initializer_list<std::string_view> flags_with_value) {
  return Positionals(
      command, std::span<const std::string_view>(flags_with_value.begin(),
                                                 flags_with_value.size()));
}

// Some command of the script has this base name, nested ones included.
bool Uses(const ShellScript& script, std::string_view program);
bool UsesAny(const ShellScript& script,
             std::initializer_list<std::string_view> programs);
// First command with this base name; null where there is none.
const Command* FindCommand(const ShellScript& script, std::string_view program);

// First command of the pipeline before or behind in the same and-or list; null
// at its end.
const Command* PreviousInChain(const ShellScript& script, const Command& c);
const Command* NextInChain(const ShellScript& script, const Command& c);
// Neighbours in the same pipeline.
const Command* PreviousInPipeline(const ShellScript& script, const Command& c);
const Command* NextInPipeline(const ShellScript& script, const Command& c);
// The command that holds it (sudo, sh -c, ...); null at top level.
const Command* ParentOf(const ShellScript& script, const Command& c);
// Some wrapper around it has this base name: WrappedBy(script, c, "sudo").
bool WrappedBy(const ShellScript& script, const Command& c,
               std::string_view program);

// sh, bash, ash, dash, ksh, zsh, fish and their like by base name.
bool IsShellProgram(std::string_view name);

}  // namespace bulkhead::config
