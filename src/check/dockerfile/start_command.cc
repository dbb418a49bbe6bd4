// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// How the image's command starts, stops and is watched.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Connector;
using config::InstructionKind;
using config::Stage;
using config::Word;

// The CMD or ENTRYPOINT that the final image starts by, as a script; null.
const Script* StartOf(const DockerfileContext& context) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr) return nullptr;
  if (target->entrypoint.set()) {
    return CommandOf(context, *target, InstructionKind::kEntrypoint);
  }
  return CommandOf(context, *target, InstructionKind::kCmd);
}

void NpmAsCommand(const DockerfileContext& context, Findings& out) {
  const Script* script = StartOf(context);
  if (script == nullptr) return;
  std::span<const Command> commands = script->shell.commands();
  for (const Command& command : commands) {
    if (command.nesting == config::Nesting::kShell && commands.size() > 2) {
      return;
    }
    if (!command.IsAnyOf("npm", "yarn", "pnpm")) continue;
    std::vector<const Word*> words = config::Positionals(command);
    bool starts = !words.empty() &&
                  (words[0]->value == "start" || words[0]->value == "run" ||
                   words[0]->value == "serve");
    if (!starts) continue;
    out.Add(script->InFile(command.range), script->outer->range,
            base::Format("{} stands between Docker and the program, and keeps "
                         "signals to itself",
                         command.name));
    return;
  }
}

// The last simple command of a list of two or more, at the top of the script.
const Command* LastOfList(const Script& script) {
  const Command* last = nullptr;
  std::size_t lists = 0;
  for (const Command& command : script.shell.commands()) {
    if (command.in_substitution || command.in_function) continue;
    if (command.nesting == config::Nesting::kWrapper) continue;
    if (script.exec_form && command.nesting == config::Nesting::kNone) continue;
    if (command.in_conditional || command.in_loop || command.is_condition) {
      return nullptr;
    }
    if (command.pipeline_position > 0) continue;
    ++lists;
    last = &command;
  }
  return lists > 1 ? last : nullptr;
}

bool EndsAtOnce(const Command& command) {
  return command.IsAnyOf("exit", "echo", "wait", "true", "cd", "export", "cat",
                         "tail", "sleep", "bash", "sh");
}

void CommandWithoutExec(const DockerfileContext& context, Findings& out) {
  const Script* script = StartOf(context);
  if (script == nullptr || !script->shell.assessed()) return;
  const Command* last = LastOfList(*script);
  if (last == nullptr || last->words.empty() || last->name.empty()) return;
  if (last->Is("exec") || EndsAtOnce(*last) || last->in_background ||
      last->in_subshell || last->pipeline_size > 1 ||
      last->followed_by_or_true) {
    return;
  }
  model::Finding& finding =
      out.Add(script->InFile(last->range), script->outer->range,
              base::Format("{} is a child of the shell, which keeps signals "
                           "to itself",
                           base::Printable(last->name)));
  model::Range name = script->InFile(last->words.front().range);
  if (script->exec_form || !last->assignments.empty() ||
      context.file.Text(name) != last->words.front().text) {
    return;
  }
  SetFix(finding, false, "Replace the shell by the program",
         {InsertAt(context, name.begin, "exec ")});
}

void BackgroundProcess(const DockerfileContext& context, Findings& out) {
  const Script* script = StartOf(context);
  if (script == nullptr) return;
  for (const Command& command : script->shell.commands()) {
    if (!command.in_background || command.after != Connector::kBackground) {
      continue;
    }
    if (command.words.empty()) continue;
    out.Add(script->InFile(command.range), script->outer->range,
            base::Format("{} runs in the background, and nobody sees it die",
                         base::Printable(command.name)));
    return;
  }
}

void IgnoredCmd(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr || !target->entrypoint.set() || !target->cmd.set()) {
    return;
  }
  const config::Instruction& entrypoint = *target->entrypoint.from;
  if (entrypoint.json_form || entrypoint.onbuild() != nullptr) return;
  const config::Instruction& cmd = *target->cmd.from;
  model::Finding& finding =
      out.Add(cmd.range,
              "CMD has no effect: ENTRYPOINT in shell form takes no arguments");
  Relate(context, finding, entrypoint.range, "the ENTRYPOINT");
  // sh -c gives CMD to a script that asks for its arguments.
  bool asks = base::Contains(entrypoint.text, "$@") ||
              base::Contains(entrypoint.text, "$*") ||
              base::Contains(entrypoint.text, "$0") ||
              base::Contains(entrypoint.text, "$1");
  if (asks || target->cmd.stage != target->index || cmd.onbuild() != nullptr) {
    return;
  }
  OfferFix(finding, false, "Remove the CMD that nothing reads",
           RemoveInstruction(context, cmd));
}

void KillAsStopsignal(const DockerfileContext& context, Findings& out) {
  for (const config::Instruction& instruction : context.instructions()) {
    if (!instruction.Is(InstructionKind::kStopsignal)) continue;
    std::string signal = base::ToUpper(instruction.first().value);
    if (signal != "SIGKILL" && signal != "KILL" && signal != "9") continue;
    model::Finding& finding =
        out.Add(instruction.first().range, instruction.range,
                "STOPSIGNAL SIGKILL gives the program no time to end");
    SetFix(finding, false, "Use the default",
           {Replace(context, instruction.first().range, "SIGTERM")});
  }
}

