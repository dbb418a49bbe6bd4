// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// cd in RUN.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;

// Nothing runs behind it in its shell: the folder is forgotten at once.
bool IsLast(const Script& script, const Command& cd) {
  if (cd.nesting != config::Nesting::kNone || cd.depth > 0) return false;
  return cd.index + 1 == script.shell.commands().size();
}

void CdInRun(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    const Command* cd = FirstNamed(script, {"cd"});
    if (cd == nullptr || IsLast(script, *cd)) continue;
    out.Add(
        script.InFile(cd->range), script.outer->range,
        base::Format(
            "the folder is changed with cd {}",
            cd->args().empty() ? "" : base::Printable(cd->args()[0].value)));
  }
}

void CdWithoutEffect(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run() || script.shell.commands().empty()) continue;
    const Command& cd = script.shell.commands().back();
    if (!cd.Is("cd") || !IsLast(script, cd)) continue;
    model::Finding& finding =
        out.Add(script.InFile(cd.range), script.outer->range,
                "cd at the end of a RUN has no effect: the next instruction "
                "starts in WORKDIR again");
    // hadolint counts a RUN once.
    if (FirstNamed(script, {"cd"}) != &cd) {
      WithoutAliases(finding, {"DL3003"});
    }
    const config::Instruction& run = *script.instruction;
    if (cd.index > 0 || cd.args().size() != 1 || !run.heredocs.empty() ||
        !run.flags.empty() || !IsPlainInFile(context, script, cd.args()[0])) {
      continue;
    }
    model::Range word = script.InFile(cd.args()[0].range);
    SetFix(finding, false, "Set the folder with WORKDIR",
           {Replace(context, {run.range.begin, word.begin}, "WORKDIR ")});
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/cd-in-run",
      .aliases = {"DL3003", "DS-0013"},
      .severity = model::Severity::kInfo,
      .title = "cd in a build step",
      .why = "Where a long script stands is easy to lose track of; WORKDIR "
             "shows it and creates the folder with known rights.",
      .remedy = "Set the folder with WORKDIR, or keep cd in a subshell.",
      .no_fix = "What else depends on the folder can't be told."},
     &CdInRun},
    {{.id = "dockerfile/cd-without-effect",
      .aliases = {"DL3003", "DS-0013"},
      .severity = model::Severity::kMedium,
      .title = "cd without effect",
      .why = "Every RUN starts in WORKDIR: the instructions behind it work in "
             "another folder than the author thinks.",
      .remedy = "Use WORKDIR.",
      .fix = model::FixKind::kUnsafe},
     &CdWithoutEffect},
};

}  // namespace

DockerfileRules CdInRunRules() { return kRules; }

}  // namespace bulkhead::check
