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

}  // namespace
}  // namespace bulkhead::check
