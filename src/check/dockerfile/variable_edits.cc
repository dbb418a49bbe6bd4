// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The part of script_edits.h that takes variables out of scripts.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/span_edits.h"

namespace bulkhead::check {
namespace {

using config::Assignment;
using config::Command;
using config::Word;

class VariableRemoval {
 public:
  VariableRemoval(const DockerfileContext& context, const Script& script,
                  const VariableTest& test)
      : context_(context), script_(script), test_(test) {}

  Edits Remove() {
    if (script_.exec_form || !script_.shell.ok()) return {};
    for (const Command& command : script_.shell.commands()) {
      if (!RemoveFrom(command)) return {};
    }
    return WithoutOverlaps(std::move(edits_));
  }

 private:
  bool Matches(const Assignment& assignment) const {
    return !assignment.is_array && assignment.subscript.empty() &&
           test_(assignment.name, assignment.value.value);
  }

  // False where something can't be removed.
  bool RemoveFrom(const Command& command) {
    std::vector<model::Range> ranges;
    // A wrapped command carries the assignments of the one around it.
    if (command.nesting != config::Nesting::kWrapper) {
      for (const Assignment& assignment : command.assignments) {
        if (!Matches(assignment)) continue;
        model::Range range = script_.InFile(assignment.range);
        if (!context_.file.Text(range).starts_with(assignment.name)) {
          return false;
        }
        ranges.push_back(range);
      }
    }
    std::vector<const Word*> words;
    for (const Word& word : SettingWords(script_, command)) {
      auto pair = base::Cut(word.value, "=");
      if (pair && test_(pair->first, pair->second)) words.push_back(&word);
    }
    if (ranges.empty() && words.empty()) return true;
    bool alone = command.words.empty() || IsDeclaration(command);
    bool all = ranges.size() == command.assignments.size() &&
               words.size() == command.args().size();
    if (alone && all) return Take(RemoveCommand(context_, script_, command));
    for (model::Range range : ranges) {
      std::optional<model::Edit> edit =
          RemoveSpan(context_, range, StyleOf(context_, script_));
      if (!edit) return false;
      edits_.push_back(std::move(*edit));
    }
    return words.empty() ||
           Take(RemoveWords(context_, script_, command, words));
  }

  bool Take(Edits edits) {
    edits_.insert(edits_.end(), edits.begin(), edits.end());
    return !edits.empty();
  }

  const DockerfileContext& context_;
  const Script& script_;
  const VariableTest& test_;
  Edits edits_;
};

}  // namespace

Edits WithoutOverlaps(Edits edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const model::Edit& a, const model::Edit& b) {
                     return a.range.begin < b.range.begin;
                   });
  for (std::size_t i = 1; i < edits.size(); ++i) {
    if (edits[i].range.begin < edits[i - 1].range.end) return {};
  }
  return edits;
}

Edits RemoveVariables(const DockerfileContext& context, const Script& script,
                      const VariableTest& test) {
  return VariableRemoval(context, script, test).Remove();
}

}  // namespace bulkhead::check
