// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// RUN after RUN.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

bool SameFlags(const config::Instruction& a, const config::Instruction& b) {
  if (a.flags.size() != b.flags.size()) return false;
  for (std::size_t i = 0; i < a.flags.size(); ++i) {
    if (a.flags[i].text != b.flags[i].text) return false;
  }
  return true;
}

// Chains of commands were put together on purpose. Of a script in another
// language nobody knows.
bool IsSingle(const Script& script) {
  return script.shell.assessed() && script.shell.commands().size() <= 1;
}

void FixBoth(const DockerfileContext& context, const Script& first,
             const Script& second, model::Finding& finding) {
  bool plain = first.instruction->heredocs.empty() &&
               second.instruction->heredocs.empty() && !first.exec_form &&
               !second.exec_form && first.shell.ok() && second.shell.ok() &&
               second.instruction->comment_count == 0 &&
               first.shell.root() != nullptr && second.shell.root() != nullptr;
  if (!plain || first.shell.commands().empty()) return;
  // A folder alone wants to be a WORKDIR.
  if (FirstNamed(first, {"cd"}) != nullptr ||
      FirstNamed(second, {"cd"}) != nullptr) {
    return;
  }
  std::size_t begin = first.outer->range.end;
  std::size_t end = second.InFile(second.shell.root()->range).begin;
  if (begin >= end) return;
  SetFix(finding, true, "Join the two RUN",
         {Replace(context, {begin, end},
                  base::Format(" {}\n    && ", context.file.escape))});
}

void RunConsecutive(const DockerfileContext& context, Findings& out) {
  const Script* before = nullptr;
  for (const Script& script : context.scripts) {
    bool counts = script.is_run() && script.instruction == script.outer;
    if (!counts) {
      before = nullptr;
      continue;
    }
    bool follows = before != nullptr && before->index + 1 == script.index;
    if (follows && IsSingle(*before) && IsSingle(script) &&
        SameFlags(*before->instruction, *script.instruction)) {
      model::Finding& finding =
          out.Add(script.instruction->keyword_range, script.outer->range,
                  "a RUN of one command follows another one");
      Relate(context, finding, before->outer->range, "the RUN before");
      FixBoth(context, *before, script, finding);
    }
    before = &script;
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/run-consecutive",
      .aliases = {"DL3059"},
      .severity = model::Severity::kInfo,
      .title = "One RUN follows another",
      .why = "Each makes a layer; files that the second one deletes stay in "
             "the first.",
      .remedy = "Join them with &&, or use a here document.",
      .fix = model::FixKind::kSafe},
     &RunConsecutive},
};

}  // namespace

DockerfileRules RunConsecutiveRules() { return kRules; }

}  // namespace bulkhead::check
