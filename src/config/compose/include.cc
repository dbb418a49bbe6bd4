// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// `include`: another project's resources, loaded with its own folder and env
// file, then merged below those of the including file.
#include "base/fs.h"
#include "base/text.h"
#include "config/compose/loader.h"
#include "config/compose/merge.h"
#include "config/compose/paths.h"
#include "config/compose/schema.h"

namespace bulkhead::config {

using base::ErrorCode;
using base::Result;

namespace {

// Nesting, which also bounds the recursion through LoadModel, and files.
constexpr std::size_t kMaxIncludeDepth = 30;
constexpr std::size_t kMaxIncludes = 500;

std::vector<const ComposeNode*> TextItems(const ComposeNode& node) {
  std::vector<const ComposeNode*> items;
  if (node.IsString()) items.push_back(&node);
  for (const ComposeEntry& entry : node.entries()) {
    if (entry.value.IsString()) items.push_back(&entry.value);
  }
  return items;
}

base::Status CheckCircle(const ComposeNode& item, const std::string& path,
                         const std::vector<std::string>& including) {
  for (const std::string& before : including) {
    if (before != path) continue;
    return ComposeError(item.origin.value,
                        base::Format("include: expected an end, found a "
                                     "circle: {} -> {}",
                                     base::Join(including, " -> "), path));
  }
  return base::Ok{};
}

}  // namespace

base::Status ComposeLoader::ApplyInclude(const std::string& path,
                                         const ComposeScope& scope,
                                         const ComposeResets& resets,
                                         ComposeNode* root) {
  const ComposeNode* include = root->Get("include");
  if (include == nullptr) return base::Ok{};
  ComposeNode list = *include;
  root->Remove("include");
  if (list.IsNull()) return base::Ok{};
  ComposeNode alone = ComposeNode::Mapping();
  alone.Set("include", list);
  base::Status status = ValidateSchema(&alone, problems());
  if (!status.ok()) return status;
  for (const ComposeEntry& entry : list.entries()) {
    status =
        KeepFileProblem(IncludeOne(entry.value, path, scope, resets, root));
    if (!status.ok()) return status;
  }
  return base::Ok{};
}

base::Status ComposeLoader::IncludeOne(const ComposeNode& item,
                                       const std::string& path,
                                       const ComposeScope& scope,
                                       const ComposeResets& resets,
                                       ComposeNode* root) {
  const ComposePlace& place = item.origin.value;
  ComposeScope inner;
  inner.including = scope.including;
  inner.including.push_back(base::AbsolutePath(path));
  Result<std::vector<std::string>> paths =
      IncludedPaths(item, scope, inner.including);
  if (!paths.ok()) return paths.error();
  included_ += paths.value().size();
  if (included_ > kMaxIncludes || inner.including.size() > kMaxIncludeDepth) {
    return ComposeError(place,
                        base::Format("include: more than {} files or {} levels",
                                     kMaxIncludes, kMaxIncludeDepth),
                        ErrorCode::kLimit);
  }
  inner.folder = base::DirName(paths.value()[0]);
  std::string_view folder = item["project_directory"].Text();
  if (!folder.empty()) {
    inner.folder = AbsolutePath(folder, scope.folder, options_.home);
  }
  Result<ComposeEnvironment> environment =
      IncludeEnvironment(item, inner.folder, scope);
  if (!environment.ok()) return environment.error();
  inner.environment = std::move(environment).value();
  Result<ComposeNode> model =
      LoadModel(paths.value(), ComposeFileRole::kInclude, inner);
  if (!model.ok()) return model.error();
  base::Status counted = Count(model.value(), place);
  if (!counted.ok()) return counted;
  arena_->AddStep(ComposeStepKind::kIncluded, paths.value()[0], place,
                  &model.value());
  return ImportResources(std::move(model).value(), resets, root);
}

Result<std::vector<std::string>> ComposeLoader::IncludedPaths(
    const ComposeNode& item, const ComposeScope& scope,
    const std::vector<std::string>& including) {
  std::vector<std::string> paths;
  for (const ComposeNode* one :
       TextItems(item.IsMapping() ? item["path"] : item)) {
    const ComposePlace& place = one->origin.value;
    if (IsRemotePath(one->Text())) return RemoteFile("include", *one);
    paths.push_back(AbsolutePath(one->Text(), scope.folder, options_.home));
    if (paths.size() == 1) {
      base::Status circle =
          CheckCircle(*one, base::NormalPath(paths[0]), including);
      if (!circle.ok()) return circle.error();
    }
    // Asks for the file here, so that the error names the include.
    Result<std::shared_ptr<const base::Source>> source =
        Read(paths.back(), ComposeFileRole::kInclude, place);
    if (!source.ok()) return source.error();
  }
  if (paths.empty()) {
    return ComposeError(item.origin.value,
                        "include: expected a path, found none");
  }
  return paths;
}

// What the including file says about the same name overrides.
base::Status ComposeLoader::ImportResources(ComposeNode imported,
                                            const ComposeResets& resets,
                                            ComposeNode* root) {
  ComposeNode kept = imported;
  ApplyResets(resets, &kept);
  for (std::string_view kind :
       {"services", "volumes", "networks", "secrets", "configs", "models"}) {
    ComposeNode* from = imported.Get(kind);
    if (from == nullptr || !from->IsMapping()) continue;
    ComposeNode* to = root->Get(kind);
    if (to == nullptr || to->IsNull()) {
      root->Set(kind, std::move(*from));
      continue;
    }
    if (!to->IsMapping()) continue;  // the validation will tell
    const ComposeSpec* spec = ChildSpec(ComposeFileSpec(), kind, false);
    for (ComposeEntry& entry : from->entries()) {
      ComposeNode* own = to->Get(entry.key);
      if (own == nullptr) {
        to->Set(entry.key, std::move(entry.value));
        continue;
      }
      const ComposeNode* below = kept[kind].Get(entry.key);
      if (below == nullptr) continue;
      ComposeNode merged = *below;
      base::Status status =
          MergeCompose(*spec->values, &merged, *own, arena_, problems());
      if (!status.ok()) return status;
      *own = std::move(merged);
    }
  }
  return base::Ok{};
}

Result<ComposeEnvironment> ComposeLoader::IncludeEnvironment(
    const ComposeNode& item, const std::string& folder,
    const ComposeScope& scope) {
  ComposeEnvironment environment = scope.environment;
  std::vector<const ComposeNode*> given = TextItems(item["env_file"]);
  if (given.empty()) {
    std::string path = base::JoinPath(folder, ".env");
    if (fs_.Stat(path).type != base::FileType::kRegular) return environment;
    base::Status status = AddEnvFiles({path}, {}, &environment);
    if (!status.ok()) return status.error();
    return environment;
  }
  std::vector<std::string> paths;
  for (const ComposeNode* file : given) {
    if (file->Text() == "/dev/null") continue;
    paths.push_back(AbsolutePath(file->Text(), scope.folder, options_.home));
  }
  base::Status status =
      AddEnvFiles(paths, given.front()->origin.value, &environment);
  if (!status.ok()) return status.error();
  return environment;
}

}  // namespace bulkhead::config