// The probe of a health check never says no.
void HealthcheckPasses(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.Is(InstructionKind::kHealthcheck)) continue;
    std::span<const Command> commands = script.shell.commands();
    for (const Command& command : commands) {
      bool ends = command.index + 1 == commands.size() &&
                  command.pipeline_size == 1 &&
                  (command.IsAnyOf("true", ":") ||
                   (command.Is("exit") && command.HasArg("0")));
      // `x && exit 0` fails where x fails.
      bool always =
          ends && command.before != Connector::kAnd && !command.in_conditional;
      if (!command.followed_by_or_true && !always) continue;
      if (command.before == Connector::kOr && !always) continue;
      model::Finding& finding =
          out.Add(script.InFile(command.range), script.outer->range,
                  "HEALTHCHECK always succeeds, whatever the program does");
      OfferFix(finding, false, "Let the probe decide",
               command.followed_by_or_true
                   ? RemoveOrTrue(context, script, command)
                   : RemoveCommand(context, script, command));
      break;
    }
  }
}

void HealthcheckCurl(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.Is(InstructionKind::kHealthcheck)) continue;
    for (const config::DownloadOperation& download : script.downloads) {
      if (download.tool != config::Downloader::kCurl ||
          download.fails_on_error) {
        continue;
      }
      const Command& command = *download.command;
      // Its output is looked at instead.
      if (command.pipeline_size > 1 || command.in_substitution ||
          config::HasFlag(command, {"-w", "--write-out"})) {
        continue;
      }
      model::Finding& finding =
          out.Add(script.InFile(command.range), script.outer->range,
                  "curl without -f is content with an answer 500");
      if (script.exec_form) continue;
      model::Range name = script.InFile(command.words.front().range);
      if (context.file.Text(name) != "curl") continue;
      SetFix(finding, false, "Add -f", {InsertAt(context, name.end, " -f")});
    }
  }
}

constexpr std::string_view kSignals =
    "docker stop waits ten seconds and kills the program: requests are cut "
    "off and files are left half written, at each deployment.";
constexpr std::string_view kHealth =
    "https://docs.docker.com/reference/dockerfile/#healthcheck";
constexpr std::string_view kForms =
    "https://docs.docker.com/reference/dockerfile/#shell-and-exec-form";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/background-process",
      .severity = model::Severity::kLow,
      .title = "Command that starts a process in the background",
      .why = "The container lives as long as the last command: when the other "
             "process dies, the container stays up, healthy and useless.",
      .remedy = "Run one program in a container, or a supervisor that ends "
                "when one of them does.",
      .references = {"https://docs.docker.com/engine/containers/"
                     "multi-service_container/"},
      .no_fix = "how the processes are split is a choice"},
     &BackgroundProcess},
    {{.id = "dockerfile/command-without-exec",
      .severity = model::Severity::kLow,
      .title = "Program that runs as a child of a shell",
      .why = kSignals,
      .remedy = "Put exec in front of the last command.",
      .references = {kForms},
      .fix = model::FixKind::kUnsafe},
     &CommandWithoutExec},
    {{.id = "dockerfile/healthcheck-always-passes",
      .severity = model::Severity::kMedium,
      .title = "Health check that can't fail",
      .why = "A dead program counts as healthy: nothing restarts it, and "
             "traffic is still sent to it.",
      .remedy = "End with the probe itself, or with || exit 1.",
      .references = {kHealth},
      .fix = model::FixKind::kUnsafe},
     &HealthcheckPasses},
    {{.id = "dockerfile/healthcheck-curl-without-fail",
      .severity = model::Severity::kLow,
      .title = "Health check by curl without --fail",
      .why = "curl succeeds when the server answers anything, an error page "
             "included.",
      .remedy = "Add -f.",
      .references = {kHealth},
      .fix = model::FixKind::kUnsafe},
     &HealthcheckCurl},
    {{.id = "dockerfile/ignored-cmd",
      .severity = model::Severity::kLow,
      .title = "CMD beside an ENTRYPOINT in shell form",
      .why = "The arguments of CMD, and those of docker run, are dropped: the "
             "program does not get its options, security options included.",
      .remedy = "Write ENTRYPOINT in JSON form.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#understand-how-cmd-and-entrypoint-interact"},
      .fix = model::FixKind::kUnsafe},
     &IgnoredCmd},
    {{.id = "dockerfile/npm-as-command",
      .severity = model::Severity::kLow,
      .title = "Package manager as the command of the image",
      .why = kSignals,
      .remedy = "Start the program itself: CMD [\"node\", \"server.js\"].",
      .references = {"https://github.com/nodejs/docker-node/blob/main/docs/"
                     "BestPractices.md#cmd"},
      .no_fix = "what the script runs is in package.json"},
     &NpmAsCommand},
    {{.id = "dockerfile/stopsignal-kill",
      .severity = model::Severity::kLow,
      .title = "STOPSIGNAL SIGKILL",
      .why = "The program can't catch the signal: requests are cut off and "
             "files are left half written, at each stop.",
      .remedy = "Leave SIGTERM, or name the signal that the program ends by.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#stopsignal"},
      .fix = model::FixKind::kUnsafe},
     &KillAsStopsignal},
};

}  // namespace

DockerfileRules StartCommandRules() { return kRules; }

}  // namespace bulkhead::check
