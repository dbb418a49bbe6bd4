// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/discover.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::engine {
namespace {

TEST(KindByName, KnowsTheNamesThatPeopleUse) {
  struct Row {
    const char* name;
    FileKind kind;
  };
  const Row kRows[] = {
      {"Dockerfile", FileKind::kDockerfile},
      {"dockerfile", FileKind::kDockerfile},
      {"Containerfile", FileKind::kDockerfile},
      {"Dockerfile.prod", FileKind::kDockerfile},
      {"Dockerfile-dev", FileKind::kDockerfile},
      {"Dockerfile_alpine", FileKind::kDockerfile},
      {"prod.Dockerfile", FileKind::kDockerfile},
      {"api.dockerfile", FileKind::kDockerfile},
      {".dockerfile", FileKind::kNone},
      {"dockerfilee", FileKind::kNone},
      {"Dockerfilebuild", FileKind::kNone},
      {"buildDockerfile.sh", FileKind::kNone},
      {"ockerfile", FileKind::kNone},
      {"Dockerfile.env.Dockerignore", FileKind::kNone},
      {"Dockerfile.dockerignore", FileKind::kNone},
      {"Dockerfile.md", FileKind::kNone},
      {"Dockerfile.rego", FileKind::kNone},
      {"Dockerfile.j2", FileKind::kNone},
      {"compose.yaml", FileKind::kCompose},
      {"docker-compose.yml", FileKind::kCompose},
      {"docker-compose.prod.yml", FileKind::kCompose},
      {"docker-compose-dev.yaml", FileKind::kCompose},
      {"compose.override.yaml", FileKind::kCompose},
      {"composer.yaml", FileKind::kNone},
      {"values.yaml", FileKind::kNone},
      {"deployment.json", FileKind::kNone},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(KindByName(row.name), row.kind) << row.name;
  }
}

std::string Walk(const base::MemoryFileSystem& files,
                 std::vector<std::string> paths) {
  DiscoverOptions options;
  options.paths = std::move(paths);
  Discovery found = Discover(files, options);
  std::string out;
  for (const FoundFile& file : found.files) out += "+ " + file.path + "\n";
  for (const model::LeftOut& left : found.left_out) {
    out += "- " + left.path + ": " + left.reason + "\n";
  }
  for (const model::Gap& gap : found.gaps) out += "? " + gap.message + "\n";
  return out;
}

TEST(Discover, HonoursGitignoreAndSaysWhatItLeftOut) {
  base::MemoryFileSystem files;
  files.Add("/r/.git/HEAD", "x");
  files.Add("/r/.gitignore", "out/\n*.dockerfile\n!keep.dockerfile\n");
  files.Add("/r/Dockerfile", "FROM a\n");
  files.Add("/r/out/Dockerfile", "FROM a\n");
  files.Add("/r/sub/x.dockerfile", "FROM a\n");
  files.Add("/r/sub/keep.dockerfile", "FROM a\n");
  files.Add("/r/sub/Dockerfile.j2", "FROM a\n");
  files.Add("/r/node_modules/a/Dockerfile", "FROM a\n");
  files.Add("/r/sub/readme.md", "");
  EXPECT_EQ(Walk(files, {"/r"}),
            "+ /r/Dockerfile\n"
            "+ /r/sub/keep.dockerfile\n"
            "- /r/node_modules: dependencies of others\n"
            "- /r/out: ignored by git\n"
            "- /r/sub/Dockerfile.j2: a template, not the file made of it\n"
            "- /r/sub/x.dockerfile: ignored by git\n");
}

TEST(Discover, RulesAboveTheWalkHold) {
  base::MemoryFileSystem files;
  files.Add("/r/.git/HEAD", "x");
  files.Add("/r/.gitignore", "/sub/Dockerfile\n");
  files.Add("/r/sub/Dockerfile", "FROM a\n");
  files.Add("/r/sub/deep/Dockerfile", "FROM a\n");
  EXPECT_EQ(Walk(files, {"/r/sub"}),
            "+ /r/sub/deep/Dockerfile\n"
            "- /r/sub/Dockerfile: ignored by git\n");
}

TEST(Discover, NamedFilesAreTakenWhateverTheirName) {
  base::MemoryFileSystem files;
  files.Add("/r/.git/HEAD", "x");
  files.Add("/r/.gitignore", "*\n");
  files.Add("/r/build.txt", "FROM a\n");
  EXPECT_EQ(Walk(files, {"/r/build.txt", "/r/none"}),
            "+ /r/build.txt\n"
            "? /r/none does not exist\n");
}

}  // namespace
}  // namespace bulkhead::engine
