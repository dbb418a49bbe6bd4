// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/new_since.h"

#include <gtest/gtest.h>

namespace bulkhead::engine {
namespace {

constexpr std::string_view kBefore =
    "FROM debian:12.7-slim\nADD a.txt /a/\nUSER 1000\n";

// Lines of the findings of `rule` that count, where `after` replaced `before`.
std::vector<int> NewLines(std::string_view before, std::string_view after,
                          std::string_view rule) {
  CheckOptions options;
  options.paths = {"/p"};
  options.threads = 1;
  options.shellcheck = ShellCheckMode::kOff;
  base::MemoryFileSystem then;
  then.Add("/p/Dockerfile", std::string(before));
  base::MemoryFileSystem now;
  now.Add("/p/Dockerfile", std::string(after));
  base::Result<model::Report> report = Check(options, now);
  EXPECT_TRUE(report.ok());
  EXPECT_TRUE(MarkOld(options, then, "main", report.value()).ok());
  std::vector<int> lines;
  for (const model::Finding& finding : report.value().findings) {
    if (finding.rule != rule) continue;
    if (!finding.suppressed) {
      lines.push_back(finding.location.line);
      continue;
    }
    EXPECT_EQ(finding.suppressed->kind, "old");
    EXPECT_EQ(finding.suppressed->justification, "already in main");
  }
  return lines;
}

using Lines = std::vector<int>;

TEST(MarkOld, KeepsWhatIsNew) {
  constexpr std::string_view kRule = "dockerfile/add-instead-of-copy";
  EXPECT_EQ(NewLines(kBefore, kBefore, kRule), Lines{});
  EXPECT_EQ(NewLines("FROM debian:12.7-slim\nUSER 1000\n", kBefore, kRule),
            Lines{2});
  // A moved finding is an old one, a second one beside it is new.
  EXPECT_EQ(NewLines(kBefore,
                     "FROM debian:12.7-slim\n\nENV A=b\nADD a.txt /a/\n"
                     "ADD b.txt /b/\nUSER 1000\n",
                     kRule),
            Lines{5});
}

TEST(MarkOld, CountsWhatIsNoLongerIgnored) {
  constexpr std::string_view kRule = "dockerfile/add-instead-of-copy";
  EXPECT_EQ(NewLines("FROM debian:12.7-slim\n"
                     "# bulkhead ignore=dockerfile/add-instead-of-copy\n"
                     "ADD a.txt /a/\nUSER 1000\n",
                     kBefore, kRule),
            Lines{2});
}

TEST(MarkOld, TakesFilesThatWereNotThereForNew) {
  CheckOptions options;
  options.paths = {"/p/Dockerfile"};
  options.threads = 1;
  options.shellcheck = ShellCheckMode::kOff;
  base::MemoryFileSystem now;
  now.Add("/p/Dockerfile", std::string(kBefore));
  base::Result<model::Report> report = Check(options, now);
  ASSERT_TRUE(report.ok());
  base::MemoryFileSystem then;
  EXPECT_TRUE(MarkOld(options, then, "main", report.value()).ok());
  EXPECT_FALSE(report.value().findings.empty());
  for (const model::Finding& finding : report.value().findings) {
    EXPECT_FALSE(finding.suppressed) << finding.rule.view();
  }
}

}  // namespace
}  // namespace bulkhead::engine
