// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the builder refuses.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;
using config::SyntaxError;

constexpr std::string_view kKeywords[] = {
    "ADD",    "ARG",   "CMD",        "COPY",        "ENTRYPOINT", "ENV",
    "EXPOSE", "FROM",  "LABEL",      "HEALTHCHECK", "MAINTAINER", "ONBUILD",
    "RUN",    "SHELL", "STOPSIGNAL", "USER",        "VOLUME",     "WORKDIR",
};

// A rule of its own tells of it.
bool IsReportedElsewhere(const DockerfileContext& context,
                         const SyntaxError& error) {
  bool whole_file = error.stage == config::SyntaxStage::kFile;
  if (error.instruction < 0) {
    return whole_file ||
           (context.instructions().empty() && error.range.size() == 0);
  }
  const Instruction& instruction =
      context.file.instructions[static_cast<std::size_t>(error.instruction)];
  if (HoldsForbiddenTrigger(instruction)) return true;
  const Instruction* from = FirstFrom(context);
  return whole_file && (from == nullptr || &instruction < from);
}

bool IsReportedElsewhere(const DockerfileContext& context,
                         const config::EvaluationError& error) {
  const Instruction& instruction = *error.instruction;
  const config::Stage* stage = context.evaluation.StageOf(instruction);
  if (stage == nullptr) return false;
  // A variable in FROM that nothing declares.
  if (instruction.from() != nullptr) {
    return !stage->base.undefined.empty() &&
           error.range == instruction.from()->image.range;
  }
  // COPY --from of the stage itself, or of a number that no stage has.
  const config::CopyArgs* copy = instruction.copy();
  if (copy == nullptr || error.range != copy->from.range) return false;
  std::string_view name = Unquoted(copy->from.value);
  std::optional<long long> number = base::ParseInt(name);
  long long count = static_cast<long long>(context.evaluation.stages.size());
  if (number) return *number == stage->index || *number >= count;
  return base::ToLower(name) == stage->name;
}

void OfferKeyword(const DockerfileContext& context,
                  const Instruction& instruction, model::Finding& finding) {
  if (!instruction.Is(InstructionKind::kUnknown)) return;
  std::string right(base::DidYouMean(instruction.keyword, kKeywords));
  if (right.empty()) return;
  bool lower = base::ToLower(instruction.keyword) == instruction.keyword;
  if (lower) right = base::ToLower(right);
  SetFix(finding, false, base::Format("Write {}", right),
         {Replace(context, instruction.keyword_range, right)});
}

void Syntax(const DockerfileContext& context, Findings& out) {
  for (const SyntaxError& error : context.file.errors) {
    if (IsReportedElsewhere(context, error)) continue;
    const Instruction* instruction = nullptr;
    if (error.instruction >= 0) {
      instruction =
          &context.file
               .instructions[static_cast<std::size_t>(error.instruction)];
    }
    model::Finding& finding = out.Add(
        error.range, instruction == nullptr ? error.range : instruction->range,
        base::Printable(error.message));
    if (instruction != nullptr) OfferKeyword(context, *instruction, finding);
  }
  for (const config::EvaluationError& error : context.evaluation.errors) {
    if (error.instruction == nullptr || error.instruction->faulty) continue;
    if (IsReportedElsewhere(context, error)) continue;
    out.Add(error.range, error.instruction->range,
            base::Printable(error.message));
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/syntax-error",
      .severity = model::Severity::kHigh,
      .title = "The builder refuses the file",
      .why = "No image comes of it, and other checks can't see what the faulty "
             "part was to do.",
      .remedy = "Correct the instruction.",
      .references = {"https://docs.docker.com/reference/dockerfile/"},
      .fix = model::FixKind::kUnsafe},
     &Syntax},
};

}  // namespace

DockerfileRules SyntaxRules() { return kRules; }

}  // namespace bulkhead::check
