// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// COPY of the whole build context, and what comes along.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/dockerignore.h"
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
      out.Add(source.range, instruction.range,
              base::Format("{} brings {} along: {}",
                           config::KeywordOf(instruction.kind), folder.name,
                           folder.why));
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
      .no_fix = ".dockerignore is another file"},
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
      .no_fix = ".dockerignore is another file"},
     &WhenFollowable<&MissingDockerignore>},
};

}  // namespace

DockerfileRules ContextLeakRules() { return kRules; }

}  // namespace bulkhead::check
