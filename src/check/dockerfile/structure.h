// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the rules on the structure of a Dockerfile share: stages with the
// instructions before any FROM among them, paths, and edits.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

// The instructions of one stage, FROM included, or those before the first FROM
// (`stage` is null; ARG and, in a faulty file, anything).
struct Section {
  const config::Stage* stage = nullptr;
  std::span<const config::Instruction> instructions;
  [[nodiscard]] bool empty() const { return instructions.empty(); }
};
// Never none that is empty. Points into the context.
std::vector<Section> SectionsOf(const DockerfileContext& context);

// The instruction, or the one that it holds if it is ONBUILD.
const config::Instruction& Inner(const config::Instruction& instruction);

// The first FROM of the file; null: there is none.
const config::Instruction* FirstFrom(const DockerfileContext& context);

// ONBUILD of ONBUILD, FROM or MAINTAINER (onbuild.cc).
bool HoldsForbiddenTrigger(const config::Instruction& instruction);

// `word` without the pair of quotes around it.
std::string_view Unquoted(std::string_view word);
// C:\x, c:/x, and the drive alone.
bool IsWindowsAbsolute(std::string_view path);
// "/x", a Windows path, or something that begins with a variable.
bool MayBeAbsolute(std::string_view path);
bool HasVariable(std::string_view word);

// Edits of the file that is being checked.
model::Edit Replace(const DockerfileContext& context, model::Range range,
                    std::string text);
model::Edit InsertAt(const DockerfileContext& context, std::size_t offset,
                     std::string text);
// Removes the range and the blanks behind it.
model::Edit RemoveWord(const DockerfileContext& context, model::Range range);
// Removes all lines that the range touches.
model::Edit RemoveLines(const DockerfileContext& context, model::Range range);

// Where finding comes second, points at what came first.
void Relate(const DockerfileContext& context, model::Finding& finding,
            model::Range range, std::string message);

}  // namespace bulkhead::check
