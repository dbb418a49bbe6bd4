// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/fix.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "base/text.h"

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

TEST(ApplyEdits, InsertsTheDeeperLineFirst) {
  EXPECT_EQ(ApplyEdits("a:\n  b: 1\n", {{"f", {9, 9}, "\nd: 1"},
                                        {"f", {9, 9}, "\n  c: 1"},
                                        {"f", {9, 9}, "\ne: 1"}}),
            "a:\n  b: 1\n  c: 1\nd: 1\ne: 1\n");
}

TEST(ApplyEdits, MakesEqualInsertionsOnce) {
  EXPECT_EQ(ApplyEdits("ab", {{"f", {1, 1}, "x"},
                              {"f", {1, 1}, "y"},
                              {"f", {1, 1}, "x"},
                              {"f", {1, 2}, "B"},
                              {"f", {2, 2}, "x"}}),
            "axyBx");
}

FixResult Fix(const base::MemoryFileSystem& files,
              const std::vector<std::string>& only = {},
              std::size_t trial_bytes = FixOptions{}.trial_bytes) {
  CheckOptions options;
  options.paths = {"/p"};
  options.threads = 1;
  options.today = {2026, 11, 24};
  FixOptions fix;
  fix.unsafe = true;
  fix.only = only;
  fix.trial_bytes = trial_bytes;
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

TEST(FixFindings, KeepsInstructionsApartThatBecomeOthers) {
  base::MemoryFileSystem files;
  files.Add("/p/Dockerfile",
            "FROM debian:12.7-slim\n"
            "RUN cd /src\n"
            "RUN make\n"
            "USER 1000\n");
  FixResult result = Fix(
      files, {"dockerfile/cd-without-effect", "dockerfile/run-consecutive"});
  ASSERT_EQ(result.changes.size(), 1u);
  EXPECT_EQ(result.changes[0].after,
            "FROM debian:12.7-slim\n"
            "WORKDIR /src\n"
            "RUN make\n"
            "USER 1000\n");
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

// The paths of what was fixed, and of what was refused with the reason.
std::string Summary(const FixResult& result) {
  std::string out;
  for (const FixOutcome& outcome : result.outcomes) {
    out += base::Format("{}:{} {}{}{}\n", outcome.location.path,
                        outcome.location.line, outcome.rule,
                        outcome.refused.empty() ? "" : ": ", outcome.refused);
  }
  return out;
}

TEST(FixFindings, FixesAProjectAndItsDockerfileTogether) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "services:\n"
            "  api:\n"
            "    build: ./api\n"
            "    privileged: false\n");
  files.Add("/p/api/Dockerfile",
            "FROM debian:12.7-slim\n"
            "MAINTAINER somebody\n"
            "USER 1000\n");
  FixResult result = Fix(files);
  std::vector<std::string> paths;
  for (const FileChange& change : result.changes) paths.push_back(change.path);
  EXPECT_EQ(paths,
            (std::vector<std::string>{"/p/api/Dockerfile", "/p/compose.yaml"}));
  base::MemoryFileSystem again;
  for (const FileChange& change : result.changes) {
    again.Add(change.path, change.after);
  }
  EXPECT_EQ(Fix(again).changes.size(), 0u);
}

// Two projects share the base file: an edit that both want is made once.
TEST(FixFindings, EditsASharedFileOnce) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "version: '3'\nservices:\n  a:\n    image: alpine:3.20\n");
  files.Add("/p/compose.prod.yaml", "services:\n  a:\n    restart: always\n");
  FixResult result = Fix(files, {"compose/obsolete-version"});
  ASSERT_EQ(result.changes.size(), 1u);
  EXPECT_EQ(result.changes[0].after,
            "services:\n  a:\n    image: alpine:3.20\n");
}

