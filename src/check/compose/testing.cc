// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/testing.h"

#include <list>

#include "base/fs.h"
#include "base/text.h"
#include "check/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kFolder = "/project";

base::Result<config::ComposeProject> Load(std::string_view yaml,
                                          const ComposeTestOptions& options) {
  base::MemoryFileSystem files;
  files.Add("/project/compose.yaml", std::string(yaml));
  config::ComposeOptions load;
  load.working_dir = kFolder;
  load.environment = options.environment;
  load.files = {"/project/compose.yaml"};
  for (const auto& [path, text] : options.files) {
    files.Add(base::JoinPath(kFolder, path), text);
  }
  for (const std::string& path : options.load) {
    load.files.push_back(base::JoinPath(kFolder, path));
  }
  // As the engine loads: required variables without a value are unset.
  config::ComposeSession session;
  base::Result<config::ComposeProject> project =
      config::LoadComposeProject(load, files, &session);
  if (!session.problems.errors().empty()) {
    return session.problems.errors().front();
  }
  return project;
}

// Dockerfiles of the test; the lists keep them where they are.
struct Builds {
  std::list<config::Dockerfile> files;
  std::list<config::Evaluation> evaluations;
  std::vector<ServiceBuild> builds;
};

void Build(const config::ComposeProject& project,
           const ComposeTestOptions& options, Builds* out) {
  for (const auto& [service, text] : options.dockerfiles) {
    const config::ComposeNode& build =
        project.root["services"][service]["build"];
    config::EvaluateOptions evaluate;
    evaluate.target = build["target"].Text();
    for (const config::ComposeEntry& arg : build["args"].entries()) {
      evaluate.build_args[arg.key] = arg.value.Scalar();
    }
    base::Result<config::Dockerfile> file = config::ParseDockerfile(
        std::make_shared<base::Source>("/project/Dockerfile", text));
    if (!file.ok()) {
      ADD_FAILURE() << file.error().message;
      continue;
    }
    out->files.push_back(std::move(file).value());
    out->evaluations.push_back(config::Evaluate(out->files.back(), evaluate));
    out->builds.push_back(
        {service, &out->files.back(), &out->evaluations.back()});
  }
}

}  // namespace

FileFacts TextFile(std::string text, std::uint32_t mode, std::uint32_t uid) {
  return {.kind = FileFacts::Kind::kFile,
          .mode = mode,
          .uid = uid,
          .content =
              std::make_shared<base::Source>("/project/file", std::move(text))};
}

ProjectFiles FilesOf(const std::map<std::string, FileFacts>& files) {
  ProjectFiles out;
  for (const auto& [path, facts] : files) {
    out.by_path[base::JoinPath(kFolder, path)] = facts;
  }
  return out;
}

std::vector<model::Finding> FindingsOf(std::string_view rule,
                                       std::string_view yaml,
                                       const ComposeTestOptions& options) {
  base::Result<config::ComposeProject> project = Load(yaml, options);
  if (!project.ok()) {
    ADD_FAILURE() << project.error().message << "\non:\n" << yaml;
    return {};
  }
  Builds builds;
  Build(project.value(), options, &builds);
  ComposeContext context =
      MakeComposeContext(project.value(), options.options, options.facts,
                         builds.builds.empty() ? nullptr : &builds.builds);
  return FindingsOfRule(AllComposeRules(), rule, context,
                        context.main_source());
}

void Catches(std::string_view rule, std::string_view yaml, int line,
             std::size_t count, const ComposeTestOptions& options) {
  std::vector<model::Finding> found = FindingsOf(rule, yaml, options);
  ExpectCaught(found, count, line, yaml);
  for (const model::Finding& finding : found) {
    EXPECT_FALSE(finding.location.object.empty());
  }
}

void CatchesNot(std::string_view rule, std::string_view yaml,
                const ComposeTestOptions& options) {
  ExpectNone(FindingsOf(rule, yaml, options), yaml);
}

std::string MessageOf(std::string_view rule, std::string_view yaml,
                      const ComposeTestOptions& options) {
  return OnlyOne(FindingsOf(rule, yaml, options), yaml).message;
}

std::vector<std::string> AliasesOf(std::string_view rule, std::string_view yaml,
                                   const ComposeTestOptions& options) {
  const model::Finding found = OnlyOne(FindingsOf(rule, yaml, options), yaml);
  return {found.aliases.begin(), found.aliases.end()};
}

model::Severity SeverityOf(std::string_view rule, std::string_view yaml,
                           const ComposeTestOptions& options) {
  return OnlyOne(FindingsOf(rule, yaml, options), yaml).severity;
}

void Fixes(std::string_view rule, std::string_view before,
           std::string_view after, const ComposeTestOptions& options) {
  std::vector<model::Finding> found = FindingsOf(rule, before, options);
  for (const model::Finding& finding : found) {
    if (!finding.fix) continue;
    for (const model::Edit& edit : finding.fix->edits) {
      EXPECT_EQ(edit.path, "/project/compose.yaml");
    }
  }
  std::string text = AfterFixes(found, before);
  EXPECT_EQ(text, after);
  CatchesNot(rule, text, options);
}

}  // namespace bulkhead::check
