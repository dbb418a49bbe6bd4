// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/compose_projects.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::engine {
namespace {

// One line a project, the files of a folder being what it has on disk.
std::string Group(const std::vector<std::string>& on_disk,
                  const std::vector<std::string>& found) {
  base::MemoryFileSystem files;
  for (const std::string& path : on_disk) files.Add(path, "services: {}\n");
  std::vector<FoundFile> list;
  for (const std::string& path : found) {
    list.push_back({path, FileKind::kCompose, false});
  }
  std::string out;
  for (const ComposeFiles& project : GroupComposeFiles(list, files)) {
    out += base::Join(project.files, " + ") + "\n";
  }
  return out;
}

TEST(GroupComposeFiles, BaseTakesItsOverride) {
  EXPECT_EQ(Group({"/a/compose.yaml", "/a/compose.override.yaml"},
                  {"/a/compose.override.yaml", "/a/compose.yaml"}),
            "/a/compose.yaml + /a/compose.override.yaml\n");
}

TEST(GroupComposeFiles, VariantsAreMergedWithTheirBase) {
  EXPECT_EQ(Group({"/a/docker-compose.yml", "/a/docker-compose.prod.yml"},
                  {"/a/docker-compose.prod.yml", "/a/docker-compose.yml"}),
            "/a/docker-compose.yml + /a/docker-compose.prod.yml\n"
            "/a/docker-compose.yml\n");
  EXPECT_EQ(Group({"/a/docker-compose.yml", "/a/docker-compose.prod.yml"},
                  {"/a/docker-compose.prod.yml"}),
            "/a/docker-compose.yml + /a/docker-compose.prod.yml\n");
}

TEST(GroupComposeFiles, AVariantWithoutBaseStandsAlone) {
  EXPECT_EQ(Group({"/a/compose.prod.yaml"}, {"/a/compose.prod.yaml"}),
            "/a/compose.prod.yaml\n");
}

TEST(GroupComposeFiles, OnlyOneOfTheDefaultNamesIsTheBase) {
  EXPECT_EQ(Group({"/a/compose.yaml", "/a/docker-compose.yml"},
                  {"/a/compose.yaml", "/a/docker-compose.yml"}),
            "/a/compose.yaml\n/a/docker-compose.yml\n");
}

}  // namespace
}  // namespace bulkhead::engine
