// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/shellcheck.h"

#include <gtest/gtest.h>

#include "config/dockerfile/dockerfile.h"
#include "engine/dockerfile_run.h"

namespace bulkhead::engine {
namespace {

std::vector<model::Finding> CheckText(const std::string& text) {
  std::shared_ptr<const base::Source> source =
      std::make_shared<base::Source>("Dockerfile", text);
  DockerfileRunOptions options;
  options.collect_scripts = true;
  DocumentResult result = RunDockerfile(source, options);
  base::Result<std::vector<model::Finding>> found =
      RunShellCheck(result.scripts);
  if (!found.ok()) {
    ADD_FAILURE() << found.error().message;
    return {};
  }
  return found.value();
}

TEST(ShellCheck, FindingsStandAtTheirPlace) {
  if (!HaveShellCheck()) GTEST_SKIP() << "shellcheck is not installed";
  std::vector<model::Finding> found =
      CheckText("FROM debian:12\nRUN true \\\n  && cp $(ls) /tmp\n");
  ASSERT_FALSE(found.empty());
  bool seen = false;
  for (const model::Finding& finding : found) {
    if (*finding.aliases.begin() != "SC2046") continue;
    seen = true;
    EXPECT_EQ(finding.location.line, 3);
    EXPECT_EQ(finding.location.column, 9);
    EXPECT_EQ(finding.location.construct_line, 2);
  }
  EXPECT_TRUE(seen);
}

TEST(ShellCheck, KnowsVariablesOfEnvAndArg) {
  if (!HaveShellCheck()) GTEST_SKIP() << "shellcheck is not installed";
  EXPECT_TRUE(CheckText("FROM debian:12\nENV A=1\nARG B\n"
                        "RUN echo \"$A\" \"$B\"\n")
                  .empty());
}

TEST(ShellCheck, LeavesOtherShellsAlone) {
  if (!HaveShellCheck()) GTEST_SKIP() << "shellcheck is not installed";
  EXPECT_TRUE(CheckText("FROM x:1\nSHELL [\"pwsh\", \"-c\"]\n"
                        "RUN cp $(ls) /tmp\n")
                  .empty());
}

}  // namespace
}  // namespace bulkhead::engine
