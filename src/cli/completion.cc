// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Completion scripts, from the table of commands. Rule ids are asked from the
// program itself, so that they never age.
#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"

namespace bulkhead::cli {
namespace {

constexpr std::string_view kRuleWords =
    "$(bulkhead rules list --ids 2>/dev/null)";

std::string FlagWords(const Command& command) {
  std::string words;
  for (std::span<const FlagInfo> flags : {command.flags, CommonFlags()}) {
    for (const FlagInfo& flag : flags) {
      words += (words.empty() ? "" : " ") + std::string(flag.name);
    }
  }
  return words;
}

std::string PositionalWords(const Command& command) {
  if (command.completes == "rules") return std::string(kRuleWords);
  if (command.completes == "files") return "";
  return std::string(command.completes);
}

// The body serves zsh as well, by bashcompinit.
std::string BashScript() {
  std::string names;
  std::string cases;
  for (const Command* command : AllCommands()) {
    if (command->hidden) continue;
    if (command->name.find(' ') == std::string_view::npos) {
      names += (names.empty() ? "" : " ") + std::string(command->name);
    }
    std::string values;
    for (const FlagInfo& flag : command->flags) {
      if (flag.choices.empty()) continue;
      values += base::Format("        {}) words=\"{}\" ;;\n", flag.name,
                             base::Join(flag.choices, " "));
    }
    cases += base::Format(
        "    \"{}\")\n      flags=\"{}\"\n      words=\"{}\"\n"
        "      case \"$previous\" in\n{}        *) ;;\n      esac ;;\n",
        command->name, FlagWords(*command), PositionalWords(*command), values);
  }
  return base::Format(
      "_bulkhead() {{\n"
      "  local current=\"${{COMP_WORDS[COMP_CWORD]}}\"\n"
      "  local previous=\"${{COMP_WORDS[COMP_CWORD-1]}}\"\n"
      "  local command=\"${{COMP_WORDS[1]}}\" flags=\"\" words=\"\"\n"
      "  COMPREPLY=()\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W \"{} --help --version\" -- "
      "\"$current\"))\n"
      "    return\n"
      "  fi\n"
      "  case \"$command ${{COMP_WORDS[2]}}\" in\n"
      "    rules\\ list|rules\\ explain|policy\\ [a-z]*)\n"
      "      [ \"$COMP_CWORD\" -gt 2 ] && "
      "command=\"$command ${{COMP_WORDS[2]}}\" ;;\n"
      "  esac\n"
      "  case \"$command\" in\n{}  esac\n"
      "  if [[ \"$current\" == -* ]]; then words=\"$flags\"; fi\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "  [[ \"$current\" == -* ]] || "
      "COMPREPLY+=($(compgen -f -- \"$current\"))\n"
      "}}\n"
      "complete -o filenames -F _bulkhead bulkhead\n",
      names, cases);
}

std::string FishScript() {
  std::string out;
  for (const Command* command : AllCommands()) {
    if (command->hidden || base::Contains(command->name, " ")) continue;
    out += base::Format(
        "complete -c bulkhead -n __fish_use_subcommand -a {} -d \"{}\"\n",
        command->name, command->summary);
    std::string seen =
        base::Format("-n \"__fish_seen_subcommand_from {}\"", command->name);
    for (const FlagInfo& flag : command->flags) {
      std::string line = base::Format("complete -c bulkhead {} -l {} -d \"{}\"",
                                      seen, flag.name.substr(2), flag.help);
      if (!flag.short_name.empty()) {
        line += base::Format(" -s {}", flag.short_name.substr(1));
      }
      if (flag.kind == FlagKind::kValue || flag.kind == FlagKind::kList) {
        line += " -r";
      }
      if (!flag.choices.empty()) {
        line += base::Format(" -a \"{}\"", base::Join(flag.choices, " "));
      }
      out += line + "\n";
    }
  }
  return out;
}

model::ExitCode RunCompletion(const Arguments& arguments) {
  std::string shell =
      arguments.positionals().empty() ? "" : arguments.positionals()[0];
  std::string script = CompletionScript(shell);
  if (script.empty()) {
    PrintError(base::Format("expected bash, zsh or fish, found {}",
                            shell.empty() ? "nothing" : shell));
    return model::ExitCode::kError;
  }
  Print(script);
  return model::ExitCode::kClean;
}

model::ExitCode RunMan(const Arguments&) {
  Print(ManualPage());
  return model::ExitCode::kClean;
}

constexpr Example kCompletionExamples[] = {
    {"bulkhead completion bash > /etc/bash_completion.d/bulkhead",
     "complete commands, flags and rule ids in bash"}};
constexpr Example kManExamples[] = {
    {"bulkhead man | man -l -", "read the manual page"}};

}  // namespace

std::string CompletionScript(std::string_view shell) {
  if (shell == "bash") return BashScript();
  if (shell == "fish") return FishScript();
  if (shell == "zsh") {
    return "#compdef bulkhead\nautoload -U +X bashcompinit && bashcompinit\n" +
           BashScript();
  }
  return "";
}

const Command kCompletion = {.name = "completion",
                             .synopsis = "bash|zsh|fish",
                             .summary = "Print a completion script for a shell",
                             .examples = kCompletionExamples,
                             .max_positionals = 1,
                             .completes = "bash zsh fish",
                             .run = &RunCompletion};

const Command kMan = {.name = "man",
                      .synopsis = "",
                      .summary = "Print the manual page",
                      .examples = kManExamples,
                      .run = &RunMan};

}  // namespace bulkhead::cli
