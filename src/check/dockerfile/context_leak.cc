// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// COPY of the whole build context, and what comes along.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/dockerignore.h"
#include "check/dockerfile/ignore_edits.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Instruction;

// What a context holds that no image should; credentials, which have a rule of
// their own, too.
constexpr std::string_view kUnwanted[] = {
    ".env",   ".git",  ".hg",        ".svn",
    ".aws",   ".ssh",  ".npmrc",     "node_modules",
    ".venv",  "venv",  ".terraform", "terraform.tfstate",
    "id_rsa", ".idea", ".vscode"};

// Folders of dependencies that were installed outside of the image, and what
// the build does to install them itself.
struct HostFolder {
  std::string_view name;
  std::string_view why;
};
constexpr HostFolder kHostFolders[] = {
    {"node_modules", "modules of the host's system and Node version"},
    {".venv", "a virtual environment with the host's paths"},
    {"venv", "a virtual environment with the host's paths"},
};

// Calls look(instruction, word) for COPY and ADD of all of the context.
template <typename Look>
void ForEachWholeCopy(const DockerfileContext& context, Look look) {
  for (const Instruction& instruction : context.instructions()) {
    const config::CopyArgs* copy = instruction.copy();
    if (copy == nullptr || !copy->from.empty()) continue;
    for (const config::CopySource& source : copy->sources) {
      std::string_view path = source.value;
      if (path == "." || path == "./" || path == "/" || path == "*" ||
          path == "./*") {
        look(instruction, source);
        break;
      }
    }
  }
}

// The file or a folder above it has this name, at the top of the context.
bool IsAtTop(std::string_view file, std::string_view name) {
  return file == name || (file.size() > name.size() && file.starts_with(name) &&
                          file[name.size()] == '/');
}

std::string UnwantedIn(const BuildContext& build) {
  std::vector<std::string_view> found;
  for (std::string_view name : kUnwanted) {
    bool present = std::any_of(
        build.files.begin(), build.files.end(),
        [&](const std::string& file) { return IsAtTop(file, name); });
    if (present) found.push_back(name);
  }
  return base::Join(found, ", ");
}

// The build installs what the host's folder would bring.
bool Installs(const DockerfileContext& context, std::string_view folder) {
  bool node = folder == "node_modules";
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const config::PackageOperation& operation : script.packages) {
      bool of_node = operation.manager == config::Manager::kNpm ||
                     operation.manager == config::Manager::kYarn ||
                     operation.manager == config::Manager::kPnpm ||
                     operation.manager == config::Manager::kBun;
      bool of_python = operation.manager == config::Manager::kPip ||
                       operation.manager == config::Manager::kUv ||
                       operation.manager == config::Manager::kPoetry;
      if (node ? of_node : of_python) return true;
    }
  }
  return false;
}

// Some RUN asks git, which then needs its folder.
bool AsksGit(const DockerfileContext& context) {
  for (const Script& script : context.scripts) {
    for (const config::Command& command : script.shell.commands()) {
      if (command.Is("git") && !command.HasArg("clone") &&
          !command.HasArg("config")) {
        return true;
      }
    }
  }
  return false;
}

// The lines of a new .dockerignore: what no image needs, less what this build
// copies by name.
std::vector<std::string> UsualLines(const DockerfileContext& context,
                                    const BuildContext& build) {
  std::vector<std::string> lines;
  for (std::string_view line :
       {".git", ".hg", ".svn", ".env", ".env.*", ".aws", ".ssh", "id_rsa",
        ".terraform", "*.tfstate", "*.tfstate.*", ".idea", ".vscode"}) {
    if (line == ".git" && AsksGit(context)) continue;
    if (!IsCopiedByName(context, line)) lines.emplace_back(line);
  }
  for (const HostFolder& folder : kHostFolders) {
    bool present = std::any_of(
        build.files.begin(), build.files.end(),
        [&](const std::string& file) { return IsAtTop(file, folder.name); });
    bool usual = folder.name == "node_modules" || present;
    if (usual && Installs(context, folder.name) &&
        !IsCopiedByName(context, folder.name)) {
      lines.emplace_back(folder.name);
    }
  }
  return lines;
}

void MissingDockerignore(const DockerfileContext& context, Findings& out) {
  const BuildContext* build = context.build_context;
  if (build == nullptr || build->dockerignore) return;
  ForEachWholeCopy(context, [&](const Instruction& instruction,
                                const config::CopySource& source) {
    const config::Stage* stage = context.evaluation.StageOf(instruction);
    if (stage != nullptr && !stage->needed) return;
    std::string unwanted = UnwantedIn(*build);
    model::Finding& finding = out.Add(
        source.range, instruction.range,
        base::Format("{} {} takes all of the build context, and there is no "
                     ".dockerignore{}{}",
                     config::KeywordOf(instruction.kind), source.value,
                     unwanted.empty() ? "" : "; among it ", unwanted));
    if (!unwanted.empty() &&
        context.InFinalImage(context.StageIndexOf(instruction))) {
      finding.severity = model::Severity::kMedium;
    }
    OfferFix(finding, false,
             "Make a .dockerignore that leaves history and secrets out",
             AddToDockerignore(context, UsualLines(context, *build)));
  });
}

void HostDependencies(const DockerfileContext& context, Findings& out) {
  const BuildContext* build = context.build_context;
  if (build == nullptr || !build->files_known || !build->dockerignore) return;
  Dockerignore ignore = Dockerignore::Parse(*build->dockerignore);
  ForEachWholeCopy(context, [&](const Instruction& instruction,
                                const config::CopySource& source) {
    for (const HostFolder& folder : kHostFolders) {
      bool present = std::any_of(build->files.begin(), build->files.end(),
                                 [&](const std::string& file) {
                                   return file.size() > folder.name.size() &&
                                          IsAtTop(file, folder.name) &&
                                          !ignore.Excludes(file);
                                 });
      if (!present) continue;
      model::Finding& finding =
          out.Add(source.range, instruction.range,
                  base::Format("{} brings {} along: {}",
                               config::KeywordOf(instruction.kind), folder.name,
                               folder.why));
      if (!Installs(context, folder.name)) return;
      OfferFix(finding, false,
               base::Format("List {} in .dockerignore", folder.name),
               AddToDockerignore(context, {std::string(folder.name)}));
      return;
    }
  });
}

constexpr std::string_view kReference =
    "https://docs.docker.com/build/concepts/context/#dockerignore-files";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/host-dependencies",
      .severity = model::Severity::kLow,
      .title = "COPY of dependencies that were installed on the host",
      .why = "They take the place of what the build installed by the lock "
             "file: other versions, other systems' binaries, and whatever "
             "somebody patched while searching for a bug.",
      .remedy = "Name the folder in .dockerignore.",
      .references = {kReference},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&HostDependencies>},
    {{.id = "dockerfile/missing-dockerignore",
      .severity = model::Severity::kLow,
      .title = "COPY of the whole context without .dockerignore",
      .why = "Whatever lies in the folder at the time of the build, secrets, "
             "history and editors' files included, is in the image; and each "
             "such file spoils the cache.",
      .remedy = "Add a .dockerignore that excludes all (*) and names what is "
                "needed (!src), or copy by name.",
      .references = {kReference},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&MissingDockerignore>},
};

}  // namespace

DockerfileRules ContextLeakRules() { return kRules; }

}  // namespace bulkhead::check
