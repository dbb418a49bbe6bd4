// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// cd in RUN.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/known_images.h"
#include "check/dockerfile/line_edits.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::InstructionKind;

// Nothing runs behind it in its shell: the folder is forgotten at once.
bool IsLast(const Script& script, const Command& cd) {
  if (cd.nesting != config::Nesting::kNone || cd.depth > 0) return false;
  return cd.index + 1 == script.shell.commands().size();
}

// The folder that holds at an instruction: by WORKDIR, or by the base image
// where that is known.
std::optional<std::string> FolderAt(const DockerfileContext& context,
                                    std::size_t index) {
  std::optional<std::string> folder = WorkdirAt(context, index);
  if (folder) return folder;
  const config::Stage* stage =
      context.evaluation.StageOf(context.file.instructions[index]);
  if (stage == nullptr) return std::nullopt;
  for (const config::Stage* part : ChainOf(context, *stage)) {
    for (std::size_t i = part->begin; i < part->end && i < index; ++i) {
      if (context.file.instructions[i].Is(InstructionKind::kWorkdir)) {
        return std::nullopt;  // one that is not known
      }
    }
  }
  std::string_view base = InitialWorkdir(KnownImageOf(context, *stage));
  if (base.empty()) return std::nullopt;
  return std::string(base);
}

// What comes behind the RUN starts from the folder that WORKDIR sets: steps,
// the container itself, stages that are built on this one.
bool NeedsFolder(const DockerfileContext& context, const Script& run) {
  const config::Stage* stage = StageAt(context, run.stage);
  for (std::size_t i = run.index + 1; i < stage->end; ++i) {
    const config::Instruction& next = context.file.instructions[i];
    switch (next.kind) {
      case InstructionKind::kWorkdir:
        return !next.first().value.starts_with('/');
      case InstructionKind::kArg:
      case InstructionKind::kEnv:
      case InstructionKind::kExpose:
      case InstructionKind::kLabel:
      case InstructionKind::kUser:
      case InstructionKind::kVolume:
      case InstructionKind::kShell:
        continue;
      default:
        return true;
    }
  }
  if (stage->in_final) return true;
  return std::any_of(context.evaluation.stages.begin(),
                     context.evaluation.stages.end(),
                     [&](const config::Stage& other) {
                       return other.base_stage == stage->index;
                     });
}

// Some mount of the RUN has a place relative to the folder.
bool MountsRelative(const Script& script) {
  return std::any_of(script.mounts().begin(), script.mounts().end(),
                     [](const config::Mount& mount) {
                       return !mount.target.empty() &&
                              !mount.target.value.starts_with('/');
                     });
}

// `cd X &&` at the begin of a RUN: WORKDIR X in front of it, and the folder of
// before behind it.
Edits WorkdirFor(const DockerfileContext& context, const Script& script,
                 const Command& cd) {
  const config::Instruction& run = *script.outer;
  if (script.exec_form || script.stage < 0 || run.onbuild() != nullptr ||
      cd.depth > 0 || cd.after != config::Connector::kAnd ||
      cd.pipeline_size > 1 || cd.in_conditional || cd.args().size() != 1 ||
      !cd.redirections.empty() || !run.heredocs.empty() ||
      !IsPlainInFile(context, script, cd.args()[0]) || MountsRelative(script)) {
    return {};
  }
  for (const Command& other : script.shell.commands()) {
    if (&other == &cd) continue;
    if (other.IsAnyOf("cd", "pushd", "popd")) return {};
    if (other.index < cd.index && !other.Is("set")) return {};
  }
  if (base::Contains(script.shell.text(), "OLDPWD")) return {};
  std::optional<std::string> before = FolderAt(context, script.index);
  std::string folder = AbsolutePath(cd.args()[0].value, before);
  if (folder.empty() || folder.find_first_of("*?[") != std::string::npos) {
    return {};
  }
  const Command* next = config::NextInChain(script.shell, cd);
  if (next == nullptr || next->chain != cd.chain) return {};
  bool restore = NeedsFolder(context, script);
  if (restore && !before) return {};
  model::Range head{script.InFile(cd.range).begin,
                    script.InFile(next->range).begin};
  if (base::Contains(context.file.Text(head), "#")) return {};
  Edits edits = {Replace(context, head, "")};
  const config::Instruction* previous =
      script.index > 0 ? &context.file.instructions[script.index - 1] : nullptr;
  bool replaces = previous != nullptr &&
                  previous->Is(InstructionKind::kWorkdir) &&
                  run.comment_count == 0 && restore &&
                  previous->first().value.starts_with('/') &&
                  previous->last_line + 1 == run.first_line;
  if (before == folder) {
    return edits;  // it is the folder already
  }
  if (replaces) {
    edits.push_back(Replace(context, previous->first().range, folder));
  } else {
    edits.push_back(InsertRightBefore(context, run, "WORKDIR " + folder));
  }
  if (restore) {
    edits.push_back(InsertBehind(context, run, "WORKDIR " + *before));
  }
  return edits;
}

void CdInRun(const DockerfileContext& context, Findings& out) {
  bool followable = IsFollowable(context);
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    const Command* cd = FirstNamed(script, {"cd"});
    if (cd == nullptr || IsLast(script, *cd)) continue;
    model::Finding& finding = out.Add(
        script.InFile(cd->range), script.outer->range,
        base::Format(
            "the folder is changed with cd {}",
            cd->args().empty() ? "" : base::Printable(cd->args()[0].value)));
    if (!followable) continue;
    OfferFix(finding, false, "Set the folder with WORKDIR",
             WorkdirFor(context, script, *cd));
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
    // The whole RUN: no other fix may add a command to it meanwhile.
    SetFix(finding, false, "Set the folder with WORKDIR",
           {Replace(context, run.range,
                    base::Format("WORKDIR {}", cd.args()[0].text))});
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
      .fix = model::FixKind::kUnsafe},
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
