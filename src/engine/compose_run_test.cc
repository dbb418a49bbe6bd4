// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/compose_run.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "config/compose/spec.h"

namespace bulkhead::engine {
namespace {

bool Has(const ComposeResult& result, std::string_view rule) {
  for (const model::Finding& finding : result.document.findings) {
    if (finding.rule == rule) return true;
  }
  return false;
}

TEST(RunCompose, ChecksTheMergedProject) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml", "services:\n  web:\n    image: a:1\n");
  files.Add("/p/compose.prod.yaml",
            "services:\n  web:\n    privileged: true\n");
  ComposeResult result = RunCompose(
      {.files = {"/p/compose.yaml", "/p/compose.prod.yaml"}}, files, {});
  ASSERT_TRUE(Has(result, "compose/privileged"));
  for (const model::Finding& finding : result.document.findings) {
    if (finding.rule != "compose/privileged") continue;
    EXPECT_EQ(finding.location.path, "/p/compose.prod.yaml");
    EXPECT_EQ(finding.location.line, 3);
  }
  EXPECT_EQ(result.detail, "with /p/compose.prod.yaml");
}

TEST(RunCompose, DuplicateKeysAreFoundAndTheRestIsChecked) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "services:\n"
            "  web:\n"
            "    image: a:1\n"
            "    security_opt:\n"
            "      - no-new-privileges:true\n"
            "    security_opt:\n"
            "      - apparmor:docker-default\n"
            "    security_opt:\n"
            "      - seccomp:./p.json\n"
            "    privileged: true\n");
  ComposeResult result = RunCompose({.files = {"/p/compose.yaml"}}, files, {});
  ASSERT_TRUE(Has(result, "compose/duplicate-key"));
  EXPECT_TRUE(Has(result, "compose/privileged"));
  std::size_t duplicates = 0;
  for (const model::Finding& f : result.document.findings) {
    duplicates += f.rule == "compose/duplicate-key" ? 1u : 0u;
  }
  EXPECT_EQ(duplicates, 2u);
  const model::Finding& finding = result.document.findings.front();
  EXPECT_EQ(finding.message,
            "the key security_opt stands twice in one mapping, first on line "
            "4");
  EXPECT_EQ(finding.location.line, 6);
  ASSERT_TRUE(finding.fix.has_value());
  EXPECT_TRUE(result.document.gaps.empty());
}

TEST(RunCompose, BrokenFilesAreErrorsWithTheirPlace) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml", "services:\n  web:\n    imge: a:1\n");
  ComposeResult result = RunCompose({.files = {"/p/compose.yaml"}}, files, {});
  ASSERT_EQ(result.document.gaps.size(), 1u);
  EXPECT_TRUE(result.document.gaps[0].broken);
  EXPECT_EQ(result.document.gaps[0].location.line, 3);
}

TEST(RunCompose, OwnersOfFilesTellWhoReadsThem) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "services:\n  web:\n    image: a:1\n    user: '1000:1000'\n"
            "    volumes:\n"
            "      - ./root.conf:/r.conf:ro\n"
            "      - ./own.conf:/o.conf:ro\n"
            "      - ./group.conf:/g.conf:ro\n"
            "      - ./other.conf:/x.conf:ro\n");
  files.Add("/p/root.conf", "x", 0600);
  files.Add("/p/own.conf", "x", 0600, 1000, 1000);
  files.Add("/p/group.conf", "x", 0640, 0, 1000);
  files.Add("/p/other.conf", "x", 0640, 0, 70);
  ComposeResult result = RunCompose({.files = {"/p/compose.yaml"}}, files, {});
  std::vector<int> lines;
  for (const model::Finding& finding : result.document.findings) {
    if (finding.rule == "compose/file-unreadable") {
      lines.push_back(finding.location.line);
    }
  }
  EXPECT_EQ(lines, (std::vector<int>{6, 9}));
}

TEST(RunCompose, UnsetVariablesAreOneGap) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "services:\n  web:\n    image: a:${TAG}\n    hostname: ${HOST}\n");
  ComposeResult result = RunCompose({.files = {"/p/compose.yaml"}}, files, {});
  ASSERT_EQ(result.document.gaps.size(), 1u);
  EXPECT_EQ(result.document.gaps[0].message,
            "2 variables without a value or default: HOST, TAG; what depends "
            "on them was not assessed");
}

