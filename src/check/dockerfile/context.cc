// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/rule.h"
#include "check/dockerfile/windows_image.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;
using config::ShellDialect;

const std::vector<std::string>& DefaultShell() {
  static const std::vector<std::string> kShell = {"/bin/sh", "-c"};
  return kShell;
}

const std::vector<std::string>& WindowsShell() {
  static const std::vector<std::string> kShell = {"cmd", "/S", "/C"};
  return kShell;
}

// Follows SHELL instructions through the file; stages inherit from the stage
// they are built on.
class ShellTracker {
 public:
  explicit ShellTracker(const config::Evaluation& evaluation)
      : evaluation_(evaluation) {}

  void Enter(const config::Stage& stage) {
    stage_ = stage.index;
    if (stage.base_stage >= 0) {
      current_ = evaluation_.stages[static_cast<std::size_t>(stage.base_stage)]
                     .shell_words;
    } else {
      current_ = IsWindowsImage(stage) ? WindowsShell() : DefaultShell();
    }
  }

  // Words of the shell in force; they live as long as this tracker's owner of
  // storage, to which changed ones are added.
  const std::vector<std::string>& current() const { return current_; }

  void Apply(const Instruction& instruction) {
    if (instruction.kind != InstructionKind::kShell) return;
    current_.clear();
    for (const config::PlacedText& word : instruction.arguments) {
      current_.emplace_back(word.value);
    }
  }

 private:
  const config::Evaluation& evaluation_;
  int stage_ = -1;
  std::vector<std::string> current_ = DefaultShell();
};

// `# hadolint shell=/bin/bash` right above an instruction names its shell.
std::optional<ShellDialect> DialectByComment(const config::Dockerfile& file,
                                             const Instruction& instruction) {
  for (std::uint32_t i = 0; i < instruction.comment_count; ++i) {
    std::string_view text = file.comments[instruction.first_comment + i].text;
    if (!base::ConsumePrefix(text, "hadolint")) continue;
    text = base::TrimLeft(text);
    if (!base::ConsumePrefix(text, "shell")) continue;
    text = base::TrimLeft(text);
    if (!base::ConsumePrefix(text, "=")) continue;
    return config::DialectOfProgram(base::Trim(text));
  }
  return std::nullopt;
}

config::ShellScript ScriptOfJson(const Instruction& instruction,
                                 const config::ShellOptions& options) {
  std::vector<config::ExecArgument> arguments;
  for (const config::PlacedText& word : instruction.arguments) {
    arguments.push_back({word.value,
                         {static_cast<std::uint32_t>(word.range.begin),
                          static_cast<std::uint32_t>(word.range.end)}});
  }
  return config::ScriptOfExec(arguments, options);
}

bool HoldsCommandLine(const Instruction& instruction) {
  switch (instruction.kind) {
    case InstructionKind::kRun:
    case InstructionKind::kCmd:
    case InstructionKind::kEntrypoint:
      return true;
    case InstructionKind::kHealthcheck:
      return instruction.healthcheck() != nullptr &&
             !instruction.healthcheck()->none;
    default:
      return false;
  }
}

class ContextBuilder {
 public:
  explicit ContextBuilder(DockerfileContext* context) : context_(context) {}

  void Build() {
    const config::Evaluation& evaluation = context_->evaluation;
    ShellTracker tracker(evaluation);
    std::size_t next_stage = 0;
    // Scripts hold views of shell words: keep each version once.
    for (std::size_t i = 0; i < context_->file.instructions.size(); ++i) {
      const Instruction& outer = context_->file.instructions[i];
      while (next_stage < evaluation.stages.size() &&
             evaluation.stages[next_stage].begin <= i) {
        tracker.Enter(evaluation.stages[next_stage++]);
      }
      tracker.Apply(outer);
      const Instruction* inner = &outer;
      if (outer.onbuild() != nullptr) inner = outer.onbuild();
      if (HoldsCommandLine(*inner)) AddScript(*inner, outer, i, tracker);
    }
    context_->settings = VariableSettingsOf(*context_);
  }

 private:
  void AddScript(const Instruction& inner, const Instruction& outer,
                 std::size_t index, const ShellTracker& tracker) {
    Script& script = context_->scripts.emplace_back();
    script.instruction = &inner;
    script.outer = &outer;
    script.index = index;
    script.stage = context_->StageIndexOf(outer);
    script.shell_words = WordsOf(tracker.current());
    const config::Evaluation& evaluation = context_->evaluation;
    config::ShellOptions options;
    options.memory = &memory_;
    options.variables = [&evaluation, index](std::string_view name) {
      return evaluation.KnownVariable(name, index);
    };
    if (inner.json_form) {
      script.exec_form = true;
      script.shell = ScriptOfJson(inner, options);
    } else if (const config::ScriptText* text = config::ScriptOf(inner)) {
      ShellDialect dialect = config::DialectOf(script.shell_words);
      if (inner.run() != nullptr && inner.run()->script_is_heredoc) {
        dialect = config::DialectOfBody(text->text, dialect);
      }
      dialect = DialectByComment(context_->file, outer).value_or(dialect);
      script.map = &text->map;
      script.shell = config::ParseShell(text->text, dialect, options);
    }
    script.packages = config::PackageOperations(script.shell);
    script.downloads = config::DownloadOperations(script.shell);
    script.cache_removals =
        config::CacheRemovals(script.shell, script.packages);
  }

  // A view that lives as long as the context: the default shells are static,
  // others are words of the Evaluation's stages or kept in the context.
  std::span<const std::string> WordsOf(const std::vector<std::string>& words) {
    if (words == DefaultShell()) return DefaultShell();
    if (words == WindowsShell()) return WindowsShell();
    for (const std::vector<std::string>& kept : context_->shells) {
      if (kept == words) return kept;
    }
    return context_->shells.emplace_back(words);
  }

  DockerfileContext* context_;
  config::ShellMemory memory_;
};

}  // namespace

model::Range Script::InFile(config::TextRange range) const {
  if (map == nullptr) return {range.begin, range.end};
  return map->ToFile(range.begin, range.end);
}

std::span<const config::Mount> Script::mounts() const {
  const config::RunArgs* run = instruction->run();
  if (run == nullptr) return {};
  return run->mounts;
}

bool Script::HasMount(config::MountType type, std::string_view folder) const {
  if (mounts().empty()) return false;
  std::string wanted = base::NormalPath(folder);
  for (const config::Mount& mount : mounts()) {
    if (mount.type != type) continue;
    std::string target = base::NormalPath(mount.target.value);
    if (base::LiesIn(wanted, target)) return true;
  }
  return false;
}

std::span<const Instruction> DockerfileContext::InstructionsOf(
    const config::Stage& stage) const {
  return instructions().subspan(stage.begin, stage.end - stage.begin);
}

int DockerfileContext::StageIndexOf(const Instruction& instruction) const {
  const config::Stage* stage = evaluation.StageOf(instruction);
  return stage == nullptr ? -1 : stage->index;
}

bool DockerfileContext::InFinalImage(int stage) const {
  if (evaluation.stages.empty()) return true;
  return stage >= 0 &&
         evaluation.stages[static_cast<std::size_t>(stage)].in_final;
}

DockerfileContext MakeDockerfileContext(const config::Dockerfile& file,
                                        const config::Evaluation& evaluation,
                                        const DockerfileOptions& options,
                                        const BuildContext* build_context) {
  DockerfileContext context{.file = file,
                            .evaluation = evaluation,
                            .options = options,
                            .build_context = build_context};
  ContextBuilder(&context).Build();
  return context;
}

}  // namespace bulkhead::check
