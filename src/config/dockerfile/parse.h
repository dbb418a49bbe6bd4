// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the parts of the parser share. Not for other folders.
#pragma once

#include <cstddef>
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "config/dockerfile/dockerfile.h"
#include "config/dockerfile/words.h"

namespace bulkhead::config {

struct Dockerfile::Storage {
  std::deque<std::string> texts;
};

// The document under construction.
class ParseContext {
 public:
  ParseContext(Dockerfile& file, const base::Limits& limits)
      : file_(file), limits_(limits) {}

  [[nodiscard]] Dockerfile& file() { return file_; }
  [[nodiscard]] const base::Limits& limits() const { return limits_; }
  [[nodiscard]] char escape() const { return file_.escape; }

  // Keeps a text for the life of the document.
  std::string_view Keep(std::string text) {
    return file_.storage->texts.emplace_back(std::move(text));
  }
  // Notes an error about an instruction that is being parsed.
  void Fail(Instruction& instruction, SyntaxStage stage, model::Range range,
            std::string message);
  // An error about the whole instruction, as it is read by itself.
  void Fail(Instruction& instruction, std::string message) {
    Fail(instruction, SyntaxStage::kInstruction, instruction.range,
         std::move(message));
  }

 private:
  Dockerfile& file_;
  const base::Limits& limits_;
};

// Places [begin, end) of an instruction's text.
inline PlacedText PlaceAt(const Instruction& i, std::size_t begin,
                          std::size_t end) {
  return {i.text.substr(begin, end - begin), i.map.ToFile(begin, end)};
}
// Places a view into an instruction's text; other texts get `fallback`.
PlacedText PlaceView(const Instruction& i, std::string_view part,
                     model::Range fallback);

// arguments.cc: from `text` and `map` to keyword, flags, arguments, JSON form
// and the instruction that ONBUILD holds. Errors of BuildKit's line parser.
void ParseArguments(ParseContext& context, Instruction& instruction);

// interpret.cc: from arguments and here documents to the typed view, for the
// instruction and the one in it. Errors of BuildKit's reading of a single
// instruction.
void Interpret(ParseContext& context, Instruction& instruction);

// flags.cc
enum class FlagType : unsigned char { kText, kTexts, kBool };
struct FlagInfo {
  std::string_view name;
  FlagType type = FlagType::kText;
};
// False and an error where a flag is not one of `known`, is doubled, or lacks
// its value.
bool CheckFlags(ParseContext& context, Instruction& instruction,
                std::initializer_list<FlagInfo> known);
// The value of a flag; with an empty text and its range for --flag alone.
PlacedText FlagValueOf(const Instruction& instruction, std::string_view name);
// --flag, --flag=true
bool FlagEnabled(const Instruction& instruction, std::string_view name);

// interpret_run.cc
void InterpretRun(ParseContext& context, Instruction& instruction);
// The script of an instruction whose shell form is its argument at `index`.
ScriptText ScriptFromArgument(const Instruction& instruction,
                              std::size_t index);

}  // namespace bulkhead::config
