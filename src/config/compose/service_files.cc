// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// env_file and label_file of services.
#include <map>

#include "base/text.h"
#include "config/compose/dotenv.h"
#include "config/compose/interpolate.h"
#include "config/compose/normalize.h"

namespace bulkhead::config {
namespace {

using base::Result;

// Of all services: one file may be given to each of them.
constexpr std::size_t kMaxVariables = 200'000;

class ServiceFiles {
 public:
  ServiceFiles(ComposeLoader* loader, const base::FileSystem& fs,
               const base::Limits& limits, ComposeArena* arena,
               ComposeProject* project, ComposeProblems* problems)
      : loader_(loader),
        fs_(fs),
        limits_(limits),
        arena_(arena),
        project_(project),
        problems_(problems) {}

  base::Status Environment(ComposeNode* service) {
    ComposeNode files = (*service)["env_file"];
    if (files.size() == 0) return base::Ok{};
    ComposeNode variables = MadeFrom(files, ComposeNode::Mapping());
    const ComposeNode own = (*service)["environment"];
    for (const ComposeEntry& entry : files.entries()) {
      base::Status status = KeepProblem(AddFile(entry.value, own, &variables),
                                        ComposeProblemKind::kFile, problems_);
      if (!status.ok()) return status;
    }
    return Finish(service, "environment", std::move(variables), own);
  }

  base::Status Labels(ComposeNode* service) {
    ComposeNode files = (*service)["label_file"];
    if (files.size() == 0) return base::Ok{};
    ComposeNode labels = MadeFrom(files, ComposeNode::Mapping());
    const ComposeNode own = (*service)["labels"];
    for (const ComposeEntry& entry : files.entries()) {
      std::string path(entry.value.Text());
      Result<std::shared_ptr<const base::Source>> source = loader_->Read(
          path, ComposeFileRole::kLabelFile, entry.value.origin.Best());
      if (!source.ok()) return source.error();
      Result<DotenvFile> file =
          ParseDotenv(*source.value(), {}, Known(labels, own), limits_);
      if (!file.ok()) return file.error();
      base::Status added =
          Add(*source.value(), file.value(), entry.value, &labels);
      if (!added.ok()) return added;
    }
    return Finish(service, "labels", std::move(labels), own);
  }

 private:
  // What the service says itself comes last.
  static base::Status Finish(ComposeNode* service, std::string_view key,
                             ComposeNode found, const ComposeNode& own) {
    for (const ComposeEntry& entry : own.entries()) {
      found.Set(entry.key, entry.value);
    }
    if (own.IsMapping()) found.origin = own.origin;
    service->Set(key, std::move(found));
    return base::Ok{};
  }

  static TemplateLookup Known(const ComposeNode& first,
                              const ComposeNode& second) {
    return
        [&first, &second](std::string_view name) -> std::optional<std::string> {
          for (const ComposeNode* node : {&first, &second}) {
            const ComposeNode* value = node->Get(name);
            if (value != nullptr && !value->IsNull()) return value->Scalar();
          }
          return std::nullopt;
        };
  }

  base::Status AddFile(const ComposeNode& item, const ComposeNode& own,
                       ComposeNode* variables) {
    const ComposeNode& path_node = item["path"];
    std::string path(path_node.Text());
    // A wrong value, which was told before.
    if (path_node.IsNull() && problems_ != nullptr) return base::Ok{};
    const ComposeNode* required = item.Get("required");
    bool optional = required != nullptr && !required->True();
    if (optional && !fs_.Exists(path)) return base::Ok{};
    if (path.empty()) {
      return ValueError(path_node, "expected the path of a file, found \"\"");
    }
    Result<std::shared_ptr<const base::Source>> source =
        loader_->Read(path, ComposeFileRole::kEnvFile, path_node.origin.Best());
    if (!source.ok()) return source.error();
    // The project's environment first, then the service's own variables.
    TemplateLookup environment = LookupIn(project_->environment);
    TemplateLookup lookup =
        [&environment,
         &own](std::string_view name) -> std::optional<std::string> {
      std::optional<std::string> value = environment(name);
      if (value) return value;
      const ComposeNode* set = own.Get(name);
      if (set == nullptr || set->IsNull()) return std::nullopt;
      return set->Scalar();
    };
    std::string_view format = item["format"].Text();
    Result<DotenvFile> file =
        format.empty() ? ParseDotenv(*source.value(), lookup,
                                     Known(*variables, nothing_), limits_)
        : format == "raw"
            ? ParseRawEnv(*source.value(), lookup, limits_)
            : Result<DotenvFile>(ComposeError(
                  item["format"].origin.Best(),
                  base::Format("env_file: expected the format raw or none, "
                               "found \"{}\"",
                               base::Printable(format))));
    if (!file.ok()) return file.error();
    for (std::string& name : file.value().unset) {
      project_->unset.push_back({std::move(name), path_node.origin.Best()});
    }
    return Add(*source.value(), file.value(), path_node, variables);
  }

  base::Status Add(const base::Source& source, const DotenvFile& file,
                   const ComposeNode& asked, ComposeNode* out) {
    taken_ += file.variables.size();
    if (taken_ > kMaxVariables) {
      return ComposeError(asked.origin.Best(),
                          base::Format("services take more than {} variables "
                                       "and labels from files",
                                       kMaxVariables),
                          base::ErrorCode::kLimit);
    }
    const ComposeStep* step =
        arena_->Step(ComposeStepKind::kEnvFile, source.path().str(),
                     asked.origin.Best(), asked.origin.steps);
    std::map<std::string, std::size_t, std::less<>> places;
    std::vector<ComposeEntry>& entries = out->entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      places.emplace(entries[i].key, i);
    }
    for (const DotenvVariable& variable : file.variables) {
      ComposeNode value = ComposeNode::String(variable.value);
      value.origin.value = {&source, {variable.begin, variable.end}};
      value.origin.key = value.origin.value;
      value.origin.steps = step;
      std::size_t place =
          places.try_emplace(variable.name, entries.size()).first->second;
      if (place == entries.size()) entries.push_back({variable.name, {}});
      entries[place].value = std::move(value);
    }
    return base::Ok{};
  }

  ComposeLoader* loader_;
  const base::FileSystem& fs_;
  const base::Limits& limits_;
  ComposeArena* arena_;
  ComposeProject* project_;
  ComposeProblems* problems_;
  std::size_t taken_ = 0;
  const ComposeNode nothing_;
};

}  // namespace

base::Status AddServiceFiles(ComposeLoader* loader, const base::FileSystem& fs,
                             const base::Limits& limits, ComposeArena* arena,
                             ComposeProject* project,
                             ComposeProblems* problems) {
  ComposeNode* services = project->root.Get("services");
  if (services == nullptr) return base::Ok{};
  ServiceFiles files(loader, fs, limits, arena, project, problems);
  for (ComposeEntry& entry : services->entries()) {
    base::Status status = files.Environment(&entry.value);
    if (!status.ok()) return status;
    status = KeepProblem(files.Labels(&entry.value), ComposeProblemKind::kFile,
                         problems);
    if (!status.ok()) return status;
  }
  return base::Ok{};
}

}  // namespace bulkhead::config
