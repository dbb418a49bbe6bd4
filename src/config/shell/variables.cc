// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A variable's value counts as known only where the commands up to here set it
// for sure: what is assigned in a branch, a loop or a function is not known
// behind it. Both sides of && count as run: a build stops where they are not.
#include "config/shell/variables.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::config {

ShellVariables::ShellVariables(ShellBuilder& builder)
    : builder_(builder),
      lookup_([this](std::string_view name) { return Find(name); }) {}

std::optional<std::string_view> ShellVariables::Find(
    std::string_view name) const {
  if (builder_.repeated.contains(name)) return std::nullopt;
  auto found = values_.find(name);
  if (found != values_.end()) return found->second;
  if (!builder_.options.variables) return std::nullopt;
  return builder_.options.variables(name);
}

void ShellVariables::Set(std::string_view name, Value value) {
  auto [entry, added] = values_.try_emplace(name);
  log_.push_back({name, !added, entry->second});
  entry->second = value;
}

void ShellVariables::Restore(std::size_t mark) {
  while (log_.size() > mark) {
    const Change& change = log_.back();
    if (change.was_set) {
      values_[change.name] = change.value;
    } else {
      values_.erase(change.name);
    }
    log_.pop_back();
  }
}

void ShellVariables::SetValue(const Word& word) {
  // The words lie in the script's arena and are not shared before the walk has
  // ended.
  SetWordValue(builder_, const_cast<Word&>(word), lookup_);
}

void ShellVariables::Evaluate(const Word& word) {
  if (!HasExpansion(word)) return;
  auto holds_word = [](const Piece& piece) {
    return piece.argument != nullptr;
  };
  if (std::none_of(word.pieces.begin(), word.pieces.end(), holds_word)) {
    return SetValue(word);
  }
  // Arguments of ${x:-word} nest: the inner ones are found last.
  std::vector<const Word*> order = {&word};
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (const Piece& piece : order[i]->pieces) {
      if (piece.argument != nullptr) order.push_back(piece.argument);
    }
  }
  for (std::size_t i = order.size(); i-- > 0;) {
    if (HasExpansion(*order[i])) SetValue(*order[i]);
  }
}

void ShellVariables::Evaluate(const Node& node) {
  if (!builder_.has_expansions || empty()) return;
  for (const Assignment& assignment : node.assignments) {
    Evaluate(assignment.value);
    for (const Word& word : assignment.elements) Evaluate(word);
  }
  for (const Word& word : node.words) Evaluate(word);
  for (const Redirection& redirection : node.redirections) {
    Evaluate(redirection.target);
    if (redirection.body != nullptr) Evaluate(*redirection.body);
  }
}

void ShellVariables::Assign(const Assignment& assignment, bool certain) {
  const Word& word = assignment.value;
  bool simple = certain && word.known && !assignment.is_array &&
                assignment.subscript.empty();
  Value value = simple ? Value(word.value) : std::nullopt;
  if (assignment.append && value) {
    Value before = Find(assignment.name);
    std::size_t size = (before ? before->size() : 0) + value->size();
    if (before && builder_.CountExpansion(size, assignment.range)) {
      std::string joined(*before);
      joined += *value;
      value = builder_.data.arena.Copy(joined);
    } else {
      value = std::nullopt;
    }
  }
  Set(assignment.name, value);
}

// export A=b, read A, unset A, printf -v A.
void ShellVariables::Declare(const Command& command, bool certain) {
  bool declares =
      command.IsAnyOf("export", "declare", "local", "readonly", "typeset");
  bool reads = command.IsAnyOf("read", "mapfile", "readarray", "getopts",
                               "unset", "printf");
  if (!declares && !reads) return;
  for (const Word& word : command.args()) {
    std::string_view name = word.value.substr(0, word.value.find('='));
    if (name.empty() || name[0] == '-') continue;
    bool assigns = name.size() < word.value.size();
    if (declares && !assigns) continue;
    bool known = declares && certain && word.known;
    Set(name, known ? Value(word.value.substr(name.size() + 1)) : std::nullopt);
  }
}

void ShellVariables::Apply(const Command& command, bool certain) {
  if (command.words.empty()) {
    for (const Assignment& assignment : command.assignments) {
      Assign(assignment, certain);
    }
    return;
  }
  if (command.nesting == Nesting::kWrapper) return;
  Declare(command, certain);
}

}  // namespace bulkhead::config
