// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/compose_projects.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "config/compose/compose.h"

namespace bulkhead::engine {
namespace {

// Names of a base without ending, longest first.
constexpr std::array<std::string_view, 2> kStems = {"docker-compose",
                                                    "compose"};

std::string_view StemOf(std::string_view name) {
  return name.substr(0, name.rfind('.'));
}

bool IsAmong(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// compose.prod.yaml, docker-compose-dev.yml: says what changes for "prod".
bool IsVariant(std::string_view name) {
  std::string_view stem = StemOf(name);
  for (std::string_view base : kStems) {
    std::string_view rest = stem;
    if (base::ConsumePrefix(rest, base) && rest.size() > 1 &&
        (rest[0] == '.' || rest[0] == '-' || rest[0] == '_')) {
      return true;
    }
  }
  return false;
}

// The first default name that lies in the folder, "" without one.
std::string BaseIn(const std::string& folder, const base::FileSystem& files) {
  for (std::string_view name : config::ComposeDefaultNames()) {
    std::string path = base::JoinPath(folder, name);
    if (files.Stat(path).type == base::FileType::kRegular) return path;
  }
  return "";
}

std::string OverrideIn(const std::string& folder,
                       const base::FileSystem& files) {
  for (std::string_view name : config::ComposeOverrideNames()) {
    std::string path = base::JoinPath(folder, name);
    if (files.Stat(path).type == base::FileType::kRegular) return path;
  }
  return "";
}

}  // namespace

std::vector<ComposeFiles> GroupComposeFiles(const std::vector<FoundFile>& found,
                                            const base::FileSystem& files) {
  std::vector<ComposeFiles> projects;
  std::set<std::string> seen;
  for (const FoundFile& file : found) {
    if (file.kind != FileKind::kCompose || file.path == "-") continue;
    std::string folder = base::DirName(file.path);
    std::string_view name = base::BaseName(file.path);
    std::string base = BaseIn(folder, files);
    std::string override = OverrideIn(folder, files);
    ComposeFiles project{.files = {file.path}, .named = file.named};
    if (file.path == base || file.path == override) {
      if (base.empty()) base = file.path;
      project.files = {base};
      if (!override.empty() && override != base) {
        project.files.push_back(override);
      }
    } else if (!base.empty() && IsVariant(name) &&
               !IsAmong(name, config::ComposeDefaultNames())) {
      project.files = {base, file.path};
    }
    if (!seen.insert(base::Join(project.files, "\n")).second) continue;
    projects.push_back(std::move(project));
  }
  return projects;
}

}  // namespace bulkhead::engine
