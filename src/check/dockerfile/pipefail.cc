// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Pipelines whose failures get lost.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Word;

bool NamesPipefail(std::string_view option) { return option == "pipefail"; }

// "-o pipefail", "-eo pipefail" among the words of a shell or of set.
template <typename Words, typename TextOf>
bool SetsPipefail(const Words& words, TextOf text_of) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    std::string_view flag = text_of(words[i]);
    if (flag.size() > 1 && flag[0] == '-' && flag[1] != '-' &&
        flag.ends_with('o') && NamesPipefail(text_of(words[i + 1]))) {
      return true;
    }
  }
  return false;
}

bool ShellSetsPipefail(std::span<const std::string> shell) {
  if (shell.size() == 1) {  // SHELL ["/bin/bash -o pipefail -c"]
    return base::Contains(shell[0], "-o pipefail");
  }
  return SetsPipefail(
      shell, [](const std::string& word) { return std::string_view(word); });
}

bool CommandSetsPipefail(const Command& command) {
  return SetsPipefail(command.words,
                      [](const Word& word) { return word.value; });
}

// The pipeline stands in bash -o pipefail -c '...', or behind set -o pipefail.
bool IsCovered(const Script& script, const Command& command) {
  for (const Command* parent = config::ParentOf(script.shell, command);
       parent != nullptr; parent = config::ParentOf(script.shell, *parent)) {
    if (CommandSetsPipefail(*parent)) return true;
  }
  for (const Command& earlier : script.shell.commands()) {
    if (earlier.index >= command.index) return false;
    if (earlier.Is("set") && CommandSetsPipefail(earlier)) return true;
  }
  return false;
}

// echo and its like do not fail in a way that matters.
bool CanFail(const Command& command) {
  return !command.IsAnyOf("echo", "printf", "yes", "true", ":");
}

struct Pipeline {
  const Command* first = nullptr;  // that the file shows; null: no pipeline
  bool can_fail = false;
  bool group = false;  // { ...; } | command, ( ... ) | command
};

// The first pipeline of the script that loses failures; one whose first
// command can fail comes before the others.
Pipeline FindPipeline(const Script& script) {
  Pipeline found;
  for (const Command& command : script.shell.commands()) {
    if (command.pipeline_size < 2) continue;
    bool first = command.pipeline_position == 0;
    bool group = command.pipeline_position == 1 &&
                 config::PreviousInPipeline(script.shell, command) == nullptr;
    if ((!first && !group) || IsCovered(script, command)) continue;
    if (first && CanFail(command)) return {&command, true, false};
    if (found.first == nullptr) found = {&command, false, group};
  }
  return found;
}

std::string_view ShellName(const Script& script) {
  if (script.shell_words.empty()) return "";
  std::string_view path = script.shell_words[0];
  path = path.substr(0, path.find(' '));
  return path.substr(path.rfind('/') + 1);
}

void AddFix(const DockerfileContext& context, const Script& script,
            model::Finding& finding) {
  if (script.stage < 0 || script.exec_form) return;
  const std::vector<config::Stage>& stages = context.evaluation.stages;
  const config::Stage& stage = stages[static_cast<std::size_t>(script.stage)];
  const config::Stage& root =
      stages[static_cast<std::size_t>(stage.root_stage)];
  bool alpine = base::Contains(root.image.repository, "alpine") ||
                base::Contains(root.image.tag, "alpine") ||
                base::Contains(root.image.repository, "busybox");
  std::string_view shell = alpine ? "/bin/ash" : "/bin/bash";
  SetFix(finding, false, "Set a shell with pipefail",
         {InsertAt(context, script.outer->range.begin,
                   base::Format("SHELL [\"{}\", \"-o\", \"pipefail\", "
                                "\"-c\"]\n",
                                shell))});
}

std::string FirstName(const Pipeline& pipeline) {
  if (pipeline.group) return "the group";
  if (pipeline.first->name.empty()) return "the first command";
  return base::Printable(pipeline.first->name);
}

void Pipefail(const DockerfileContext& context, Findings& out) {
  int fixed_stage = -2;
  for (const Script& script : context.scripts) {
    if (!script.is_run() || !script.shell.assessed()) continue;
    bool set = ShellSetsPipefail(script.shell_words);
    std::string_view shell = ShellName(script);
    if (set && !script.exec_form && shell != "sh" && shell != "dash") continue;
    Pipeline pipeline = FindPipeline(script);
    if (pipeline.first == nullptr) continue;
    if (set && !script.exec_form) {
      model::Finding& finding =
          out.Add(script.InFile(pipeline.first->range), script.outer->range,
                  "pipefail is set for sh, which knows it in some images only");
      finding.severity = model::Severity::kInfo;
      continue;
    }
    model::Finding& finding =
        out.Add(script.InFile(pipeline.first->range), script.outer->range,
                base::Format("a failure of {} in the pipe goes unnoticed",
                             FirstName(pipeline)));
    if (!pipeline.can_fail) finding.severity = model::Severity::kInfo;
    if (script.stage != fixed_stage) AddFix(context, script, finding);
    fixed_stage = script.stage;
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/pipefail",
      .aliases = {"DL4006"},
      .severity = model::Severity::kLow,
      .title = "A failure within a pipe is lost",
      .why = "A pipe succeeds if its last command does: a download that broke "
             "off half-way still gives an image.",
      .remedy = "Set SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"], or "
                "begin the script with set -o pipefail where the shell knows "
                "it.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#using-pipes"},
      .fix = model::FixKind::kUnsafe},
     &Pipefail},
};

}  // namespace

DockerfileRules PipefailRules() { return kRules; }

}  // namespace bulkhead::check
