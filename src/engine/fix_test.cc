// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/fix.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

namespace bulkhead::engine {
namespace {

TEST(ApplyEdits, TakesEditsInAnyOrder) {
  EXPECT_EQ(
      ApplyEdits("abcdef",
                 {{"f", {4, 5}, "X"}, {"f", {0, 0}, "<"}, {"f", {1, 3}, ""}}),
      "<adXf");
}

TEST(ApplyEdits, LeavesOutWhatOverlapsOrLiesOutside) {
  EXPECT_EQ(ApplyEdits("abc", {{"f", {0, 2}, "X"}, {"f", {1, 3}, "Y"}}), "Xc");
  EXPECT_EQ(ApplyEdits("abc", {{"f", {2, 9}, "X"}}), "abc");
}

FixResult Fix(const base::MemoryFileSystem& files, bool unsafe = true) {
  CheckOptions options;
  options.paths = {"/p"};
  options.threads = 1;
  options.today = {2026, 11, 24};
  FixOptions fix;
  fix.unsafe = unsafe;
  base::Result<FixResult> result = FixFindings(options, files, fix);
  EXPECT_TRUE(result.ok());
  return result.ok() ? std::move(result).value() : FixResult();
}

TEST(FixFindings, IsIdempotent) {
  base::MemoryFileSystem files;
  files.Add("/p/Dockerfile",
            "FROM debian:12.7-slim\n"
            "MAINTAINER somebody <a@example.org>\n"
            "RUN apt-get update && apt-get install curl\n"
            "USER 1000\n");
  FixResult first = Fix(files);
  ASSERT_EQ(first.changes.size(), 1u);
  EXPECT_NE(first.changes[0].after, first.changes[0].before);
  base::MemoryFileSystem again;
  again.Add("/p/Dockerfile", first.changes[0].after);
  EXPECT_TRUE(Fix(again).changes.empty());
}

TEST(FixFindings, LeavesIgnoredFindingsAlone) {
  base::MemoryFileSystem files;
  files.Add("/p/Dockerfile",
            "FROM debian:12.7-slim\n"
            "# bulkhead ignore=* kept as it is\n"
            "MAINTAINER somebody\n"
            "USER 1000\n");
  for (const FixOutcome& outcome : Fix(files).outcomes) {
    EXPECT_NE(outcome.location.line, 3) << outcome.rule;
  }
}

TEST(WriteChanges, RefusesAFileThatChangedMeanwhile) {
  std::string folder = "/tmp/bulkhead-fix-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  std::string path = folder + "/Dockerfile";
  ASSERT_TRUE(base::ReplaceFile(path, "FROM b\n").ok());
  base::RealFileSystem files;
  base::Status refused =
      WriteChanges({{path, "FROM a\n", "FROM c\n", false}}, files);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message,
            path + " changed since it was checked; 0 of 1 files were written");
  EXPECT_TRUE(
      WriteChanges({{path, "FROM b\n", "FROM c\n", false}}, files).ok());
  EXPECT_EQ(files.Read(path, 100).value()->text(), "FROM c\n");
  unlink(path.c_str());
  rmdir(folder.c_str());
}

}  // namespace
}  // namespace bulkhead::engine
