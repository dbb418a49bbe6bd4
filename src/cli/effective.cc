// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/effective.h"

#include "base/overlay.h"
#include "base/text.h"
#include "cli/terminal.h"
#include "config/compose/compose.h"
#include "engine/targets.h"

namespace bulkhead::cli {
namespace {

std::vector<engine::ComposeFiles> ProjectsOf(
    const engine::CheckOptions& options, base::OverlayFileSystem* files) {
  if (!options.compose_files.empty()) {
    return {{.files = options.compose_files, .named = true}};
  }
  std::vector<std::string> paths = options.paths;
  if (std::erase(paths, "-") > 0) {
    files->Set("-", options.standard_input);
    return {{.files = {"-"}, .named = true}};
  }
  if (paths.empty()) paths = {"."};
  engine::Discovery found = engine::Discover(
      *files, {.paths = paths, .use_gitignore = options.use_gitignore});
  return engine::GroupComposeFiles(found.files, *files);
}

}  // namespace

base::Result<model::ExitCode> PrintEffective(
    const Arguments& arguments, const engine::CheckOptions& options,
    const base::FileSystem& files) {
  base::OverlayFileSystem overlay(files);
  std::vector<engine::ComposeFiles> projects = ProjectsOf(options, &overlay);
  if (projects.empty()) {
    return base::Error{base::ErrorCode::kNotFound,
                       "there is no Compose project here; name one by its "
                       "path or with --file"};
  }
  bool json = arguments.Value("--effective") == "json";
  for (std::size_t i = 0; i < projects.size(); ++i) {
    config::ComposeOptions loader = engine::LoaderOptions(projects[i], options);
    loader.profiles = options.profiles;
    base::Result<config::ComposeProject> project =
        config::LoadComposeProject(loader, overlay);
    if (!project.ok()) return std::move(project).error();
    if (json) {
      Print(
          formats::WriteJson(config::ComposeProjectToJson(project.value()), 2) +
          "\n");
      continue;
    }
    if (i > 0) Print("---\n");
    Print(base::Printable(config::ComposeProjectToYaml(project.value()), true));
  }
  return model::ExitCode::kClean;
}

}  // namespace bulkhead::cli
