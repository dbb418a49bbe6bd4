// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/parts.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "engine/fix.h"

namespace bulkhead::engine {
namespace {

// Options for /p, with one ignore.
CheckOptions OptionsWith(policy::Ignore ignore) {
  CheckOptions options;
  options.paths = {"/p"};
  options.shellcheck = ShellCheckMode::kOff;
  options.threads = 1;
  ignore.kind = "policy";
  ignore.reason = "x";
  options.policy.ignores = {std::move(ignore)};
  return options;
}

// "LINE, LINE..." of the findings of the ignore's rule that count.
std::string Counting(const base::MemoryFileSystem& files,
                     const policy::Ignore& ignore) {
  base::Result<model::Report> report = Check(OptionsWith(ignore), files);
  EXPECT_TRUE(report.ok());
  std::vector<std::string> lines;
  for (const model::Finding& finding : report.value().findings) {
    if (finding.rule != ignore.rule || finding.suppressed) continue;
    lines.push_back(base::Format("{}", finding.location.line));
  }
  return base::Join(lines, ", ");
}

constexpr std::string_view kStages =
    "FROM node:22 AS build\n"
    "ADD a.txt /a\n"
    "FROM build AS test\n"
    "ADD a.txt /b\n"
    "FROM debian:12\n"
    "ADD a.txt /c\n";

TEST(DocumentParts, IgnoresActOnStagesAndTheirImages) {
  struct Row {
    std::string_view stage;
    std::string_view image;
    std::string_view counting;
  };
  const Row rows[] = {
      {"", "", ""},
      {"build", "", "4, 6"},
      {"t*", "", "2, 6"},
      {"other", "", "2, 4, 6"},
      {"", "node:22*", "6"},
      {"", "debian", "2, 4"},
      {"", "node:20", "2, 4, 6"},
      {"test", "node", "2, 6"},
  };
  base::MemoryFileSystem files;
  files.Add("/p/Dockerfile", std::string(kStages));
  for (const Row& row : rows) {
    policy::Ignore ignore{.rule = "dockerfile/add-instead-of-copy",
                          .stage = std::string(row.stage),
                          .image = std::string(row.image)};
    EXPECT_EQ(Counting(files, ignore), row.counting) << row.stage << row.image;
  }
}

TEST(DocumentParts, IgnoresActOnServicesAndTheirImages) {
  struct Row {
    std::string_view service;
    std::string_view image;
    std::string_view counting;
  };
  const Row rows[] = {
      {"", "", ""},
      {"db", "", "6"},
      {"", "postgres:16*", "6"},
      {"", "postgres:15", "3, 6"},
      {"web", "postgres", "3, 6"},
  };
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "services:\n"
            "  db:\n    privileged: true\n"
            "    image: docker.io/library/postgres:16.2\n"
            "  web:\n    privileged: true\n    image: nginx:1.27\n");
  for (const Row& row : rows) {
    policy::Ignore ignore{.rule = "compose/privileged",
                          .service = std::string(row.service),
                          .image = std::string(row.image)};
    EXPECT_EQ(Counting(files, ignore), row.counting)
        << row.service << row.image;
  }
}

TEST(DocumentParts, CommentsOfTrivyNameStages) {
  base::MemoryFileSystem files;
  files.Add("/p/Dockerfile",
            "FROM node:22 AS build\n"
            "# trivy:ignore:DS-0005[stage=build]\nADD a.txt /a\n"
            "# trivy:ignore:DS-0005[stage=other]\nADD a.txt /b\n");
  EXPECT_EQ(Counting(files, {.rule = "dockerfile/add-instead-of-copy",
                             .path = "nowhere"}),
            "5");
}

TEST(DocumentParts, WhatIsIgnoredIsNotFixed) {
  base::MemoryFileSystem files;
  files.Add("/p/Dockerfile", std::string(kStages));
  CheckOptions options =
      OptionsWith({.rule = "dockerfile/add-instead-of-copy", .stage = "build"});
  base::Result<FixResult> fixed =
      FixFindings(options, files, {.only = {"dockerfile/add-instead-of-copy"}});
  ASSERT_TRUE(fixed.ok());
  ASSERT_EQ(fixed.value().changes.size(), 1u);
  EXPECT_EQ(fixed.value().changes[0].after,
            "FROM node:22 AS build\n"
            "ADD a.txt /a\n"
            "FROM build AS test\n"
            "COPY a.txt /b\n"
            "FROM debian:12\n"
            "COPY a.txt /c\n");
}

}  // namespace
}  // namespace bulkhead::engine
