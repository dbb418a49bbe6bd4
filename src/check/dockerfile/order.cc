// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A Dockerfile begins with FROM.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;

void MissingFrom(const DockerfileContext& context, Findings& out) {
  if (context.options.image_history || FirstFrom(context) != nullptr) return;
  if (context.instructions().empty()) {
    out.Add({}, "The file holds no instruction").aliases.clear();
    return;
  }
  const Instruction* first = nullptr;
  for (const Instruction& instruction : context.instructions()) {
    if (first == nullptr && !instruction.Is(InstructionKind::kArg)) {
      first = &instruction;
    }
  }
  if (first == nullptr) first = &context.instructions().front();
  model::Finding& finding =
      out.Add(first->keyword_range, first->range,
              base::Format("The file begins with {} and has no FROM",
                           base::Printable(first->keyword)));
  if (first->Is(InstructionKind::kArg)) finding.aliases.clear();
}

void BeforeFrom(const DockerfileContext& context, Findings& out) {
  const Instruction* from = FirstFrom(context);
  if (from == nullptr) return;
  for (const Instruction& instruction : context.instructions()) {
    if (&instruction == from) return;
    if (instruction.Is(InstructionKind::kArg)) continue;
    out.Add(instruction.keyword_range, instruction.range,
            base::Format("{} stands before the first FROM",
                         base::Printable(instruction.keyword)));
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/missing-from",
      .aliases = {"DL3061"},
      .severity = model::Severity::kHigh,
      .title = "Dockerfile without FROM",
      .why = "The builder refuses the file: there is no image to begin with.",
      .remedy = "Begin with FROM and a base image; FROM scratch for none.",
      .references = {"https://docs.docker.com/reference/dockerfile/#from"},
      .no_fix = "the base image is not in the file"},
     &MissingFrom},
    {{.id = "dockerfile/instruction-before-from",
      .aliases = {"DL3061"},
      .severity = model::Severity::kHigh,
      .title = "Instruction before the first FROM",
      .why = "Only ARG may stand there: the builder refuses the file.",
      .remedy = "Move the instruction below FROM.",
      .references = {"https://docs.docker.com/reference/dockerfile/#format"},
      .no_fix = "which stage it belongs to is not in the file"},
     &BeforeFrom},
};

}  // namespace

DockerfileRules OrderRules() { return kRules; }

}  // namespace bulkhead::check
