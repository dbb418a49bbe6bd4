// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the parts of the shell parser share. Only for the files of this folder.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "config/shell/arena.h"
#include "config/shell/commands.h"
#include "config/shell/frame.h"
#include "config/shell/shell.h"

namespace bulkhead::config {

struct ShellScript::Data {
  std::string_view text;
  ShellDialect dialect = ShellDialect::kSh;
  ShellArena arena;
  const Node* root = nullptr;
  std::vector<ShellError> errors;
  std::vector<Command> commands;
};

// A text with the places of its bytes in the outermost script: one after
// another from `base`, or in a table (one more entry than bytes) where quotes
// or escapes were removed.
struct ShellText {
  std::string_view text;
  std::uint32_t base = 0;
  const std::uint32_t* table = nullptr;

  [[nodiscard]] std::uint32_t At(std::size_t offset) const {
    return table != nullptr ? table[offset]
                            : base + static_cast<std::uint32_t>(offset);
  }
  [[nodiscard]] TextRange Range(std::size_t begin, std::size_t end) const {
    if (table == nullptr) return {At(begin), At(end)};
    std::uint32_t last = begin < end ? table[end - 1] + 1 : table[begin];
    last = std::min(last, table[text.size()]);
    return {table[begin], std::max(table[begin], last)};
  }
  [[nodiscard]] ShellText Slice(std::size_t begin, std::size_t end) const {
    return {text.substr(begin, end - begin),
            base + static_cast<std::uint32_t>(begin),
            table != nullptr ? table + begin : nullptr};
  }
};

// A text that is parsed after the one it stands in: backticks, whose escapes
// have to be removed first, and bodies of here documents.
struct ShellJob {
  ShellText text;
  std::uint32_t depth = 0;
  Node* script = nullptr;  // to be filled
  Word* body = nullptr;    // or this
};

// Stacks that all texts of a script use one after another.
struct ShellStacks {
  void Clear() {
    frames.clear();
    nodes.clear();
    words.clear();
    pieces.clear();
    assignments.clear();
    redirections.clear();
  }

  std::vector<ShellFrame> frames;
  std::vector<const Node*> nodes;
  std::vector<Word> words;
  std::vector<Piece> pieces;
  std::vector<Assignment> assignments;
  std::vector<Redirection> redirections;
};

struct ShellBuilder {
  ShellBuilder(ShellScript::Data& the_data, const ShellOptions& the_options)
      : data(the_data),
        options(the_options),
        stacks(the_options.memory != nullptr ? *the_options.memory->stacks_
                                             : own_stacks) {
    stacks.Clear();
  }

  // Makes a script of its data: the only way into ShellScript.
  static ShellScript Wrap(std::unique_ptr<ShellScript::Data> data);

  // Parses `text`, and all that waits in `jobs`.
  void Parse(const ShellText& text, std::uint32_t depth, Node* script);
  // Fills data.commands from data.root (flatten.cc).
  void Flatten();

  void AddError(TextRange range, std::string message);
  // As AddError, and everything that is left is given up.
  void GiveUp(TextRange range, std::string message);
  // False where max_entries is used up.
  bool Count(std::size_t entries, TextRange at);
  // False where max_expansion is used up.
  bool CountExpansion(std::size_t bytes, TextRange at);

  ShellScript::Data& data;
  const ShellOptions& options;
  ShellStacks own_stacks;  // where the caller gives none
  ShellStacks& stacks;
  std::vector<ShellJob> jobs;
  // Names that are assigned where it may happen more than once: in loops and
  // functions. Their value is never known.
  std::unordered_set<std::string_view> repeated;
  bool has_expansions = false;
  bool given_up = false;
  std::size_t entries = 0;
  std::size_t expansion = 0;
};

// Sets value, known, prefix and suffix of a word by its pieces. `lookup`
// answers for variables; its answer is counted as expansion (evaluate.cc).
void SetWordValue(ShellBuilder& builder, Word& word,
                  const VariableLookup& lookup);
// The same for a word that holds no expansion.
void SetLiteralValue(ShellArena& arena, Word& word);
bool HasExpansion(const Word& word);
// The fields of a known word: unquoted variables are split at white space.
std::vector<Word> SplitFields(ShellBuilder& builder, const Word& word,
                              const VariableLookup& lookup);

// The words of the command that a wrapper (sudo, env, xargs, ...) runs; empty
// where it is none (wrappers.cc).
std::span<const Word> WrappedWords(std::span<const Word> words);
// What a shell, eval, su or trap among `words` reads as a script: some of them,
// or the body of a redirection; empty where it reads none.
std::vector<const Word*> NestedScript(const Command& command);
// The value of words as text with places, variables left as written; words are
// joined by blanks.
ShellText TextOfWords(ShellBuilder& builder,
                      std::span<const Word* const> words);

}  // namespace bulkhead::config
