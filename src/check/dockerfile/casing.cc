// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Upper and lower case of keywords.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::FromArgs;
using config::Instruction;

enum class Case { kLower, kUpper, kMixed };

Case CaseOf(std::string_view word) {
  if (std::none_of(word.begin(), word.end(), &base::IsUpper)) {
    return Case::kLower;
  }
  bool mixed = std::any_of(word.begin(), word.end(), &base::IsLower);
  return mixed ? Case::kMixed : Case::kUpper;
}

void AsCase(const DockerfileContext& context, Findings& out) {
  for (const Instruction& instruction : context.instructions()) {
    const FromArgs* from = instruction.from();
    if (from == nullptr || from->as.empty()) continue;
    Case wanted = CaseOf(instruction.keyword);
    // A FROM in mixed case is the other rule's.
    if (wanted == Case::kMixed || CaseOf(from->as.value) == wanted) continue;
    std::string right = wanted == Case::kLower ? "as" : "AS";
    SetFix(out.Add(from->as.range, instruction.range,
                   base::Format("{} stands with {}", from->as.value,
                                instruction.keyword)),
           true, base::Format("Write {}", right),
           {Replace(context, from->as.range, right)});
  }
}

void InstructionCase(const DockerfileContext& context, Findings& out) {
  std::size_t lower = 0;
  std::size_t upper = 0;
  for (const Instruction& instruction : context.instructions()) {
    Case c = CaseOf(instruction.keyword);
    lower += c == Case::kLower ? 1u : 0u;
    upper += c == Case::kUpper ? 1u : 0u;
  }
  Case wanted = lower > upper ? Case::kLower : Case::kUpper;
  for (const Instruction& instruction : context.instructions()) {
    if (CaseOf(instruction.keyword) == wanted) continue;
    std::string right = wanted == Case::kLower
                            ? base::ToLower(instruction.keyword)
                            : base::ToUpper(instruction.keyword);
    SetFix(out.Add(instruction.keyword_range, instruction.range,
                   base::Format(
                       "{} stands among instructions in {}",
                       base::Printable(instruction.keyword),
                       wanted == Case::kLower ? "lower case" : "upper case")),
           true, base::Format("Write {}", base::Printable(right)),
           {Replace(context, instruction.keyword_range, right)});
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/as-case",
      .aliases = {"FromAsCasing"},
      .severity = model::Severity::kInfo,
      .title = "FROM and AS differ in upper and lower case",
      .why = "Keywords are found more quickly where all of them look alike.",
      .remedy = "Write AS in the case of FROM.",
      .references = {"https://docs.docker.com/reference/dockerfile/#format"},
      .fix = model::FixKind::kSafe},
     &AsCase},
    {{.id = "dockerfile/instruction-case",
      .aliases = {"ConsistentInstructionCasing"},
      .severity = model::Severity::kInfo,
      .title = "Instructions in upper and lower case",
      .why = "Keywords are found more quickly where all of them look alike.",
      .remedy = "Write all instructions in upper case, or all in lower case.",
      .references = {"https://docs.docker.com/reference/dockerfile/#format"},
      .fix = model::FixKind::kSafe,
      .follow_ups = {"dockerfile/as-case"}},
     &InstructionCase},
};

}  // namespace

DockerfileRules CasingRules() { return kRules; }

}  // namespace bulkhead::check
