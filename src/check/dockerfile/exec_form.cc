// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Shell form where the exec form (a JSON array) serves better.
#include "check/dockerfile/exec_form.h"

#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::InstructionKind;

// Words that only a shell understands as the name of a command.
constexpr std::string_view kBuiltins[] = {
    ".",      "alias", "builtin", "cd",     "command", "declare",
    "eval",   "exit",  "export",  "hash",   "jobs",    "local",
    "read",   "set",   "shift",   "source", "trap",    "type",
    "ulimit", "umask", "unset",   "wait",   ":",
};

bool IsBuiltin(std::string_view name) {
  return std::find(std::begin(kBuiltins), std::end(kBuiltins), name) !=
         std::end(kBuiltins);
}

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

// The array that does the same as the script; "" where it needs a shell.
std::string ExecFormOf(const Script& script) {
  std::span<const Command> commands = script.shell.commands();
  if (!script.shell.assessed() || !script.shell.ok() || commands.empty()) {
    return "";
  }
  // Those of wrappers come along: `exec x`, `env A=b x`, `sh -c x`.
  for (const Command& nested : commands.subspan(1)) {
    if (nested.nesting != config::Nesting::kWrapper &&
        nested.nesting != config::Nesting::kShell) {
      return "";
    }
  }
  const Command& command = commands.front();
  if (command.depth != 0 || command.in_background || command.negated ||
      !command.redirections.empty() || !command.assignments.empty()) {
    return "";
  }
  std::span<const config::Word> words = command.words;
  if (!words.empty() && words.front().Is("exec")) words = words.subspan(1);
  if (words.empty() || IsBuiltin(words.front().value)) return "";
  std::string array = "[";
  for (const config::Word& word : words) {
    // Even where a variable is known here, `docker run -e` may change it.
    if (!word.known || word.glob || HasVariable(word.text) ||
        base::Printable(word.value) != word.value ||
        word.text.starts_with('~')) {
      return "";
    }
    if (array.size() > 1) array += ", ";
    AppendJsonString(word.value, array);
  }
  return array + "]";
}

}  // namespace

void OfferExecForm(const DockerfileContext& context, const Script& script,
                   model::Finding& finding) {
  const config::ScriptText* text = config::ScriptOf(*script.instruction);
  std::string array = ExecFormOf(script);
  if (array.empty() || text == nullptr || text->text.empty()) return;
  model::Range range = text->map.ToFile(0, text->text.size());
  SetFix(finding, false, "Write it as a JSON array",
         {Replace(context, range, std::move(array))});
}

namespace {

// Index of the first SHELL of each stage or of a stage that it is built on;
// scripts behind it run in a shell that the author has chosen.
class ShellChoice {
 public:
  explicit ShellChoice(const DockerfileContext& context) {
    for (const config::Stage& stage : context.evaluation.stages) {
      std::size_t first = kNever;
      if (stage.base_stage >= 0 &&
          first_[static_cast<std::size_t>(stage.base_stage)] != kNever) {
        first = stage.begin;
      }
      for (std::size_t i = stage.begin; i < stage.end && first == kNever; ++i) {
        if (context.file.instructions[i].Is(InstructionKind::kShell)) first = i;
      }
      first_.push_back(first);
    }
  }
  [[nodiscard]] bool MadeBefore(const Script& script) const {
    if (script.stage < 0) return false;
    return first_[static_cast<std::size_t>(script.stage)] <= script.index;
  }

 private:
  static constexpr std::size_t kNever = static_cast<std::size_t>(-1);
  std::vector<std::size_t> first_;
};

void ShellFormCommand(const DockerfileContext& context, Findings& out) {
  std::optional<ShellChoice> choice;
  for (const Script& script : context.scripts) {
    if (script.exec_form || script.instruction->faulty) continue;
    if (!script.Is(InstructionKind::kCmd) &&
        !script.Is(InstructionKind::kEntrypoint)) {
      continue;
    }
    if (!choice) choice.emplace(context);
    bool chosen = choice->MadeBefore(script);
    std::string_view keyword = config::KeywordOf(script.instruction->kind);
    model::Finding& finding = out.Add(
        script.instruction->keyword_range, script.outer->range,
        base::Format("{} runs in a shell, which does not pass on signals",
                     keyword));
    if (chosen) {
      finding.severity = model::Severity::kInfo;
      finding.message =
          base::Format("{} runs in the shell that SHELL names", keyword);
    }
    if (script.outer != script.instruction) {
      finding.aliases.clear();  // the other tools do not look into ONBUILD
    } else if (chosen) {
      WithoutAliases(finding, {"JSONArgsRecommended"});
    }
    OfferExecForm(context, script, finding);
  }
}

void ShellFormHealthcheck(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (script.exec_form || script.instruction->faulty) continue;
    if (!script.Is(InstructionKind::kHealthcheck)) continue;
    OfferExecForm(
        context, script,
        out.Add(script.instruction->keyword_range, script.outer->range,
                "The command of HEALTHCHECK runs in a shell"));
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/shell-form-command",
      .aliases = {"DL3025", "JSONArgsRecommended"},
      .severity = model::Severity::kLow,
      .title = "CMD or ENTRYPOINT in shell form",
      .why = "The shell is process 1 and keeps SIGTERM to itself: the program "
             "is killed after the time-out instead of shutting down, and the "
             "image needs a shell, which serves an intruder too.",
      .remedy = "Write the command as a JSON array: CMD [\"program\", "
                "\"argument\"].",
      .references = {"https://docs.docker.com/reference/build-checks/"
                     "json-args-recommended/"},
      .fix = model::FixKind::kUnsafe},
     &ShellFormCommand},
    {{.id = "dockerfile/shell-form-healthcheck",
      .aliases = {"DL3025"},
      .severity = model::Severity::kInfo,
      .title = "HEALTHCHECK in shell form",
      .why = "The check needs a shell in the image. That is usual, and often "
             "wanted; this rule is for images that are to do without.",
      .remedy = "Write the command as a JSON array: HEALTHCHECK CMD "
                "[\"program\", \"argument\"].",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#healthcheck"},
      .fix = model::FixKind::kUnsafe,
      .on_by_default = false},
     &ShellFormHealthcheck},
};

}  // namespace

DockerfileRules ExecFormRules() { return kRules; }

}  // namespace bulkhead::check
