// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/text.h"
#include "report/testing.h"

namespace bulkhead::report {
namespace {

TEST(GithubWriter, AnnotatesTheSample) {
  EXPECT_EQ(
      Written("github", SampleReport()),
      "::notice file=api/Dockerfile,title=dockerfile/missing-healthcheck "
      "(low)::The image has no HEALTHCHECK%0AAdd HEALTHCHECK.\n"
      "::error file=api/Dockerfile,line=2,col=6,endColumn=17,"
      "title=dockerfile/latest-tag (high)::The tag of node:latest moves%0A"
      "Name a version, and its digest.\n"
      "::error file=compose.yaml,line=4,col=5,endColumn=21,"
      "title=compose/privileged (critical)::Service web is privileged%0A"
      "Remove privileged and add the one capability it needs.\n"
      "::error file=old.Dockerfile,title=Not assessed%3A unreadable::"
      "open old.Dockerfile: permission denied\n"
      "::warning file=web/Dockerfile,line=3,col=1,endColumn=9,"
      "title=Not assessed%3A unknown-instruction::MOUNTALL is not known to "
      "this version%0AUpdate bulkhead\n"
      "::notice title=Bulkhead::3 files checked: 1 critical, 1 high, 0 medium, "
      "1 low (1 info not shown), 1 suppressed, 2 gaps\n");
}

TEST(GithubWriter, LeavesOutColumnsOfSeveralLines) {
  model::Report report;
  report.findings = {MakeFinding("a/b", model::Severity::kMedium, "m", "/r/f",
                                 2, 3, 4, "text")};
  report.findings[0].location.end_line = 5;
  std::string out = Written("github", report, {.root = "/r"});
  EXPECT_TRUE(out.starts_with(
      "::warning file=f,line=2,endLine=5,title=a/b (medium)::m\n"))
      << out;
}

TEST(GithubWriter, CannotBeMadeToIssueCommands) {
  std::string out = Written("github", HostileReport());
  for (std::string_view line : base::Split(out, '\n')) {
    if (line.empty()) continue;
    // Nothing but the commands that belong to the findings.
    EXPECT_TRUE(line.starts_with("::error file=a") ||
                line.starts_with("::warning file=a") ||
                line.starts_with("::notice title=Bulkhead"))
        << line;
  }
}

}  // namespace
}  // namespace bulkhead::report
