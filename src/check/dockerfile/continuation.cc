// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Empty lines inside instructions.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;

void EmptyContinuation(const DockerfileContext& context, Findings& out) {
  const base::Source& source = *context.file.source;
  for (const Instruction& instruction : context.instructions()) {
    if (instruction.empty_lines.empty()) continue;
    std::vector<model::Edit> edits;
    for (model::Range line : instruction.empty_lines) {
      edits.push_back(RemoveLines(context, {line.begin, line.begin}));
    }
    model::Range first = instruction.empty_lines.front();
    model::Finding& finding = out.Add(
        first, instruction.range,
        base::Format("{} goes on behind {}",
                     base::Printable(instruction.keyword),
                     instruction.empty_lines.size() == 1
                         ? std::string("an empty line")
                         : base::Format("{} empty lines",
                                        instruction.empty_lines.size())));
    // BuildKit names the line on which the instruction ends, or the file.
    std::size_t end =
        std::max(instruction.range.end, instruction.empty_lines.back().begin);
    finding.location.construct_line = source.At(end).line;
    SetFix(finding, true, "Remove the empty lines", std::move(edits));
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/empty-continuation",
      .aliases = {"NoEmptyContinuation"},
      .severity = model::Severity::kLow,
      .title = "Empty line inside an instruction",
      .why = "The instruction looks as if it ended at the empty line, but does "
             "not; builders have announced that this becomes an error.",
      .remedy = "Remove the empty line, or put a comment there.",
      .references = {"https://docs.docker.com/reference/build-checks/"
                     "no-empty-continuation/"},
      .fix = model::FixKind::kSafe},
     &EmptyContinuation},
};

}  // namespace

DockerfileRules ContinuationRules() { return kRules; }

}  // namespace bulkhead::check