TEST(RunCompose, IgnoresInCommentsCount) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "services:\n  web:\n    image: a:1\n"
            "    # bulkhead ignore=compose/privileged needs the devices\n"
            "    privileged: true\n");
  ComposeResult result = RunCompose({.files = {"/p/compose.yaml"}}, files, {});
  ASSERT_EQ(result.document.ignores.ignores.size(), 1u);
  EXPECT_EQ(result.document.ignores.ignores[0].first_line, 5);
}

TEST(RunCompose, WhatRemoteFilesHoldIsAGapAndTheRestIsChecked) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "include: ['oci://r.example/x:1', none.yaml]\n"
            "services:\n  web:\n    image: a:1\n    privileged: true\n"
            "    env_file: none.env\n");
  ComposeResult result = RunCompose({.files = {"/p/compose.yaml"}}, files, {});
  EXPECT_TRUE(Has(result, "compose/privileged"));
  std::string gaps;
  for (const model::Gap& gap : result.document.gaps) {
    gaps += base::Format("{}:{} {} {}\n", gap.location.line,
                         gap.location.column, gap.broken, gap.message);
  }
  EXPECT_EQ(gaps,
            "1:11 false include: expected a local file, found "
            "\"oci://r.example/x:1\", which is not fetched\n"
            "1:34 true cannot open /p/none.yaml: No such file or directory\n"
            "6:5 true cannot open /p/none.env: No such file or directory\n");
}

TEST(RunCompose, AFolderInPlaceOfAFileIsAnError) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "services:\n  web:\n    image: a:1\n    env_file: conf\n");
  files.Add("/p/conf/x", "");
  ComposeResult result = RunCompose({.files = {"/p/compose.yaml"}}, files, {});
  ASSERT_EQ(result.document.gaps.size(), 1u);
  EXPECT_EQ(result.document.gaps[0].message,
            "/p/conf is a folder, expected a regular file");
  EXPECT_TRUE(result.document.gaps[0].broken);
}

TEST(RunCompose, SaysThatExternalNetworksOfDataStoresAreNotKnown) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "services:\n"
            "  web: {image: 'nginx:1', networks: [edge, shared]}\n"
            "  db: {image: 'postgres:16', networks: [shared]}\n"
            "networks:\n"
            "  edge: {external: true}\n"
            "  shared: {external: true}\n");
  ComposeResult result = RunCompose({.files = {"/p/compose.yaml"}}, files, {});
  ASSERT_EQ(result.document.gaps.size(), 1u);
  EXPECT_EQ(result.document.gaps[0].message,
            "shared is a network made elsewhere: who else reaches db there, "
            "and whether it leads out, was not assessed");
  EXPECT_EQ(result.document.gaps[0].location.line, 6);
  EXPECT_FALSE(result.document.gaps[0].broken);
}

TEST(RunCompose, AnyKeyMayBeUnknown) {
  for (const config::ComposeKey& key :
       config::ComposeServiceSpec().shape->keys) {
    if (key.name == "extends") continue;  // names a file and a service
    for (std::string_view value :
         {"${X}", "['${X}']", "{a: '${X}'}", "[{type: '${X}', source: a}]"}) {
      base::MemoryFileSystem files;
      files.Add("/p/compose.yaml",
                base::Format("services:\n  web:\n    {}image: a\n    {}: {}\n",
                             key.name == "image" ? "# " : "", key.name, value));
      ComposeResult result =
          RunCompose({.files = {"/p/compose.yaml"}}, files, {});
      bool said = false;
      for (const model::Gap& gap : result.document.gaps) {
        said = said || gap.code == "unset-variables";
        EXPECT_EQ(gap.code, "unset-variables")
            << key.name << ": " << value << ": " << gap.message;
      }
      EXPECT_TRUE(said || !result.document.gaps.empty())
          << key.name << ": " << value;
    }
  }
}

}  // namespace
}  // namespace bulkhead::engine
