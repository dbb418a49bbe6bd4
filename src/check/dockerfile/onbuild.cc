// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What ONBUILD may not hold.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;

// What was meant is plain for ONBUILD ONBUILD and for MAINTAINER, of which only
// the image that has it can be; FROM may be anything.
Edits Allowed(const DockerfileContext& context, const Instruction& instruction,
              InstructionKind kind) {
  if (kind == InstructionKind::kMaintainer) {
    return RemoveInstruction(context, instruction);
  }
  model::Range head{instruction.keyword_range.begin,
                    instruction.rest_range.begin};
  if (kind != InstructionKind::kOnbuild ||
      base::Contains(context.file.Text(head), "\n")) {
    return {};
  }
  return {Replace(context, head, "")};
}

void ForbiddenTrigger(const DockerfileContext& context, Findings& out) {
  for (const Instruction& instruction : context.instructions()) {
    if (!HoldsForbiddenTrigger(instruction)) continue;
    std::string_view word =
        instruction.rest.substr(0, instruction.rest.find_first_of(" \t\n"));
    std::size_t begin = instruction.rest_range.begin;
    model::Finding& finding =
        out.Add({begin, begin + word.size()}, instruction.range,
                base::Format("ONBUILD can't hold {}", base::Printable(word)));
    OfferFix(finding, false, "Keep what can be triggered",
             Allowed(context, instruction, config::KindOf(word)));
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/forbidden-onbuild",
      .aliases = {"DL3043"},
      .severity = model::Severity::kHigh,
      .title = "ONBUILD of an instruction that is no trigger",
      .why = "ONBUILD, FROM and MAINTAINER can't be triggered: the builder "
             "refuses the file.",
      .remedy = "Trigger other instructions only.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#onbuild-limitations"},
      .fix = model::FixKind::kUnsafe},
     &ForbiddenTrigger},
};

}  // namespace

bool HoldsForbiddenTrigger(const Instruction& instruction) {
  if (!instruction.Is(InstructionKind::kOnbuild)) return false;
  std::string_view word =
      instruction.rest.substr(0, instruction.rest.find_first_of(" \t\n"));
  InstructionKind kind = config::KindOf(word);
  return kind == InstructionKind::kOnbuild || kind == InstructionKind::kFrom ||
         kind == InstructionKind::kMaintainer;
}

DockerfileRules OnbuildRules() { return kRules; }

}  // namespace bulkhead::check
