// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/mount_edits.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Instruction;
using config::InstructionKind;
using config::Word;

constexpr std::size_t kMostBetween = 6;

// Usable as a value of --mount as it is.
bool IsPlainValue(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return base::IsAlnum(c) || c == '/' || c == '.' || c == '_' || c == '-';
  });
}

// The only file that the COPY brings, as it is written; "" where there is more
// to it.
std::string_view SourceOf(const DockerfileContext& context,
                          const CopiedFiles& copied) {
  const Instruction& copy = *copied.instruction;
  const config::CopyArgs* args = copy.copy();
  if (!copy.Is(InstructionKind::kCopy) || !copied.from_context ||
      !copy.flags.empty() || args == nullptr || args->sources.size() != 1 ||
      args->sources[0].heredoc >= 0 ||
      copy.range.begin != context.file.instructions[copied.index].range.begin) {
    return "";
  }
  std::string_view source = args->sources[0].value;
  base::ConsumePrefix(source, "./");
  return IsPlainValue(source) ? source : std::string_view();
}

class Mounter {
 public:
  Mounter(const DockerfileContext& context, std::string_view file, bool secret)
      : context_(context), file_(file), secret_(secret) {}

  Edits Run(const CopiedFiles& copied, const Script& last,
            const Command& removal) {
    std::string_view source = SourceOf(context_, copied);
    if (source.empty() || !IsPlainValue(file_) ||
        context_.StageIndexOf(*copied.instruction) != last.stage) {
      return {};
    }
    mount_ = secret_ ? base::Format(" --mount=type=secret,id={},target={}",
                                    NameOf(source), file_)
                     : base::Format(" --mount=type=bind,source={},target={}",
                                    source, file_);
    if (!Take(RemoveInstruction(context_, *copied.instruction))) return {};
    if (last.index - copied.index > kMostBetween) return {};
    for (std::size_t i = copied.index + 1; i < last.index; ++i) {
      const Instruction& between = context_.file.instructions[i];
      if (between.Is(InstructionKind::kRun)) {
        if (!MountIn(*ScriptAt(i), nullptr)) return {};
      } else if (!IsSetting(between)) {
        return {};
      }
    }
    Edits removed = RemoveFile(last, removal);
    if (removed.empty()) return {};
    bool whole = removed[0].range.begin <= last.outer->range.begin;
    if (!whole && !MountIn(last, &removal)) return {};
    Take(std::move(removed));
    return WithoutOverlaps(std::move(edits_));
  }

 private:
  static bool IsSetting(const Instruction& instruction) {
    return instruction.Is(InstructionKind::kEnv) ||
           instruction.Is(InstructionKind::kArg) ||
           instruction.Is(InstructionKind::kLabel) ||
           instruction.Is(InstructionKind::kExpose);
  }

  const Script* ScriptAt(std::size_t index) const {
    for (const Script& script : context_.scripts) {
      if (script.index == index) return &script;
    }
    return nullptr;
  }

  // rm -f FILE goes as a whole, of several operands only this one.
  Edits RemoveFile(const Script& script, const Command& removal) const {
    std::vector<const Word*> operands = config::Positionals(removal);
    const Word* found = nullptr;
    for (const Word* word : operands) {
      if (word->known && !word->glob &&
          AbsolutePath(word->value, WorkdirAt(context_, script.index)) ==
              file_) {
        found = word;
      }
    }
    if (found == nullptr) return {};
    if (operands.size() == 1) return RemoveCommand(context_, script, removal);
    return RemoveWords(context_, script, removal, {&found, 1});
  }

  bool Names(const Command& command) const {
    std::string_view name = NameOf(file_);
    return std::any_of(
        command.words.begin(), command.words.end(),
        [&](const Word& word) { return base::Contains(word.value, name); });
  }

  // Commands that would change the file; those that only set the rights of a
  // secret go.
  bool MountIn(const Script& script, const Command* removal) {
    if (!script.instruction->heredocs.empty() ||
        script.instruction != script.outer || !script.shell.ok()) {
      return false;
    }
    for (const Command& command : script.shell.commands()) {
      if (&command == removal || !Names(command)) continue;
      bool rights = command.IsAnyOf("chmod", "chown");
      if (rights && secret_ && config::Positionals(command).size() == 2) {
        if (!Take(RemoveCommand(context_, script, command))) return false;
      } else if (rights || command.IsAnyOf("mv", "gunzip", "bunzip2", "unxz",
                                           "sed", "rm", "shred", "tee")) {
        return false;
      }
    }
    edits_.push_back(
        InsertAt(context_, script.instruction->keyword_range.end, mount_));
    return true;
  }

  bool Take(Edits edits) {
    edits_.insert(edits_.end(), edits.begin(), edits.end());
    return !edits.empty();
  }

  const DockerfileContext& context_;
  std::string_view file_;
  bool secret_;
  std::string mount_;
  Edits edits_;
};

}  // namespace

Edits MountInstead(const DockerfileContext& context, const CopiedFiles& copied,
                   std::string_view file, const Script& last,
                   const Command& removal, bool secret) {
  return Mounter(context, file, secret).Run(copied, last, removal);
}

}  // namespace bulkhead::check
