// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(MissingDockerignore, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/missing-dockerignore";
  BuildContext build;
  RuleTestOptions options{.context = &build};
  Catches(kRule, "FROM a:1\nCOPY . /app\n", 2, 1, options);
  Catches(kRule, "FROM a:1\nADD ./ /app\n", 2, 1, options);
  CatchesNot(kRule, "FROM a:1\nCOPY src /app\n", options);
  CatchesNot(kRule, "FROM a:1\nCOPY --from=b . /app\n", options);
  // The context is not known.
  CatchesNot(kRule, "FROM a:1\nCOPY . /app\n");
  build.files_known = true;
  build.files = {".git/config", "node_modules/a/b.js", "x.env"};
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY . /app\n", options),
            "COPY . takes all of the build context, and there is no "
            ".dockerignore; among it .git, node_modules");
  build.dockerignore = "";
  CatchesNot(kRule, "FROM a:1\nCOPY . /app\n", options);
}

TEST(HostDependencies, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/host-dependencies";
  BuildContext build;
  build.files_known = true;
  build.files = {"a.js", "node_modules/a/b.js"};
  build.dockerignore = ".git\n";
  RuleTestOptions options{.context = &build};
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY . /app\n", options),
            "COPY brings node_modules along: modules of the host's system and "
            "Node version");
  CatchesNot(kRule, "FROM a:1\nCOPY a.js /app/\n", options);
  build.dockerignore = "node_modules\n";
  CatchesNot(kRule, "FROM a:1\nCOPY . /app\n", options);
  build.dockerignore = ".git\n";
  build.files = {"node_modules.js"};
  CatchesNot(kRule, "FROM a:1\nCOPY . /app\n", options);
}

}  // namespace
}  // namespace bulkhead::check