// Both projects make the file of the secret: the second one is refused.
TEST(FixFindings, DoesNotMixTheNewFilesOfTwoProjects) {
  base::MemoryFileSystem files;
  for (const char* name : {"a", "b"}) {
    files.Add(base::Format("/p/{}.compose.yaml", name),
              base::Format("services:\n  db:\n    image: postgres:16\n"
                           "    environment:\n"
                           "      POSTGRES_PASSWORD: k7vQ2xZp{}\n",
                           name));
  }
  FixResult result = Fix(files, {"compose/secret-in-environment"});
  ASSERT_EQ(result.changes.size(), 2u);
  EXPECT_EQ(result.changes[0].path, "/p/a.compose.yaml");
  EXPECT_EQ(result.changes[1].path, "/p/secrets/postgres_password");
  EXPECT_EQ(result.changes[1].after, "k7vQ2xZpa");
  EXPECT_EQ(result.changes[1].mode, 0600u);
  EXPECT_EQ(Summary(result),
            "/p/a.compose.yaml:5 compose/secret-in-environment\n"
            "/p/b.compose.yaml:5 compose/secret-in-environment: "
            "/p/secrets/postgres_password is there already\n");
}

TEST(FixFindings, OnlyWritesBelowWhatWasNamed) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "include:\n  - ../q/part.yaml\n"
            "services:\n  a:\n    image: alpine:3.20\n");
  files.Add("/q/part.yaml",
            "version: '3'\nservices:\n  b:\n    image: alpine:3.20\n");
  FixResult result = Fix(files, {"compose/obsolete-version"});
  EXPECT_TRUE(result.changes.empty());
  EXPECT_EQ(Summary(result),
            "/q/part.yaml:1 compose/obsolete-version: /q/part.yaml lies "
            "outside of what was to be checked\n");
}

// Each removes its line: one ends where the next one begins.
TEST(FixFindings, FixesNeighboursInOneRound) {
  base::MemoryFileSystem files;
  std::string text = "FROM debian:12.7-slim\n";
  for (int i = 0; i < 200; ++i) {
    text += base::Format("ENV A{}_TOKEN=ab{}cd9xk2\n", i, i);
  }
  files.Add("/p/Dockerfile", text + "USER 1000\n");
  FixResult result = Fix(files, {"dockerfile/secret-in-variable"});
  ASSERT_EQ(result.changes.size(), 1u);
  EXPECT_EQ(result.changes[0].after, "FROM debian:12.7-slim\nUSER 1000\n");
}

// Each fix of an archive spoils that of its neighbour, so that they would be
// tried one by one: that ends, and is said.
TEST(FixFindings, StopsTryingAfterSomeTime) {
  base::MemoryFileSystem files;
  std::string text = "FROM debian:12.7-slim\n";
  for (int i = 0; i < 20; ++i) {
    text += base::Format("COPY a{}.tar /t/\n", i);
  }
  for (int i = 0; i < 20; ++i) {
    text +=
        base::Format("RUN tar -xf /t/a{}.tar -C /s{} && make {}\n", i, i, i);
  }
  files.Add("/p/Dockerfile", text + "USER 1000\n");
  FixResult result = Fix(files, {"dockerfile/copied-archive"}, 0);
  std::string summary = Summary(result);
  EXPECT_TRUE(base::Contains(
      summary,
      "dockerfile/copied-archive: trying all fixes of these files takes too "
      "long; fix what was found once more\n"))
      << summary.substr(0, 500);
}

TEST(FixFindings, KnowsTheRulesThatAreAskedFor) {
  base::MemoryFileSystem files;
  files.Add("/p/Dockerfile", "FROM debian:12.7-slim\n");
  CheckOptions options;
  options.paths = {"/p"};
  base::Result<FixResult> result =
      FixFindings(options, files, {.only = {"dockerfile/maintaner"}});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message,
            "there is no rule dockerfile/maintaner; did you mean "
            "dockerfile/maintainer?");
}

TEST(FixFindings, OnlyFixesTheRulesThatAreAskedFor) {
  base::MemoryFileSystem files;
  files.Add("/p/Dockerfile",
            "FROM debian:12.7-slim\nMAINTAINER a\nRUN cd /a && b\n");
  CheckOptions options;
  options.paths = {"/p"};
  options.only_rules = {"DL4000"};
  base::Result<FixResult> result = FixFindings(options, files, {});
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result.value().outcomes.size(), 1u);
  EXPECT_EQ(result.value().outcomes[0].location.line, 2);
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
            path + " changed since it was checked; nothing was written");
  EXPECT_TRUE(
      WriteChanges({{path, "FROM b\n", "FROM c\n", false}}, files).ok());
  EXPECT_EQ(files.Read(path, 100).value()->text(), "FROM c\n");
  unlink(path.c_str());
  rmdir(folder.c_str());
}

}  // namespace
}  // namespace bulkhead::engine
