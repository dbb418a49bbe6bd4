// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(NeedlessFiles, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/needless-files";
  Catches(kRule, "FROM a:1\nCOPY .git /x/.git\n", 2);
  Catches(kRule, "FROM a:1\nCOPY Dockerfile /\n", 2);
  CatchesNot(kRule, "FROM a:1\nCOPY .github /x\n");
  CatchesNot(kRule, "FROM a:1\nCOPY . /x\n");
  CatchesNot(kRule, "FROM a:1 AS b\nCOPY .git /x\nFROM c:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nADD .git /x\n"),
            "ADD brings .git into the image");
}

TEST(NeedlessFiles, LooksIntoTheBuildContext) {
  constexpr std::string_view kRule = "dockerfile/needless-files";
  BuildContext build;
  build.files_known = true;
  build.files = {".git/HEAD", ".git/config", "Dockerfile", "main.c"};
  RuleTestOptions options;
  options.context = &build;
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY . /x\n", options),
            "COPY brings .git, Dockerfile into the image");
  build.dockerignore = ".git\nDockerfile\n";
  CatchesNot(kRule, "FROM a:1\nCOPY . /x\n", options);
}

TEST(NeedlessFiles, FixListsThemInDockerignore) {
  constexpr std::string_view kRule = "dockerfile/needless-files";
  BuildContext build{
      .dockerignore = "x\n",
      .dockerignore_path = ".dockerignore",
      .files_known = true,
      .files = {".git/", "Dockerfile", "a.js", "b/.DS_Store", "c/.DS_Store"}};
  std::vector<model::Finding> found =
      FindingsOf(kRule, "FROM a:1\nCOPY . .\n", {.context = &build});
  ASSERT_EQ(found.size(), 1u);
  ASSERT_TRUE(found[0].fix);
  EXPECT_EQ(
      found[0].fix->edits,
      (std::vector<model::Edit>{
          {".dockerignore", {2, 2}, ".git\nDockerfile\n**/.DS_Store\n"}}));
  OffersNoFix(kRule, "FROM a:1\nCOPY Dockerfile /\n", {.context = &build});
  // Another COPY needs one of them.
  found = FindingsOf(kRule,
                     "FROM a:1\nCOPY . .\nFROM b:1\nCOPY .git .git\n"
                     "COPY --from=0 / /\n",
                     {.context = &build});
  for (const model::Finding& finding : found) EXPECT_FALSE(finding.fix);
}

}  // namespace
}  // namespace bulkhead::check
