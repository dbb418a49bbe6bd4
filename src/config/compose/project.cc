// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// From options to the effective project: which files, which environment, which
// name, then the steps of loader.h and normalize.h.
#include "base/fs.h"
#include "base/text.h"
#include "config/compose/compose.h"
#include "config/compose/convert.h"
#include "config/compose/loader.h"
#include "config/compose/normalize.h"

namespace bulkhead::config {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

// Each is held against each other one: no real project has as many.
constexpr std::size_t kMaxServices = 2000;

constexpr std::string_view kDefaultNames[] = {
    "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"};
constexpr std::string_view kOverrideNames[] = {
    "compose.override.yml", "compose.override.yaml",
    "docker-compose.override.yml", "docker-compose.override.yaml"};

std::string Variable(const ComposeEnvironment& environment,
                     std::string_view name) {
  ComposeEnvironment::const_iterator found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

// The name of a project may have a to z, 0 to 9, - and _, and begins with a
// letter or digit.
std::string NormalName(std::string_view text) {
  std::string name;
  for (char c : base::ToLower(text)) {
    bool letter = base::IsLower(c) || base::IsDigit(c);
    if (letter || (!name.empty() && (c == '-' || c == '_'))) name += c;
  }
  return name;
}

Error WrongName(std::string_view name) {
  return Error{ErrorCode::kInvalid,
               base::Format("expected a project name of lower case letters, "
                            "digits, - and _ that begins with a letter or "
                            "digit, found \"{}\"",
                            base::Printable(name))};
}

Result<std::string> ProjectName(const ComposeOptions& options,
                                const ComposeEnvironment& environment,
                                const std::vector<std::string>& files,
                                const std::string& folder,
                                ComposeLoader* loader) {
  std::string in_file = loader->FindName(files, environment);
  std::string given = options.project_name;
  if (given.empty()) given = Variable(environment, "COMPOSE_PROJECT_NAME");
  if (!given.empty()) {
    if (NormalName(given) == given) return given;
    return WrongName(given);
  }
  std::string name = NormalName(in_file);
  if (name.empty() && !in_file.empty()) return WrongName(in_file);
  if (name.empty()) name = NormalName(base::BaseName(folder));
  if (!name.empty()) return name;
  return Error{ErrorCode::kInvalid,
               "expected a project name, found none: give `name` in the file "
               "or --project-name"};
}

// COMPOSE_FILE, else the first default name and its override.
Result<std::vector<std::string>> FindFiles(
    const std::string& folder, const ComposeEnvironment& environment,
    const base::FileSystem& fs) {
  std::vector<std::string> files;
  std::string given = Variable(environment, "COMPOSE_FILE");
  std::string separator = Variable(environment, "COMPOSE_PATH_SEPARATOR");
  char mark = separator.empty() ? ':' : separator[0];
  for (std::string_view path : base::Split(given, mark)) {
    if (path.empty()) continue;
    files.push_back(base::NormalPath(base::JoinPath(folder, path)));
  }
  if (!files.empty()) return files;
  for (std::string_view name : kDefaultNames) {
    std::string path = base::JoinPath(folder, name);
    if (!fs.Exists(path)) continue;
    files.push_back(path);
    break;
  }
  if (files.empty()) {
    return Error{ErrorCode::kNotFound,
                 base::Format("{}: expected one of {}, found none", folder,
                              base::Join(kDefaultNames, ", "))};
  }
  for (std::string_view name : kOverrideNames) {
    std::string path = base::JoinPath(folder, name);
    if (!fs.Exists(path)) continue;
    files.push_back(path);
    break;
  }
  return files;
}

base::Status LoadEnvironment(const ComposeOptions& options,
                             const std::string& folder,
                             const base::FileSystem& fs, ComposeLoader* loader,
                             ComposeEnvironment* environment) {
  std::vector<std::string> paths = options.env_files;
  if (paths.empty()) {
    std::string path = base::JoinPath(folder, ".env");
    if (fs.Stat(path).type == base::FileType::kRegular) paths.push_back(path);
  }
  return loader->AddEnvFiles(paths, {}, environment);
}

std::vector<std::string> Profiles(const ComposeOptions& options,
                                  const ComposeEnvironment& environment) {
  std::vector<std::string> profiles = options.profiles;
  if (!profiles.empty()) return profiles;
  std::string given = Variable(environment, "COMPOSE_PROFILES");
  for (std::string_view name : base::Split(given, ',')) {
    if (!base::Trim(name).empty()) profiles.emplace_back(base::Trim(name));
  }
  return profiles;
}

// What comes after the files are merged.
base::Status Finish(const ComposeOptions& options, const base::FileSystem& fs,
                    ComposeLoader* loader, ComposeArena* arena,
                    ComposeProject* project, ComposeProblems* problems) {
  base::Status status =
      ConvertTree(ComposeFileSpec(), &project->root, problems);
  if (!status.ok()) return status;
  if (problems != nullptr) {
    project->taken_out = problems->taken_out();
    project->is_complete = !problems->Has(ComposeProblemKind::kFile);
  }
  NormalizeProject(arena, project);
  ApplyProfiles(Profiles(options, project->environment), project);
  status = CheckConsistency(*project, problems);
  if (!status.ok()) return status;
  return AddServiceFiles(loader, fs, options.limits, arena, project, problems);
}

Result<ComposeProject> Load(const ComposeOptions& options,
                            const base::FileSystem& fs,
                            ComposeSession* session) {
  std::shared_ptr<ComposeArena> arena = std::make_shared<ComposeArena>();
  ComposeProject project;
  project.arena = arena;
  project.environment = options.environment;
  ComposeLoader loader(options, fs, arena.get(), &project, session);
  ComposeProblems* problems = session == nullptr ? nullptr : &session->problems;

  std::vector<std::string> files = options.files;
  std::string folder = options.working_dir;
  if (folder.empty()) folder = files.empty() ? "." : base::DirName(files[0]);
  folder = base::AbsolutePath(folder);
  project.working_dir = folder;
  base::Status status = KeepProblem(
      LoadEnvironment(options, folder, fs, &loader, &project.environment),
      ComposeProblemKind::kFile, problems);
  if (!status.ok()) return status.error();
  if (files.empty()) {
    Result<std::vector<std::string>> found =
        FindFiles(folder, project.environment, fs);
    if (!found.ok()) return found.error();
    files = std::move(found).value();
  }
  Result<std::string> name =
      ProjectName(options, project.environment, files, folder, &loader);
  if (!name.ok()) return name.error();
  project.name = std::move(name).value();
  project.environment["COMPOSE_PROJECT_NAME"] = project.name;

  ComposeScope scope{folder, project.environment, {}};
  Result<ComposeNode> model =
      loader.LoadModel(files, ComposeFileRole::kMain, scope);
  if (!model.ok()) return model.error();
  project.root = std::move(model).value();
  if (project.root.size() == 0) {
    return Error{ErrorCode::kInvalid,
                 base::Format("{}: expected a Compose file, found nothing in "
                              "it",
                              files[0])};
  }
  const ComposeNode& services = project.root["services"];
  if (services.size() > kMaxServices) {
    return ComposeError(services.origin.Best(),
                        base::Format("more than {} services", kMaxServices),
                        ErrorCode::kLimit);
  }
  project.root.Remove("version");
  ComposeNode text = ComposeNode::String(project.name);
  if (const ComposeNode* written = project.root.Get("name")) {
    text.origin = written->origin;
  }
  project.root.Set("name", std::move(text));
  status = Finish(options, fs, &loader, arena.get(), &project, problems);
  if (!status.ok()) return status.error();
  return project;
}

}  // namespace

std::span<const std::string_view> ComposeDefaultNames() {
  return kDefaultNames;
}

std::span<const std::string_view> ComposeOverrideNames() {
  return kOverrideNames;
}

Result<ComposeProject> LoadComposeProject(const ComposeOptions& options,
                                          const base::FileSystem& fs) {
  return LoadComposeProject(options, fs, nullptr);
}

Result<ComposeProject> LoadComposeProject(const ComposeOptions& options,
                                          const base::FileSystem& fs,
                                          ComposeSession* session) {
  ComposeOptions filled = options;
  if (filled.home.empty()) filled.home = Variable(options.environment, "HOME");
  return Load(filled, fs, session);
}

Result<ComposeProject> LoadComposeText(std::string path, std::string text,
                                       const base::Limits& limits) {
  base::MemoryFileSystem fs;
  ComposeOptions options;
  options.working_dir = "/project";
  options.files = {path};
  options.limits = limits;
  if (text.size() > limits.max_bytes) {
    return Error{ErrorCode::kLimit,
                 base::Format("{}: expected at most {} bytes, found {}", path,
                              limits.max_bytes, text.size())};
  }
  fs.Add(path, std::move(text));
  return LoadComposeProject(options, fs);
}

}  // namespace bulkhead::config
