// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/walk.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

struct Built {
  explicit Built(std::string text)
      : source(std::make_shared<base::Source>("Dockerfile", std::move(text))),
        file(config::ParseDockerfile(source).value()),
        evaluation(config::Evaluate(file)),
        context(MakeDockerfileContext(file, evaluation, options, nullptr)) {}
  std::shared_ptr<const base::Source> source;
  config::Dockerfile file;
  config::Evaluation evaluation;
  DockerfileOptions options;
  DockerfileContext context;
};

TEST(Walk, FollowsWorkdirAndUserThroughStages) {
  Built built(
      "FROM debian:12 AS a\nWORKDIR /srv\nUSER app\n"
      "FROM a\nWORKDIR b/../c\nCOPY x y/ ./\nUSER $U\nRUN true\n");
  EXPECT_EQ(WorkdirAt(built.context, 1), std::nullopt);
  EXPECT_EQ(WorkdirAt(built.context, 2), "/srv");
  EXPECT_EQ(WorkdirAt(built.context, 5), "/srv/c");
  EXPECT_EQ(UserAt(built.context, 5), "app");
  EXPECT_EQ(UserAt(built.context, 7), std::nullopt);
  std::optional<CopiedFiles> copy = CopyAt(built.context, 5);
  ASSERT_TRUE(copy);
  EXPECT_EQ(copy->dest, "/srv/c");
  EXPECT_TRUE(copy->dest_is_folder);
  EXPECT_TRUE(copy->from_context);
  EXPECT_EQ(copy->sources, (std::vector<std::string>{"x", "y/"}));
  EXPECT_EQ(RunsOf(built.context, *built.evaluation.target()).size(), 1u);
}

TEST(Walk, KnowsWhereWellKnownImagesStart) {
  Built built("FROM node:20\nWORKDIR app\nWORKDIR x\nRUN true\n");
  EXPECT_EQ(WorkdirAt(built.context, 1), std::nullopt);
  EXPECT_EQ(WorkdirAt(built.context, 2), "/app");
  EXPECT_EQ(WorkdirAt(built.context, 3), "/app/x");
  Built other("FROM acme/x:1\nWORKDIR app\nRUN true\n");
  EXPECT_EQ(WorkdirAt(other.context, 2), std::nullopt);
  Built variable("FROM node:20\nARG A\nWORKDIR $A\nWORKDIR x\nRUN true\n");
  EXPECT_EQ(WorkdirAt(variable.context, 4), std::nullopt);
}

TEST(Walk, LeavesHugeFilesAlone) {
  std::string text = "FROM a\n";
  for (int i = 0; i < 3000; ++i) text += "COPY a b\n";
  EXPECT_FALSE(IsFollowable(Built(text).context));
  EXPECT_TRUE(IsFollowable(Built("FROM a\n").context));
}

TEST(Walk, JoinsPaths) {
  EXPECT_EQ(AbsolutePath("a/./b", "/x"), "/x/a/b");
  EXPECT_EQ(AbsolutePath("/a//b", std::nullopt), "/a/b");
  EXPECT_EQ(AbsolutePath("a", std::nullopt), "");
  EXPECT_EQ(AbsolutePath("/a/$B", "/"), "");
  EXPECT_EQ(NameOf("/a/b/"), "b");
  EXPECT_EQ(NameOf("b"), "b");
}

}  // namespace
}  // namespace bulkhead::check
