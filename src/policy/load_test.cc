// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/fs.h"
#include "base/text.h"
#include "policy/policy.h"

namespace bulkhead::policy {
namespace {

TEST(FindPolicyFile, LooksUpwardsThenInTheConfigHome) {
  base::MemoryFileSystem files;
  files.Add("/repo/.bulkhead.yaml", "");
  files.Add("/repo/a/b/Dockerfile", "");
  files.Add("/repo/c/.bulkhead.yml", "");
  files.Add("/repo/c/Dockerfile", "");
  files.Add("/other/Dockerfile", "");
  files.Add("/odd/.bulkhead.yaml/x", "");
  files.Add("/home/.config/bulkhead/config.yaml", "");
  struct Row {
    std::string target;
    std::string_view path;
  };
  const Row rows[] = {
      {"/repo", "/repo/.bulkhead.yaml"},
      {"/repo/a/b", "/repo/.bulkhead.yaml"},
      {"/repo/a/b/Dockerfile", "/repo/.bulkhead.yaml"},
      {"/repo/a/../a/b/", "/repo/.bulkhead.yaml"},
      {"/repo/c/Dockerfile", "/repo/c/.bulkhead.yml"},
      {"/other/Dockerfile", "/home/.config/bulkhead/config.yaml"},
      {"/odd", "/home/.config/bulkhead/config.yaml"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(FindPolicyFile(files, row.target, "/home/.config"), row.path)
        << row.target;
  }
  EXPECT_EQ(FindPolicyFile(files, "/other", ""), "");
  EXPECT_EQ(FindPolicyFile(files, "/other", "/none"), "");
}

class Load : public ::testing::Test {
 protected:
  Load() {
    files_.Add("/repo/.bulkhead.yaml",
               "fail-on: low\nbaseline: ci/base\nignores:\n"
               "  - {rule: a/b, path: api/**, reason: x}\n");
    files_.Add("/repo/.hadolint.yaml", "ignored: [DL3008]\n");
    files_.Add("/repo/api/.trivyignore", "DS-0001\n");
    files_.Add("/repo/api/Dockerfile", "");
    files_.Add("/repo/strict.yaml", "extends: strict\n");
    options_.working_folder = "/repo";
    options_.target = "api/Dockerfile";
  }
  base::Result<Policy> Run() { return LoadPolicy(files_, options_, {}); }

  base::MemoryFileSystem files_;
  LoadOptions options_;
};

TEST_F(Load, TakesOurFileAndThoseOfPeers) {
  base::Result<Policy> policy = Run();
  ASSERT_TRUE(policy.ok()) << policy.error().message;
  EXPECT_EQ(policy.value().files,
            (std::vector<std::string>{".bulkhead.yaml", ".hadolint.yaml",
                                      "api/.trivyignore"}));
  EXPECT_EQ(policy.value().fail_on.origin, ".bulkhead.yaml:1");
  EXPECT_EQ(policy.value().baseline.value, "ci/base");
  ASSERT_EQ(policy.value().ignores.size(), 3u);
  EXPECT_EQ(policy.value().ignores[0].root, "/repo");
  EXPECT_EQ(policy.value().ignores[2].root, "/repo/api");
}

TEST_F(Load, NamesFilesAsSeenFromTheWorkingFolder) {
  options_.working_folder = "/repo/api";
  options_.target = ".";
  base::Result<Policy> policy = Run();
  ASSERT_TRUE(policy.ok()) << policy.error().message;
  EXPECT_EQ(policy.value().files,
            (std::vector<std::string>{"/repo/.bulkhead.yaml",
                                      "/repo/.hadolint.yaml", ".trivyignore"}));
  EXPECT_EQ(policy.value().baseline.value, "/repo/ci/base");
}

TEST_F(Load, FlagsChooseTheBaseOrTheFile) {
  options_.policy = "guide";
  base::Result<Policy> policy = Run();
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy.value().base.value, "guide");
  EXPECT_EQ(policy.value().base.origin, "--policy");
  EXPECT_EQ(policy.value().fail_on.origin, ".bulkhead.yaml:1");

  options_.policy = "strict.yaml";
  policy = Run();
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy.value().base.value, "strict");
  EXPECT_EQ(policy.value().files[0], "strict.yaml");

  options_.policy = "strct";
  policy = Run();
  ASSERT_FALSE(policy.ok());
  EXPECT_EQ(policy.error().message,
            "no policy \"strct\"; did you mean \"strict\"?");

  options_.policy = "";
  options_.search = false;
  options_.peers = false;
  policy = Run();
  ASSERT_TRUE(policy.ok());
  EXPECT_TRUE(policy.value().files.empty());
}

TEST_F(Load, ABrokenPeerFileIsAProblemNotAnError) {
  files_.Add("/repo/api/.checkov.yaml", "a: [\n");
  base::Result<Policy> policy = Run();
  ASSERT_TRUE(policy.ok());
  ASSERT_EQ(policy.value().problems.size(), 1u);
  const model::Finding& problem = policy.value().problems[0];
  EXPECT_EQ(problem.rule, "policy/malformed-ignore");
  EXPECT_EQ(problem.location.path, "api/.checkov.yaml");
  EXPECT_TRUE(problem.message.starts_with("api/.checkov.yaml:"))
      << problem.message;
}

TEST_F(Load, ABrokenPolicyIsAnError) {
  files_.Add("/repo/.bulkhead.yaml", "fail-on: loud\n");
  base::Result<Policy> policy = Run();
  ASSERT_FALSE(policy.ok());
  EXPECT_EQ(policy.error().message,
            ".bulkhead.yaml:1:10: expected none, info, low, medium, high or "
            "critical for \"fail-on\", found \"loud\"");
}

}  // namespace
}  // namespace bulkhead::policy
