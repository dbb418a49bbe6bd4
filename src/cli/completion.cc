// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Completion scripts, from the table of commands. Rule ids are asked from the
// program itself, so that they never age.
#include <span>
#include <vector>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/terminal.h"

namespace bulkhead::cli {
namespace {

constexpr std::string_view kRuleList = "bulkhead rules list --ids 2>/dev/null";

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
  if (command.completes == "rules") return base::Format("$({})", kRuleList);
  if (command.completes == "files") return "";
  return std::string(command.completes);
}

std::string ChoicesOf(const FlagInfo& flag) {
  if (flag.name != kOutputFlag.name) return base::Join(flag.choices, " ");
  std::vector<std::string_view> formats;
  for (const report::Writer* writer : report::AllWriters()) {
    formats.push_back(writer->name);
  }
  return base::Join(formats, " ");
}

// A branch for each flag whose values are known. "--fix=" is what the function
// calls a flag with its equals sign.
std::string ValueCases(const Command& command) {
  std::string cases;
  for (const FlagInfo& flag : command.flags) {
    std::string choices = ChoicesOf(flag);
    if (choices.empty()) continue;
    std::string names = base::Format("{}=", flag.name);
    if (flag.kind != FlagKind::kOptionalValue) {
      names += base::Format("|{}", flag.name);
      if (!flag.short_name.empty()) {
        names += base::Format("|{}", flag.short_name);
      }
    }
    cases += base::Format("        {}) words=\"{}\" ;;\n", names, choices);
  }
  return cases;
}

// The body serves zsh as well, by bashcompinit. Bash takes "=" for a word of
// its own.
std::string BashScript() {
  std::string names;
  std::string cases;
  for (const Command* command : AllCommands()) {
    if (command->hidden) continue;
    if (!base::Contains(command->name, " ")) {
      names += (names.empty() ? "" : " ") + std::string(command->name);
    }
    cases += base::Format(
        "    \"{}\")\n      flags=\"{}\"\n      words=\"{}\"\n"
        "      case \"$previous\" in\n{}        *) ;;\n      esac ;;\n",
        command->name, FlagWords(*command), PositionalWords(*command),
        ValueCases(*command));
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
      "  if [ \"$current\" = \"=\" ]; then\n"
      "    current=\"\"; previous=\"$previous=\"\n"
      "  elif [ \"$previous\" = \"=\" ]; then\n"
      "    previous=\"${{COMP_WORDS[COMP_CWORD-2]}}=\"\n"
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

// What fish tests before it offers something of a command: "rules explain"
// needs both words.
std::string FishCondition(const Command& command) {
  std::string out;
  for (std::string_view word : base::SplitWords(command.name)) {
    if (!out.empty()) out += "; and ";
    out += base::Format("__fish_seen_subcommand_from {}", word);
  }
  return out;
}

std::string FishFlag(const FlagInfo& flag) {
  std::string line =
      base::Format(" -l {} -d \"{}\"", flag.name.substr(2), flag.help);
  if (!flag.short_name.empty()) {
    line += base::Format(" -s {}", flag.short_name.substr(1));
  }
  if (flag.kind == FlagKind::kValue || flag.kind == FlagKind::kList) {
    line += " -r";
  }
  std::string choices = ChoicesOf(flag);
  if (!choices.empty()) line += base::Format(" -a \"{}\"", choices);
  return line;
}

std::string FishScript() {
  std::string out;
  for (const Command* command : AllCommands()) {
    if (command->hidden) continue;
    if (!base::Contains(command->name, " ")) {
      out += base::Format(
          "complete -c bulkhead -n __fish_use_subcommand -a {} -d \"{}\"\n",
          command->name, command->summary);
    }
    std::string begin =
        base::Format("complete -c bulkhead -n \"{}\"", FishCondition(*command));
    if (command->completes == "rules") {
      out += base::Format("{} -a \"({})\"\n", begin, kRuleList);
    } else if (command->completes != "files" && !command->completes.empty()) {
      out += base::Format("{} -a \"{}\"\n", begin, command->completes);
    }
    for (std::span<const FlagInfo> flags : {command->flags, CommonFlags()}) {
      for (const FlagInfo& flag : flags) out += begin + FishFlag(flag) + "\n";
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
