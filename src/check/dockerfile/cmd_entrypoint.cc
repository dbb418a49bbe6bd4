// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// CMD and ENTRYPOINT: one of each in a stage.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;

// Calls `look(earlier, later)` for each two neighbours of one kind in a stage.
template <typename Look>
void ForEachRepeated(const Section& section, InstructionKind kind, Look look) {
  const Instruction* previous = nullptr;
  for (const Instruction& instruction : section.instructions) {
    if (!instruction.Is(kind)) continue;
    if (previous != nullptr) look(*previous, instruction);
    previous = &instruction;
  }
}

void Repeated(const DockerfileContext& context, InstructionKind kind,
              std::string_view once_a_stage, Findings& out) {
  for (const Section& section : SectionsOf(context)) {
    model::Finding* last = nullptr;
    ForEachRepeated(
        section, kind,
        [&](const Instruction& earlier, const Instruction& later) {
          // Trivy has one finding a stage.
          if (last != nullptr) WithoutAliases(*last, {once_a_stage});
          last = &out.Add(
              later.keyword_range, later.range,
              base::Format("A second {} in the stage: only the last one counts",
                           config::KeywordOf(kind)));
          Relate(context, *last, earlier.keyword_range, "This one is ignored");
          SetFix(*last, true, "Remove the one that is ignored",
                 {RemoveLines(context, earlier.range)});
        });
  }
}

void MultipleCmd(const DockerfileContext& context, Findings& out) {
  Repeated(context, InstructionKind::kCmd, "DS-0016", out);
}

void MultipleEntrypoint(const DockerfileContext& context, Findings& out) {
  Repeated(context, InstructionKind::kEntrypoint, "DS-0007", out);
}

// The same defect seen from the other end: BuildKit reports what is ignored.
void IgnoredInstruction(const DockerfileContext& context, Findings& out) {
  for (const Section& section : SectionsOf(context)) {
    for (InstructionKind kind :
         {InstructionKind::kCmd, InstructionKind::kEntrypoint,
          InstructionKind::kHealthcheck}) {
      ForEachRepeated(
          section, kind,
          [&](const Instruction& earlier, const Instruction& later) {
            int line = context.file.source->At(later.range.begin).line;
            SetFix(out.Add(earlier.keyword_range, earlier.range,
                           base::Format("The {} on line {} takes the place of "
                                        "this one",
                                        config::KeywordOf(kind), line)),
                   true, "Remove it", {RemoveLines(context, earlier.range)});
          });
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/multiple-cmd",
      .aliases = {"DL4003", "DS-0016"},
      .severity = model::Severity::kMedium,
      .title = "Several CMD in one stage",
      .why = "Only the last one counts: a program that the author meant to "
             "start is never run.",
      .remedy = "Keep one CMD a stage; what has to start several programs is a "
                "script or a supervisor.",
      .references = {"https://docs.docker.com/reference/dockerfile/#cmd"},
      .fix = model::FixKind::kSafe},
     &MultipleCmd},
    {{.id = "dockerfile/multiple-entrypoint",
      .aliases = {"DL4004", "DS-0007"},
      .severity = model::Severity::kMedium,
      .title = "Several ENTRYPOINT in one stage",
      .why = "Only the last one counts: a program that the author meant to "
             "start is never run.",
      .remedy = "Keep one ENTRYPOINT a stage.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#entrypoint"},
      .fix = model::FixKind::kSafe},
     &MultipleEntrypoint},
    {{.id = "dockerfile/ignored-instruction",
      .aliases = {"MultipleInstructionsDisallowed"},
      .severity = model::Severity::kInfo,
      .title = "CMD, ENTRYPOINT or HEALTHCHECK without effect",
      .why = "A later one in the same stage takes its place. The rules on "
             "several CMD, ENTRYPOINT and HEALTHCHECK report the later one; "
             "this rule reports the earlier one, as docker build --check does.",
      .remedy = "Remove it.",
      .references = {"https://docs.docker.com/reference/build-checks/"
                     "multiple-instructions-disallowed/"},
      .fix = model::FixKind::kSafe,
      .on_by_default = false},
     &IgnoredInstruction},
};

}  // namespace

DockerfileRules CmdEntrypointRules() { return kRules; }

}  // namespace bulkhead::check
