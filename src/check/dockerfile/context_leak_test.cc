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

// The text of the only edit, which makes or lengthens .dockerignore.
std::string EditOf(std::string_view rule, std::string_view text,
                   const BuildContext& build) {
  std::vector<model::Finding> found =
      FindingsOf(rule, text, {.context = &build});
  if (found.size() != 1 || !found[0].fix) return "no fix";
  const model::Fix& fix = *found[0].fix;
  EXPECT_FALSE(fix.safe);
  EXPECT_EQ(fix.edits.size(), 1u);
  EXPECT_EQ(fix.edits[0].path, build.dockerignore_path);
  std::size_t size = build.dockerignore ? build.dockerignore->size() : 0;
  EXPECT_EQ(fix.edits[0].range, (model::Range{size, size}));
  return fix.edits[0].replacement;
}

TEST(MissingDockerignore, FixMakesOne) {
  constexpr std::string_view kRule = "dockerfile/missing-dockerignore";
  BuildContext build{.dockerignore_path = "web/.dockerignore",
                     .files_known = true,
                     .files = {".env", "node_modules/"}};
  EXPECT_EQ(EditOf(kRule, "FROM node:20\nCOPY . .\nRUN npm ci\n", build),
            ".git\n.hg\n.svn\n.env\n.env.*\n.aws\n.ssh\nid_rsa\n.terraform\n"
            "*.tfstate\n*.tfstate.*\n.idea\n.vscode\nnode_modules\n");
  // The build needs them: git asks for the history, .env is copied by name, and
  // nothing installs the modules.
  EXPECT_EQ(EditOf(kRule,
                   "FROM node:20\nCOPY .env* /x/\nCOPY . .\n"
                   "RUN git describe\n",
                   build),
            ".hg\n.svn\n.aws\n.ssh\nid_rsa\n.terraform\n*.tfstate\n"
            "*.tfstate.*\n.idea\n.vscode\n");
  build.dockerignore_path.clear();
  EXPECT_EQ(EditOf(kRule, "FROM node:20\nCOPY . .\n", build), "no fix");
}

TEST(HostDependencies, FixListsTheFolder) {
  constexpr std::string_view kRule = "dockerfile/host-dependencies";
  BuildContext build{.dockerignore = ".git\r\n.env",
                     .dockerignore_path = ".dockerignore",
                     .files_known = true,
                     .files = {"a.js", "node_modules/"}};
  EXPECT_EQ(EditOf(kRule, "FROM node:20\nCOPY . .\nRUN npm ci\n", build),
            "\r\nnode_modules");
  build.dockerignore = ".git\n";
  EXPECT_EQ(EditOf(kRule, "FROM node:20\nCOPY . .\nRUN npm ci\n", build),
            "node_modules\n");
  EXPECT_EQ(EditOf(kRule, "FROM node:20\nCOPY . .\n", build), "no fix");
}

}  // namespace
}  // namespace bulkhead::check
