// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/compose_facts.h"

#include "base/text.h"

namespace bulkhead::engine {
namespace {

using config::ComposeEntry;
using config::ComposeNode;

constexpr std::size_t kMaxDockerfile = 4u << 20;
constexpr std::size_t kMaxContent = 1u << 20;

class Looker {
 public:
  Looker(const config::ComposeProject& project, const base::FileSystem& files,
         ComposeFacts* facts)
      : project_(project), files_(files), facts_(facts) {}

  void Look() {
    for (const ComposeEntry& service : project_.root["services"].entries()) {
      LookAtBuild(service.key, service.value["build"]);
      LookAtService(service.value);
    }
    for (const config::ComposeFileUse& use : project_.files) {
      if (use.role == config::ComposeFileRole::kDotEnv) {
        AddFile(use.source->path(), false);
      }
    }
    for (std::string_view kind : {"secrets", "configs"}) {
      for (const ComposeEntry& item : project_.root[kind].entries()) {
        AddFile(item.value["file"].Text(), kind == "configs");
      }
    }
  }

 private:
  void LookAtService(const ComposeNode& service) {
    for (const ComposeEntry& item : service["env_file"].entries()) {
      std::string_view path =
          item.value.IsString() ? item.value.Text() : item.value["path"].Text();
      AddFile(path, true);
    }
    for (const ComposeEntry& item : service["volumes"].entries()) {
      // Paths elsewhere belong to the machine that will run the project.
      std::string_view source = item.value["source"].Text();
      bool inside = base::LiesIn(source, project_.working_dir);
      if (item.value["type"].Text() == "bind" && inside) {
        AddFile(source, false);
      }
    }
    for (const ComposeEntry& item : service["security_opt"].entries()) {
      std::string_view text = item.value.Text();
      bool profile = base::ConsumePrefix(text, "seccomp:") ||
                     base::ConsumePrefix(text, "seccomp=") ||
                     base::ConsumePrefix(text, "apparmor:") ||
                     base::ConsumePrefix(text, "apparmor=");
      if (!profile || text == "unconfined" || text.empty()) continue;
      AddFile(base::NormalPath(base::JoinPath(project_.working_dir, text)),
              true);
    }
  }

  void AddFile(std::string_view name, bool with_content) {
    std::string path = base::NormalPath(name);
    if (!base::IsAbsolute(path) || facts_->files.by_path.contains(path)) return;
    base::FileInfo info = files_.Stat(path);
    check::FileFacts fact;
    fact.mode = info.mode;
    fact.uid = info.owner;
    fact.gid = info.group;
    if (info.type == base::FileType::kRegular) {
      fact.kind = check::FileFacts::Kind::kFile;
    } else if (info.type == base::FileType::kFolder) {
      fact.kind = check::FileFacts::Kind::kFolder;
    } else if (info.type != base::FileType::kMissing) {
      fact.kind = check::FileFacts::Kind::kOther;
    }
    if (with_content && fact.kind == check::FileFacts::Kind::kFile) {
      base::Result<std::shared_ptr<const base::Source>> source =
          files_.Read(path, kMaxContent);
      if (source.ok()) fact.content = source.value();
    }
    facts_->files.by_path.emplace(std::move(path), std::move(fact));
  }

  void LookAtBuild(const std::string& service, const ComposeNode& build) {
    if (!build.IsMapping()) return;
    std::string path = DockerfileOf(build);
    std::shared_ptr<const base::Source> source;
    if (build.Has("dockerfile_inline")) {
      source = std::make_shared<base::Source>(
          project_.working_dir + "/dockerfile_inline",
          std::string(build["dockerfile_inline"].Text()));
    } else {
      if (path.empty()) return;
      AddFile(build["context"].Text(), false);
      AddFile(path, false);
      AddFile(path + ".dockerignore", true);
      AddFile(base::JoinPath(build["context"].Text(), ".dockerignore"), true);
      base::Result<std::shared_ptr<const base::Source>> read =
          files_.Read(path, kMaxDockerfile);
      if (!read.ok()) return;
      source = read.value();
    }
    base::Result<config::Dockerfile> parsed = config::ParseDockerfile(source);
    if (!parsed.ok()) return;
    config::EvaluateOptions options{.target =
                                        std::string(build["target"].Text())};
    for (const ComposeEntry& arg : build["args"].entries()) {
      if (!arg.value.IsNull()) {
        options.build_args[arg.key] = arg.value.Scalar();
      } else if (auto set = project_.environment.find(arg.key);
                 set != project_.environment.end()) {
        options.build_args[arg.key] = set->second;
      }
    }
    facts_->dockerfiles.push_back(std::move(parsed).value());
    const config::Dockerfile& file = facts_->dockerfiles.back();
    facts_->evaluations.push_back(config::Evaluate(file, options));
    facts_->builds.push_back({.service = service,
                              .file = &file,
                              .evaluation = &facts_->evaluations.back()});
  }

  const config::ComposeProject& project_;
  const base::FileSystem& files_;
  ComposeFacts* facts_;
};

}  // namespace

std::string DockerfileOf(const ComposeNode& build) {
  std::string_view context = build["context"].Text();
  if (!base::IsAbsolute(context)) return "";
  std::string_view name = build["dockerfile"].Text();
  return base::NormalPath(
      base::JoinPath(context, name.empty() ? "Dockerfile" : name));
}

void LookAround(const config::ComposeProject& project,
                const base::FileSystem& files, ComposeFacts* facts) {
  Looker(project, files, facts).Look();
}

}  // namespace bulkhead::engine
