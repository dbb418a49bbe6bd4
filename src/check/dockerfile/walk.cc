// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/walk.h"

#include <algorithm>
#include <utility>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/known_images.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;
using config::Stage;

// The value of the first argument of the last instruction of a kind before
// `index`, in the stages of the chain.
template <typename Take>
void ForEachSetting(const DockerfileContext& context, std::size_t index,
                    InstructionKind kind, Take take) {
  const Stage* stage =
      context.evaluation.StageOf(context.file.instructions[index]);
  if (stage == nullptr) return;
  for (const Stage* part : ChainOf(context, *stage)) {
    for (std::size_t i = part->begin; i < part->end && i < index; ++i) {
      const Instruction& instruction = context.file.instructions[i];
      if (!instruction.Is(kind)) continue;
      const std::vector<config::Value>& values =
          context.evaluation.ValuesOf(instruction).arguments;
      if (!values.empty()) take(values.front());
    }
  }
}

constexpr std::size_t kMaxInstructions = 2000;
constexpr std::size_t kMaxCommands = 10000;

}  // namespace

bool IsFollowable(const DockerfileContext& context) {
  if (context.file.instructions.size() > kMaxInstructions) return false;
  std::size_t commands = 0;
  for (const Script& script : context.scripts) {
    commands += script.shell.commands().size();
  }
  return commands <= kMaxCommands;
}

const Stage* StageAt(const DockerfileContext& context, int index) {
  if (index < 0) return nullptr;
  return &context.evaluation.stages[static_cast<std::size_t>(index)];
}

std::vector<const Stage*> ChainOf(const DockerfileContext& context,
                                  const Stage& stage) {
  std::vector<const Stage*> chain = {&stage};
  while (const Stage* base = StageAt(context, chain.back()->base_stage)) {
    chain.push_back(base);
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

std::vector<const Script*> RunsOf(const DockerfileContext& context,
                                  const Stage& stage) {
  std::vector<const Script*> runs;
  runs.reserve(context.scripts.size());
  std::vector<bool> ours(context.evaluation.stages.size());
  for (const Stage* part : ChainOf(context, stage)) {
    ours[static_cast<std::size_t>(part->index)] = true;
  }
  for (const Script& script : context.scripts) {
    if (script.is_run() && script.stage >= 0 &&
        ours[static_cast<std::size_t>(script.stage)]) {
      runs.push_back(&script);
    }
  }
  return runs;
}

const Script* CommandOf(const DockerfileContext& context, const Stage& stage,
                        InstructionKind kind) {
  const config::Setting& setting = kind == InstructionKind::kCmd ? stage.cmd
                                   : kind == InstructionKind::kEntrypoint
                                       ? stage.entrypoint
                                       : stage.healthcheck;
  if (!setting.set()) return nullptr;
  for (const Script& script : context.scripts) {
    if (script.instruction == setting.from) return &script;
  }
  return nullptr;
}

std::optional<std::string> WorkdirAt(const DockerfileContext& context,
                                     std::size_t index) {
  std::optional<std::string> folder;
  const Stage* stage =
      context.evaluation.StageOf(context.file.instructions[index]);
  if (stage != nullptr && StageAt(context, stage->root_stage)->from_scratch) {
    folder = "/";
  }
  bool first = true;
  ForEachSetting(
      context, index, InstructionKind::kWorkdir,
      [&](const config::Value& value) {
        std::optional<std::string> base = std::exchange(folder, std::nullopt);
        if (std::exchange(first, false) && !base) {
          std::string_view start =
              InitialWorkdir(KnownImageOf(context, *stage));
          if (!start.empty()) base = start;
        }
        std::string path = value.known() ? AbsolutePath(value.text, base) : "";
        if (!path.empty()) folder = std::move(path);
      });
  return folder;
}

std::optional<std::string> UserAt(const DockerfileContext& context,
                                  std::size_t index) {
  std::optional<std::string> user;
  ForEachSetting(context, index, InstructionKind::kUser,
                 [&](const config::Value& value) {
                   user.reset();
                   if (value.known()) user = value.text;
                 });
  return user;
}

std::string AbsolutePath(std::string_view path,
                         const std::optional<std::string>& workdir) {
  if (path.empty() || base::Contains(path, "$")) return "";
  if (path.starts_with('/')) return base::NormalPath(path);
  if (!workdir || path.starts_with('~')) return "";
  return base::NormalPath(*workdir + "/" + std::string(path));
}

std::optional<CopiedFiles> CopyAt(const DockerfileContext& context,
                                  std::size_t index) {
  const Instruction& instruction = context.file.instructions[index];
  const config::CopyArgs* copy = instruction.copy();
  if (copy == nullptr) return std::nullopt;
  const std::vector<config::Value>& values =
      context.evaluation.ValuesOf(instruction).arguments;
  if (values.size() < 2) return std::nullopt;
  CopiedFiles files;
  files.instruction = &instruction;
  files.index = index;
  files.from_context = copy->from.empty();
  for (const config::Value& value : values) {
    if (!value.known()) return std::nullopt;
    files.sources.push_back(value.text);
  }
  std::string dest = std::move(files.sources.back());
  files.sources.pop_back();
  for (std::size_t i = 0; i < copy->sources.size(); ++i) {
    std::int32_t heredoc = copy->sources[i].heredoc;
    if (heredoc >= 0 && i < files.sources.size()) {
      files.sources[i] =
          instruction.heredocs[static_cast<std::size_t>(heredoc)].name;
    }
  }
  files.dest_is_folder = dest.ends_with('/') || dest == "." ||
                         dest.ends_with("/.") || files.sources.size() > 1;
  files.dest = AbsolutePath(dest, WorkdirAt(context, index));
  if (files.dest.empty()) return std::nullopt;
  return files;
}

std::string_view NameOf(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace bulkhead::check
