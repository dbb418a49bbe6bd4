// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/copied_files.h"

#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/dockerignore.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {

using config::Instruction;

std::string ContextPath(const DockerfileContext& context,
                        const Instruction& instruction, std::size_t index) {
  const config::CopySource& source = instruction.copy()->sources[index];
  if (source.heredoc >= 0) return "";
  std::string path(Unquoted(source.value));
  if (HasVariable(path)) {
    const std::vector<config::Value>& values =
        context.evaluation.ValuesOf(instruction).arguments;
    if (index >= values.size() || !values[index].known()) return "";
    path = values[index].text;
  }
  if (path.empty() || base::Contains(path, "://") || path.starts_with("git@")) {
    return "";
  }
  // Paths can't leave the context: /x and ../x are x.
  path = base::NormalPath("/" + path);
  return path == "/" ? "." : path.substr(1);
}

std::vector<CopiedSource> CopiedSources(const DockerfileContext& context) {
  std::vector<CopiedSource> out;
  for (const Instruction& instruction : context.instructions()) {
    const config::CopyArgs* copy = instruction.copy();
    if (copy == nullptr || !copy->from.empty()) continue;
    for (std::size_t i = 0; i < copy->sources.size(); ++i) {
      std::string path = ContextPath(context, instruction, i);
      if (path.empty()) continue;
      out.push_back({&instruction, &copy->sources[i],
                     context.StageIndexOf(instruction), std::move(path)});
    }
  }
  return out;
}

std::vector<std::string_view> FilesOf(const DockerfileContext& context,
                                      const CopiedSource& source) {
  std::vector<std::string_view> out;
  const BuildContext* build = context.build_context;
  if (build == nullptr || !build->files_known) return out;
  Dockerignore ignore =
      Dockerignore::Parse(build->dockerignore.value_or(std::string()));
  std::string folder = source.path + "/";
  bool pattern = source.path.find_first_of("*?[") != std::string::npos;
  for (const std::string& file : build->files) {
    bool inside = source.path == "." || file == source.path ||
                  file.starts_with(folder) ||
                  (pattern && base::GlobMatch(source.path, file, true));
    if (inside && !ignore.Excludes(file)) out.push_back(file);
  }
  return out;
}

std::string_view BaseName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace bulkhead::check
