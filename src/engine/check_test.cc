// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/check.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::engine {
namespace {

CheckOptions Options(std::vector<std::string> paths) {
  CheckOptions options;
  options.paths = std::move(paths);
  options.shellcheck = ShellCheckMode::kOff;
  options.threads = 1;
  options.today = {2026, 11, 24};
  return options;
}

model::Report RunCheck(const base::MemoryFileSystem& files,
                       const CheckOptions& options) {
  base::Result<model::Report> report = Check(options, files);
  EXPECT_TRUE(report.ok());
  return report.ok() ? report.value() : model::Report();
}

TEST(Check, OneRunFromPathsToReport) {
  base::MemoryFileSystem files;
  files.Add("/p/Dockerfile", "FROM debian:latest\nUSER 1000\n");
  files.Add("/p/sub/Dockerfile", "FROM debian:latest\nUSER 1000\n");
  CheckOptions options = Options({"/p"});
  options.only_rules = {"DL3007"};
  model::Report report = RunCheck(files, options);
  ASSERT_EQ(report.findings.size(), 2u);
  EXPECT_EQ(report.findings[0].location.path, "/p/Dockerfile");
  EXPECT_EQ(report.findings[0].excerpt.text, "FROM debian:latest");
  EXPECT_EQ(report.targets.size(), 2u);
  ASSERT_EQ(report.rules.size(), 1u);
  EXPECT_EQ(report.rules[0].id, "dockerfile/latest-tag");
}

TEST(Check, InlineIgnoresSuppress) {
  base::MemoryFileSystem files;
  files.Add("/p/Dockerfile",
            "# bulkhead ignore=dockerfile/latest-tag vendor image\n"
            "FROM debian:latest\n");
  CheckOptions options = Options({"/p/Dockerfile"});
  options.only_rules = {"dockerfile/latest-tag"};
  model::Report report = RunCheck(files, options);
  ASSERT_EQ(report.findings.size(), 1u);
  ASSERT_NE(report.findings[0].suppressed, nullptr);
  EXPECT_EQ(report.findings[0].suppressed->justification, "vendor image");
}

TEST(Check, StandardInputHasItsKind) {
  base::MemoryFileSystem files;
  CheckOptions options = Options({"-"});
  options.as = FileKind::kDockerfile;
  options.standard_input = "FROM debian:latest\n";
  options.only_rules = {"dockerfile/latest-tag"};
  model::Report report = RunCheck(files, options);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].location.path, "-");
}

TEST(Check, NothingFoundIsAGapThatSaysWhatItLookedFor) {
  base::MemoryFileSystem files;
  files.Add("/p/readme.md", "");
  model::Report report = RunCheck(files, Options({"/p"}));
  ASSERT_EQ(report.gaps.size(), 1u);
  EXPECT_EQ(report.gaps[0].message,
            "nothing to check in /p: looked for Dockerfile, Dockerfile.*, "
            "*.Dockerfile, Containerfile, compose.yaml, docker-compose.yml and "
            "their like in 1 folder");
  EXPECT_EQ(ExitCodeOf(report, policy::Policy()), model::ExitCode::kGaps);
}

TEST(Check, OneBadFileDoesNotStopTheOthers) {
  base::MemoryFileSystem files;
  files.Add("/p/a.Dockerfile", std::string("\0\0\0binary", 9));
  files.Add("/p/b.Dockerfile", "FROM debian:latest\n");
  CheckOptions options = Options({"/p"});
  options.only_rules = {"dockerfile/latest-tag"};
  model::Report report = RunCheck(files, options);
  EXPECT_EQ(report.findings.size(), 1u);
  ASSERT_EQ(report.gaps.size(), 1u);
  EXPECT_EQ(report.gaps[0].location.path, "/p/a.Dockerfile");
  EXPECT_EQ(ExitCodeOf(report, policy::Policy()), model::ExitCode::kError);
}

TEST(Check, UnknownRulesGetAHint) {
  base::MemoryFileSystem files;
  CheckOptions options = Options({"/"});
  options.only_rules = {"dockerfile/latest-tg"};
  base::Result<model::Report> report = Check(options, files);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().message,
            "there is no rule dockerfile/latest-tg; did you mean "
            "dockerfile/latest-tag?");
}

TEST(Rules, FollowUpsAreRules) {
  for (const model::RuleInfo* rule : AllRules()) {
    for (std::string_view name : rule->follow_ups) {
      std::vector<const model::RuleInfo*> found = FindRules(name);
      ASSERT_EQ(found.size(), 1u) << name << " of " << rule->id;
      EXPECT_EQ(found[0]->id, name);
    }
  }
}

TEST(ExitCode, FollowsThresholdAndGaps) {
  model::Report report;
  policy::Policy policy;
  EXPECT_EQ(ExitCodeOf(report, policy), model::ExitCode::kClean);
  report.findings.push_back({.severity = model::Severity::kMedium});
  EXPECT_EQ(ExitCodeOf(report, policy), model::ExitCode::kClean);
  report.gaps.push_back({.code = "x"});
  EXPECT_EQ(ExitCodeOf(report, policy), model::ExitCode::kGaps);
  policy.allow_gaps.value = true;
  EXPECT_EQ(ExitCodeOf(report, policy), model::ExitCode::kClean);
  report.findings.push_back({.severity = model::Severity::kHigh});
  EXPECT_EQ(ExitCodeOf(report, policy), model::ExitCode::kFindings);
  model::Suppress(report.findings[1], {});
  EXPECT_EQ(ExitCodeOf(report, policy), model::ExitCode::kClean);
}

}  // namespace
}  // namespace bulkhead::engine
