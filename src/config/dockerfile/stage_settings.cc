// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/dockerfile/stage_settings.h"

#include <utility>

#include "base/fs.h"
#include "base/text.h"

namespace bulkhead::config {
namespace {

Value FirstOf(const InstructionValues& values) {
  return values.arguments.empty() ? KnownValue("") : values.arguments[0];
}

// A known value may hold several ports: EXPOSE $PORTS.
std::vector<Value> PortsOf(const Value& word) {
  std::vector<Value> ports;
  if (!word.known()) return {word};
  for (const std::string_view text : base::SplitWords(word.text)) {
    std::string port(text);
    if (!base::Contains(port, "/")) port += "/tcp";
    ports.push_back(KnownValue(port));
  }
  return ports;
}

Value Joined(const Instruction& instruction) {
  std::vector<std::string_view> words;
  for (const PlacedText& word : instruction.arguments) {
    words.push_back(word.value);
  }
  return KnownValue(base::Join(words, " "));
}

// WORKDIR is relative to the one before.
Value JoinWorkdir(const Value& before, Value value) {
  if (!value.known()) return value;
  const bool windows = value.text.size() > 1 && value.text[1] == ':';
  if (base::IsAbsolute(value.text) || windows) {
    if (!windows) value.text = base::NormalPath(value.text);
  } else if (before.known()) {
    value.text = base::NormalPath(base::JoinPath(before.text, value.text));
  } else {
    // The part in front is not known.
    value.knowledge = Knowledge::kPartly;
    value.unknown_parts.push_back({0, 0, ""});
    value.as_default = value.text;
  }
  return value;
}

void AddLabels(const Instruction& instruction, const InstructionValues& values,
               Stage& stage) {
  const KeyValueArgs* pairs = instruction.pairs();
  for (std::size_t k = 0; pairs != nullptr && k < pairs->pairs.size(); ++k) {
    stage.labels.push_back(
        {.name = std::string(pairs->pairs[k].key),
         .value = k < values.pairs.size() ? values.pairs[k] : Value{},
         .from = &instruction,
         .pair = k});
  }
}

}  // namespace

Value KnownValue(std::string_view text) {
  Value value;
  value.text = text;
  return value;
}

Value UnknownValue(std::string_view text) {
  Value value = KnownValue(text);
  value.knowledge = Knowledge::kUnknown;
  value.as_default = text;
  value.unknown_parts.push_back({0, text.size(), ""});
  return value;
}

void ApplyToStage(const Instruction& instruction,
                  const InstructionValues& values, Stage& stage,
                  bool& has_cmd) {
  const auto setting = [&](Value value) {
    return Setting{
        .value = std::move(value), .from = &instruction, .stage = stage.index};
  };
  switch (instruction.kind) {
    case InstructionKind::kLabel:
      return AddLabels(instruction, values, stage);
    case InstructionKind::kUser:
      stage.user = setting(FirstOf(values));
      break;
    case InstructionKind::kWorkdir:
      stage.workdir =
          setting(JoinWorkdir(stage.workdir.value, FirstOf(values)));
      break;
    case InstructionKind::kStopsignal:
      stage.stopsignal = setting(FirstOf(values));
      break;
    case InstructionKind::kShell:
      stage.shell = setting(KnownValue(instruction.rest));
      stage.shell_words.clear();
      for (const PlacedText& word : instruction.arguments) {
        stage.shell_words.emplace_back(word.value);
      }
      break;
    case InstructionKind::kCmd:
      stage.cmd = setting(Joined(instruction));
      has_cmd = true;
      break;
    case InstructionKind::kEntrypoint:
      stage.entrypoint = setting(Joined(instruction));
      if (!has_cmd) stage.cmd = Setting{.value = KnownValue("")};
      break;
    case InstructionKind::kHealthcheck:
      stage.healthcheck = setting(Joined(instruction));
      break;
    case InstructionKind::kExpose:
      for (const Value& word : values.arguments) {
        for (Value& port : PortsOf(word)) {
          stage.exposed.push_back(setting(std::move(port)));
        }
      }
      break;
    case InstructionKind::kVolume:
      for (const Value& path : values.arguments) {
        stage.volumes.push_back(setting(path));
      }
      break;
    default:
      break;
  }
}

}  // namespace bulkhead::config
