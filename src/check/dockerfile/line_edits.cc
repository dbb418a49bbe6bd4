// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/line_edits.h"

#include "base/text.h"
#include "check/dockerfile/span_edits.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;

// Only describes the image or its start; nothing is built by it.
bool IsOfStart(const Instruction& instruction) {
  switch (instruction.kind) {
    case InstructionKind::kCmd:
    case InstructionKind::kEntrypoint:
    case InstructionKind::kHealthcheck:
    case InstructionKind::kStopsignal:
    case InstructionKind::kExpose:
    case InstructionKind::kLabel:
    case InstructionKind::kEnv:
    case InstructionKind::kArg:
    case InstructionKind::kMaintainer:
      return true;
    default:
      return false;
  }
}

std::string_view Text(const DockerfileContext& context) {
  return context.file.source->text();
}

std::size_t LineStart(const DockerfileContext& context, std::size_t offset) {
  const base::Source& source = *context.file.source;
  return source.LineStart(source.At(offset).line);
}

std::string Lines(const DockerfileContext& context,
                  const Instruction& instruction, std::string_view lines) {
  std::size_t begin = LineStart(context, instruction.range.begin);
  std::string_view indent =
      Text(context).substr(begin, instruction.range.begin - begin);
  std::string joined(indent);
  joined += base::ReplaceAll(
      lines, "\n",
      std::string(LineEndingOf(Text(context))) + std::string(indent));
  return joined;
}

model::Edit InsertLineAt(const DockerfileContext& context, std::size_t offset,
                         const Instruction& instruction,
                         std::string_view lines) {
  return InsertAt(context, offset,
                  Lines(context, instruction, lines) +
                      std::string(LineEndingOf(Text(context))));
}

}  // namespace

model::Edit InsertBefore(const DockerfileContext& context,
                         const Instruction& instruction,
                         std::string_view lines) {
  std::size_t at = instruction.range.begin;
  if (instruction.comment_count > 0) {
    at = context.file.comments[instruction.first_comment].range.begin;
  }
  return InsertLineAt(context, LineStart(context, at), instruction, lines);
}

model::Edit InsertRightBefore(const DockerfileContext& context,
                              const Instruction& instruction,
                              std::string_view lines) {
  return InsertLineAt(context, LineStart(context, instruction.range.begin),
                      instruction, lines);
}

model::Edit InsertBehind(const DockerfileContext& context,
                         const Instruction& instruction,
                         std::string_view lines) {
  std::string_view text = Text(context);
  std::size_t end = text.find('\n', instruction.range.end);
  if (end == std::string_view::npos) {
    return InsertAt(context, text.size(),
                    std::string(LineEndingOf(Text(context))) +
                        Lines(context, instruction, lines));
  }
  return InsertLineAt(context, end + 1, instruction, lines);
}

std::size_t StartBlockOf(const DockerfileContext& context,
                         const config::Stage& stage) {
  std::size_t begin = stage.end;
  while (begin > stage.begin + 1 &&
         IsOfStart(context.file.instructions[begin - 1])) {
    --begin;
  }
  return begin;
}

model::Edit InsertBeforeStart(const DockerfileContext& context,
                              const config::Stage& stage,
                              std::string_view lines) {
  for (std::size_t i = StartBlockOf(context, stage); i < stage.end; ++i) {
    const Instruction& instruction = context.file.instructions[i];
    if (instruction.Is(InstructionKind::kCmd) ||
        instruction.Is(InstructionKind::kEntrypoint) ||
        instruction.Is(InstructionKind::kHealthcheck)) {
      return InsertBefore(context, instruction, lines);
    }
  }
  return InsertBehind(context, context.file.instructions[stage.end - 1], lines);
}

}  // namespace bulkhead::check
