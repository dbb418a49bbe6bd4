// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// CMD, ENTRYPOINT or HEALTHCHECK runs a file that no instruction brings into
// the image. Reported only where every COPY, ADD and RUN of the final image
// can be followed, and the folder is one that the base image leaves empty.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/known_images.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::InstructionKind;
using config::Stage;

// Folders that no well-known base image fills.
bool IsApplicationPath(const KnownImage& image, std::string_view path) {
  if (image.family == ImageFamily::kScratch) return true;
  for (std::string_view folder :
       {"/app", "/application", "/code", "/src", "/srv", "/usr/src/app",
        "/workspace", "/opt/app", "/home/app"}) {
    if (base::LiesIn(path, folder)) return true;
  }
  return path.rfind('/') == 0;  // right below the root
}

bool HasGlob(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

// By its extension the name is that of a file, not of a folder.
bool IsFileName(std::string_view name) {
  for (std::string_view end :
       {".js",   ".mjs",  ".cjs", ".ts",  ".json", ".py",   ".sh",
        ".rb",   ".php",  ".jar", ".txt", ".toml", ".yaml", ".yml",
        ".lock", ".conf", ".cfg", ".ini", ".html", ".md",   ".pem",
        ".crt",  ".xml",  ".env", ".bin"}) {
    if (name.ends_with(end) && name.size() > end.size()) return true;
  }
  return false;
}

// The build context holds the file, so far as is known; `false` is certain.
bool ContextMayHold(const DockerfileContext& context, std::string_view path) {
  const BuildContext* build = context.build_context;
  if (build == nullptr || !build->files_known || !build->files_complete) {
    return true;
  }
  std::string wanted = base::NormalPath("/" + std::string(path)).substr(1);
  return std::any_of(build->files.begin(), build->files.end(),
                     [&](const std::string& file) {
                       return file == wanted || file.starts_with(wanted);
                     });
}

// A source of COPY to folder or file `dest` may make `path`.
bool SourceMayMake(const DockerfileContext& context, const CopiedFiles& files,
                   const std::string& source, std::string_view path) {
  if (path == files.dest) return true;
  if (!base::LiesIn(path, files.dest)) return false;
  std::string_view below =
      path.substr(files.dest == "/" ? 1 : files.dest.size() + 1);
  std::string_view name = NameOf(source);
  if (HasGlob(source)) {
    if (!IsFileName(name)) return true;
    return base::GlobMatch(name, below);
  }
  // Interpreters find main.js for "main".
  if (IsFileName(name)) return name.starts_with(below);
  if (!files.from_context) return true;
  if (name == below || base::Contains(source, "..")) return true;
  return ContextMayHold(context, source + "/" + std::string(below));
}

bool CopyMayMake(const DockerfileContext& context, std::size_t index,
                 std::string_view path) {
  const config::Instruction& instruction = context.file.instructions[index];
  std::optional<CopiedFiles> files = CopyAt(context, index);
  if (!files || instruction.copy()->parents_enabled) return true;
  // ADD unpacks archives and names files after addresses.
  if (instruction.Is(InstructionKind::kAdd) &&
      base::LiesIn(path, files->dest)) {
    return true;
  }
  return std::any_of(files->sources.begin(), files->sources.end(),
                     [&](const std::string& source) {
                       return SourceMayMake(context, *files, source, path);
                     });
}

// The command makes no file but those that it names.
bool MakesNoOtherFile(const Script& script, const Command& command) {
  if (command.words.empty()) return true;
  if (command.IsAnyOf("chmod", "chown", "chgrp", "addgroup", "adduser",
                      "groupadd", "useradd", "usermod", "rm", "rmdir", "mkdir",
                      "touch", "echo", "printf", "set", "true", ":", "test",
                      "[", "cd", "export", "id", "ls", "ln", "sed",
                      "update-ca-certificates", "setcap", "sudo", "sh", "find",
                      "xargs", "cat")) {
    return true;
  }
  for (const config::PackageOperation& operation : script.packages) {
    if (operation.command == &command &&
        operation.manager <= config::Manager::kPacman) {
      return true;
    }
  }
  return false;
}

bool RunMayMake(const Script& script, std::string_view path) {
  if (RunsUnknownCode(script)) return true;
  std::string_view stem = NameOf(path);
  stem = stem.substr(0, stem.find('.'));
  if (base::Contains(script.shell.text(), stem)) return true;
  std::span<const Command> commands = script.shell.commands();
  return !std::all_of(commands.begin(), commands.end(),
                      [&](const Command& command) {
                        return MakesNoOtherFile(script, command);
                      });
}

bool MayMake(const DockerfileContext& context, const Stage& stage,
             std::string_view path) {
  for (const Stage* part : ChainOf(context, stage)) {
    for (std::size_t i = part->begin; i < part->end; ++i) {
      if (context.file.instructions[i].copy() == nullptr) continue;
      if (CopyMayMake(context, i, path)) return true;
    }
  }
  std::vector<const Script*> runs = RunsOf(context, stage);
  return std::any_of(runs.begin(), runs.end(), [&](const Script* script) {
    return RunMayMake(*script, path);
  });
}

// The file that a command runs: itself, or what its interpreter reads; null
// where that can't be told.
const config::Word* FileOf(const Command& command) {
  if (command.words.empty()) return nullptr;
  const config::Word& program = command.words.front();
  if (!program.known) return nullptr;
  if (base::Contains(program.value, "/")) return &program;
  if (command.Is("java")) {
    std::optional<config::FlagValue> jar =
        config::FindFlagValue(command, {"-jar"});
    return jar && jar->word->known ? jar->word : nullptr;
  }
  if (!command.IsAnyOf("node", "python", "python3", "ruby", "php", "sh", "bash",
                       "ash")) {
    return nullptr;
  }
  std::span<const config::Word> args = command.args();
  if (args.empty() || !args.front().known || args.front().value.empty()) {
    return nullptr;
  }
  // Flags may take a value, or replace the file.
  if (args.front().value.starts_with('-')) return nullptr;
  return &args.front();
}

void CheckScript(const DockerfileContext& context, const Stage& stage,
                 const KnownImage& image, const Script& script, Findings& out) {
  std::optional<std::string> workdir = WorkdirAt(context, stage.end - 1);
  for (const Command& command : script.shell.commands()) {
    // `cd` moves the folder that names start from.
    if (command.Is("cd")) return;
    if (command.in_conditional || command.in_substitution ||
        command.in_function || command.is_condition) {
      continue;
    }
    const config::Word* word = FileOf(command);
    if (word == nullptr) continue;
    std::string path = AbsolutePath(word->value, workdir);
    if (path.empty() || !IsApplicationPath(image, path)) continue;
    if (MayMake(context, stage, path)) continue;
    out.Add(script.InFile(word->range), script.outer->range,
            base::Format("{} runs {}, which no instruction brings into the "
                         "image",
                         config::KeywordOf(script.instruction->kind),
                         base::Printable(path)));
    return;
  }
}

void MissingFile(const DockerfileContext& context, Findings& out) {
  const Stage* stage = context.evaluation.target();
  if (stage == nullptr || stage->end == 0) return;
  KnownImage image = KnownImageOf(context, *stage);
  if (!image.known() || image.family == ImageFamily::kBusybox) return;
  for (InstructionKind kind :
       {InstructionKind::kEntrypoint, InstructionKind::kCmd,
        InstructionKind::kHealthcheck}) {
    if (kind == InstructionKind::kCmd && stage->entrypoint.set()) continue;
    const Script* script = CommandOf(context, *stage, kind);
    if (script != nullptr) CheckScript(context, *stage, image, *script, out);
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/missing-file",
      .severity = model::Severity::kMedium,
      .title = "A command of the image runs a file that is not in it",
      .why = "The container does not start, or its health check fails for "
             "ever; in a multi-stage build the file often stayed in an "
             "earlier stage.",
      .remedy = "Copy the file into the final stage, or correct its path.",
      .references = {"https://docs.docker.com/build/building/multi-stage/"},
      .no_fix = "where the file comes from is not in the Dockerfile"},
     &WhenFollowable<&MissingFile>},
};

}  // namespace

DockerfileRules MissingFileRules() { return kRules; }

}  // namespace bulkhead::check
