// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/testing.h"

#include <algorithm>
#include <list>

#include "base/fs.h"
#include "base/text.h"

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
  for (const ComposeRule* candidate : AllComposeRules()) {
    if (candidate->info.id != rule) continue;
    Findings findings(context.main_source());
    findings.SetRule(candidate->info);
    candidate->check(context, findings);
    std::vector<model::Finding> found = findings.Take();
    std::stable_sort(found.begin(), found.end(),
                     [](const model::Finding& a, const model::Finding& b) {
                       return a.location.range.begin < b.location.range.begin;
                     });
    return found;
  }
  ADD_FAILURE() << "there is no rule " << rule;
  return {};
}

void Catches(std::string_view rule, std::string_view yaml, int line,
             std::size_t count, const ComposeTestOptions& options) {
  std::vector<model::Finding> found = FindingsOf(rule, yaml, options);
  ASSERT_EQ(found.size(), count) << rule << " on:\n" << yaml;
  for (const model::Finding& finding : found) {
    EXPECT_GT(finding.location.line, 0);
    EXPECT_FALSE(finding.message.empty());
    EXPECT_FALSE(finding.location.object.empty());
  }
  if (line > 0) {
    EXPECT_EQ(found.front().location.line, line) << yaml;
  }
}

void CatchesNot(std::string_view rule, std::string_view yaml,
                const ComposeTestOptions& options) {
  for (const model::Finding& finding : FindingsOf(rule, yaml, options)) {
    ADD_FAILURE() << rule << " at line " << finding.location.line << ": "
                  << finding.message << "\non:\n"
                  << yaml;
  }
}

std::string MessageOf(std::string_view rule, std::string_view yaml,
                      const ComposeTestOptions& options) {
  std::vector<model::Finding> found = FindingsOf(rule, yaml, options);
  EXPECT_EQ(found.size(), 1u) << yaml;
  return found.empty() ? "" : found.front().message;
}

std::vector<std::string> AliasesOf(std::string_view rule, std::string_view yaml,
                                   const ComposeTestOptions& options) {
  std::vector<model::Finding> found = FindingsOf(rule, yaml, options);
  EXPECT_EQ(found.size(), 1u) << yaml;
  if (found.empty()) return {};
  const base::SharedTexts& aliases = found.front().aliases;
  return {aliases.begin(), aliases.end()};
}

model::Severity SeverityOf(std::string_view rule, std::string_view yaml,
                           const ComposeTestOptions& options) {
  std::vector<model::Finding> found = FindingsOf(rule, yaml, options);
  EXPECT_EQ(found.size(), 1u) << yaml;
  return found.empty() ? model::Severity::kInfo : found.front().severity;
}

void Fixes(std::string_view rule, std::string_view before,
           std::string_view after, const ComposeTestOptions& options) {
  std::vector<model::Edit> edits;
  for (const model::Finding& finding : FindingsOf(rule, before, options)) {
    if (!finding.fix) {
      ADD_FAILURE() << "no fix: " << finding.message;
      continue;
    }
    edits.insert(edits.end(), finding.fix->edits.begin(),
                 finding.fix->edits.end());
  }
  std::stable_sort(edits.begin(), edits.end(),
                   [](const model::Edit& a, const model::Edit& b) {
                     return a.range.begin > b.range.begin;
                   });
  std::string text(before);
  std::size_t limit = text.size() + 1;
  for (const model::Edit& edit : edits) {
    if (edit.range.end > limit) continue;  // overlaps: left for another round
    EXPECT_EQ(edit.path, "/project/compose.yaml");
    text.replace(edit.range.begin, edit.range.size(), edit.replacement);
    limit = edit.range.begin;
  }
  EXPECT_EQ(text, after);
  CatchesNot(rule, text, options);
}

}  // namespace bulkhead::check
