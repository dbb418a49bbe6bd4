// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Commands that make no sense in a build.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/script_edits.h"

namespace bulkhead::check {
namespace {

using config::Command;

enum class Removal {
  kAlways,
  kAtEnd,  // what follows in its RUN may need it
  kNever,
};
struct Useless {
  std::string_view name;
  std::string_view reason;
  Removal removal = Removal::kAlways;
};
constexpr Useless kUseless[] = {
    {"free", "it shows the memory of the build machine"},
    {"kill", "no process outlives its RUN", Removal::kNever},
    {"mount", "a mount ends with its RUN, if it is allowed at all",
     Removal::kAtEnd},
    {"ps", "only the processes of this RUN are there"},
    {"service", "what it starts ends with its RUN", Removal::kAtEnd},
    {"shutdown", "there is no machine to shut down"},
    {"ssh", "a login at build time needs a key in the build", Removal::kNever},
    {"systemctl", "no systemd runs in a build", Removal::kAtEnd},
    {"top", "nobody looks at it"},
    {"vim", "nobody types into it"},
};

// Mounting is allowed where the RUN asks for it, ssh where it gets the agent.
bool IsMeant(const Script& script, const Command& command) {
  const config::RunArgs* run = script.instruction->run();
  if (run == nullptr) return false;
  if (command.Is("mount")) return run->security.value == "insecure";
  if (command.Is("systemctl")) {  // these only make links
    return !command.HasArg("start") && !command.HasArg("restart");
  }
  if (!command.Is("ssh")) return false;
  for (const config::Mount& mount : run->mounts) {
    if (mount.type == config::MountType::kSsh) return true;
  }
  return false;
}

bool MayBeRemoved(const Script& script, const Command& command,
                  Removal removal) {
  if (removal != Removal::kAtEnd) return removal == Removal::kAlways;
  return std::all_of(script.shell.commands().begin() + command.index + 1,
                     script.shell.commands().end(), [&](const Command& later) {
                       return later.node == command.node ||
                              later.IsAnyOf("service", "systemctl", "echo",
                                            "rm", "apt-get", "true");
                     });
}

void UselessCommand(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const Command& command : script.shell.commands()) {
      const Useless* entry = nullptr;
      for (const Useless& candidate : kUseless) {
        if (command.Is(candidate.name)) entry = &candidate;
      }
      if (entry == nullptr || IsMeant(script, command)) continue;
      model::Finding& finding = out.Add(
          NameRange(script, command), script.outer->range,
          base::Format("{} in a build: {}", entry->name, entry->reason));
      if (command.Is("systemctl")) finding.aliases.clear();
      if (MayBeRemoved(script, command, entry->removal)) {
        OfferFix(finding, false, "Remove the command",
                 RemoveCommand(context, script, command));
      }
      break;
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/useless-command",
      .aliases = {"DL3001"},
      .severity = model::Severity::kInfo,
      .title = "A command that makes no sense in a build",
      .why = "Processes and mounts end with their RUN; what the command is "
             "meant to do does not happen in the container.",
      .remedy = "Start services by ENTRYPOINT or CMD, mount with docker run.",
      .fix = model::FixKind::kUnsafe},
     &UselessCommand},
};

}  // namespace

DockerfileRules UselessCommandsRules() { return kRules; }

}  // namespace bulkhead::check
