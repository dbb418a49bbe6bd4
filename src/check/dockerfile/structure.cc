// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/structure.h"

#include "base/text.h"

namespace bulkhead::check {

using config::Instruction;

std::vector<Section> SectionsOf(const DockerfileContext& context) {
  std::vector<Section> sections;
  std::span<const Instruction> all = context.instructions();
  std::size_t done = 0;
  for (const config::Stage& stage : context.evaluation.stages) {
    if (stage.begin > done) {
      sections.push_back({nullptr, all.subspan(done, stage.begin - done)});
    }
    if (stage.end > stage.begin) {
      sections.push_back({&stage, context.InstructionsOf(stage)});
    }
    done = stage.end;
  }
  if (done < all.size()) sections.push_back({nullptr, all.subspan(done)});
  return sections;
}

const Instruction& Inner(const Instruction& instruction) {
  const Instruction* held = instruction.onbuild();
  return held == nullptr ? instruction : *held;
}

const Instruction* FirstFrom(const DockerfileContext& context) {
  for (const Instruction& instruction : context.instructions()) {
    if (instruction.Is(config::InstructionKind::kFrom)) return &instruction;
  }
  return nullptr;
}

std::string_view Unquoted(std::string_view word) {
  if (word.size() >= 2 && (word.front() == '"' || word.front() == '\'') &&
      word.front() == word.back()) {
    return word.substr(1, word.size() - 2);
  }
  return word;
}

bool IsWindowsAbsolute(std::string_view path) {
  return path.size() >= 2 && base::IsAlpha(path[0]) && path[1] == ':' &&
         (path.size() == 2 || path[2] == '\\' || path[2] == '/');
}

bool MayBeAbsolute(std::string_view path) {
  return path.starts_with('/') || path.starts_with('$') ||
         IsWindowsAbsolute(path);
}

bool HasVariable(std::string_view word) { return base::Contains(word, "$"); }

model::Edit Replace(const DockerfileContext& context, model::Range range,
                    std::string text) {
  return {context.file.source->path(), range, std::move(text)};
}

model::Edit InsertAt(const DockerfileContext& context, std::size_t offset,
                     std::string text) {
  return Replace(context, {offset, offset}, std::move(text));
}

model::Edit RemoveWord(const DockerfileContext& context, model::Range range) {
  std::string_view text = context.file.source->text();
  while (range.end < text.size() && base::IsBlank(text[range.end])) ++range.end;
  return Replace(context, range, "");
}

model::Edit RemoveLines(const DockerfileContext& context, model::Range range) {
  const base::Source& source = *context.file.source;
  std::size_t last = range.end > range.begin ? range.end - 1 : range.end;
  model::Range lines = {source.LineStart(source.At(range.begin).line),
                        source.LineStart(source.At(last).line + 1)};
  return Replace(context, lines, "");
}

void Relate(const DockerfileContext& context, model::Finding& finding,
            model::Range range, std::string message) {
  Relate(finding, *context.file.source, range, std::move(message));
}

}  // namespace bulkhead::check
