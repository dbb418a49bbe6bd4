// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Another shell in the place of /bin/sh.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Word;

bool IsSh(std::string_view path) {
  return path == "/bin/sh" || path == "/usr/bin/sh";
}

void LinkedShell(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const Command& command : script.shell.commands()) {
      if (!command.Is("ln")) continue;
      std::vector<const Word*> names = config::Positionals(command);
      if (names.size() != 2 || !IsSh(names[1]->value)) continue;
      model::Finding& finding =
          out.Add(script.InFile(command.range), script.outer->range,
                  base::Format("/bin/sh becomes a link to {}",
                               base::Printable(names[0]->value)));
      const config::Instruction& run = *script.instruction;
      bool only = script.shell.commands().size() == 1 && run.heredocs.empty() &&
                  &run == script.outer && !script.exec_form;
      if (!only || !names[0]->known ||
          names[0]->value.find_first_of("\"\\ ") != std::string_view::npos) {
        break;
      }
      std::string shell(names[0]->value);
      if (!shell.starts_with("/")) shell.insert(0, "/bin/");
      SetFix(finding, false, "Use SHELL",
             {Replace(context, run.range,
                      base::Format("SHELL [\"{}\", \"-c\"]", shell))});
      break;
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/linked-shell",
      .aliases = {"DL4005"},
      .severity = model::Severity::kLow,
      .title = "Another shell takes the place of /bin/sh",
      .why = "Scripts of packages rely on the /bin/sh that the distribution "
             "tested, and an update of its package puts it back.",
      .remedy = "Name the shell for the build with SHELL.",
      .fix = model::FixKind::kUnsafe},
     &LinkedShell},
};

}  // namespace

DockerfileRules ShellInstructionRules() { return kRules; }

}  // namespace bulkhead::check
