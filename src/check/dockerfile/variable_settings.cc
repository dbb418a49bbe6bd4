// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/variable_settings.h"

#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rule.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Instruction;
using config::InstructionKind;
using config::Word;

bool IsName(std::string_view text) {
  if (text.empty() || base::IsDigit(text[0])) return false;
  return std::all_of(text.begin(), text.end(), &base::IsNameChar);
}

// The second word of "ARG NAME VALUE" is meant as a value: nobody calls an
// argument `true`, or 0.
bool IsMeantAsValue(const config::KeyValue& pair) {
  if (pair.has_value) return false;
  constexpr std::string_view kAnswers[] = {"true", "false", "yes",
                                           "no",   "on",    "off"};
  return !IsName(pair.key) ||
         std::find(std::begin(kAnswers), std::end(kAnswers),
                   base::ToLower(pair.key)) != std::end(kAnswers);
}

void AddPairs(const DockerfileContext& context, const Instruction& outer,
              std::vector<VariableSetting>& out) {
  const Instruction& inner = Inner(outer);
  if (inner.kind != InstructionKind::kEnv &&
      inner.kind != InstructionKind::kArg) {
    return;
  }
  if (inner.pairs() == nullptr) return;
  const std::vector<config::KeyValue>& pairs = inner.pairs()->pairs;
  const std::vector<config::Value>* values = nullptr;
  if (&inner == &outer) values = &context.evaluation.ValuesOf(outer).pairs;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    VariableSetting& setting = out.emplace_back();
    setting.construct = &outer;
    setting.kind = inner.kind;
    setting.pair = i;
    setting.stage = context.StageIndexOf(outer);
    setting.name = pairs[i].key;
    setting.has_value = pairs[i].has_value;
    setting.range = pairs[i].range;
    setting.value_range = pairs[i].value_range;
    std::string_view written = pairs[i].value;
    if (!pairs[i].has_value) {
      setting.known = false;
      bool two_words = i + 1 < pairs.size() && IsMeantAsValue(pairs[i + 1]);
      if (inner.kind != InstructionKind::kArg || !two_words) continue;
      setting.known = true;
      setting.has_value = true;
      setting.value_range = pairs[++i].range;
      setting.value = pairs[i].key;
      continue;
    }
    setting.computed = HasVariable(written);
    if (values != nullptr && i < values->size()) {
      setting.known = (*values)[i].known();
      setting.value = (*values)[i].text;
    } else {
      setting.known = !setting.computed;
      setting.value = Unquoted(written);
    }
  }
}

bool IsComputed(const Word& word) {
  return std::any_of(word.pieces.begin(), word.pieces.end(),
                     [](const config::Piece& piece) {
                       return piece.kind != config::PieceKind::kLiteral &&
                              piece.kind != config::PieceKind::kGlob;
                     });
}

class RunSettings {
 public:
  RunSettings(const Script& script, std::vector<VariableSetting>& out)
      : script_(script), out_(out) {}

  void Add(const Command& command) {
    for (const config::Assignment& assignment : command.assignments) {
      if (assignment.is_array || !assignment.subscript.empty()) continue;
      VariableSetting& setting = Add(assignment.name, assignment.range);
      setting.value = assignment.value.value;
      setting.known = assignment.value.known;
      setting.computed = IsComputed(assignment.value);
      setting.value_range = script_.InFile(assignment.value.range);
    }
    for (const Word& word : SettingWords(script_, command)) AddWord(word);
  }

 private:
  VariableSetting& Add(std::string_view name, config::TextRange range) {
    VariableSetting& setting = out_.emplace_back();
    setting.construct = script_.outer;
    setting.script = &script_;
    setting.kind = InstructionKind::kRun;
    setting.stage = script_.stage;
    setting.name = name;
    setting.range = script_.InFile(range);
    return setting;
  }

  void AddWord(const Word& word) {
    std::size_t equal = word.value.find('=');
    if (equal == std::string_view::npos) return;
    std::string_view name = word.value.substr(0, equal);
    if (!IsName(name)) return;
    VariableSetting& setting = Add(name, word.range);
    setting.value = word.value.substr(equal + 1);
    setting.known = word.known;
    setting.computed = IsComputed(word);
    setting.value_range = setting.range;
  }

  const Script& script_;
  std::vector<VariableSetting>& out_;
};

}  // namespace

std::vector<VariableSetting> VariableSettingsOf(
    const DockerfileContext& context) {
  std::vector<VariableSetting> out;
  std::size_t next = 0;
  for (std::size_t i = 0; i < context.instructions().size(); ++i) {
    AddPairs(context, context.instructions()[i], out);
    while (next < context.scripts.size() && context.scripts[next].index <= i) {
      const Script& script = context.scripts[next++];
      if (!script.is_run()) continue;
      RunSettings settings(script, out);
      for (const Command& command : script.shell.commands()) {
        settings.Add(command);
      }
    }
  }
  return out;
}

}  // namespace bulkhead::check
