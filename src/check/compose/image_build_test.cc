// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

ComposeTestOptions Built(std::string dockerfile) {
  return {.dockerfiles = {{"web", std::move(dockerfile)}}};
}

ComposeTestOptions With(const ProjectFiles& files) { return {.facts = &files}; }

constexpr std::string_view kPlain = "services:\n  web:\n    build: ./web\n";

TEST(ImageBuild, DockerfileMissing) {
  constexpr std::string_view kRule = "compose/dockerfile-missing";
  constexpr std::string_view kNamed =
      "services:\n"
      "  web:\n"
      "    build:\n"
      "      context: ./web\n"
      "      dockerfile: prod.Dockerfile\n";
  FileFacts folder = {.kind = FileFacts::Kind::kFolder, .content = {}};
  ProjectFiles no_folder = FilesOf({{"web", {}}});
  ProjectFiles no_file = FilesOf(
      {{"web", folder}, {"web/Dockerfile", {}}, {"web/prod.Dockerfile", {}}});
  ProjectFiles all = FilesOf({{"web", folder},
                              {"web/Dockerfile", TextFile("FROM a\n")},
                              {"web/prod.Dockerfile", TextFile("FROM a\n")}});
  Catches(kRule, kPlain, 3, 1, With(no_folder));
  Catches(kRule, kPlain, 3, 1, With(no_file));
  Catches(kRule, kNamed, 5, 1, With(no_file));
  CatchesNot(kRule, kNamed, With(all));
  CatchesNot(kRule, kPlain);
  CatchesNot(kRule, "services: {web: {build: 'https://git.example/a.git'}}\n",
             With(no_file));
  CatchesNot(kRule,
             "services: {web: {build: {context: ./web, dockerfile_inline: "
             "FROM a}}}\n",
             With(no_file));
  EXPECT_EQ(MessageOf(kRule, kNamed, With(no_file)),
            "service web is built from /project/web/prod.Dockerfile, which "
            "does not exist");
  EXPECT_EQ(MessageOf(kRule, kPlain, With(no_folder)),
            "service web is built from folder /project/web, which does not "
            "exist");
}

TEST(ImageBuild, TargetMissing) {
  constexpr std::string_view kRule = "compose/build-target-missing";
  constexpr std::string_view kHit =
      "services:\n"
      "  web:\n"
      "    build:\n"
      "      context: .\n"
      "      target: relase\n";
  ComposeTestOptions stages = Built("FROM a AS build\nFROM a AS release\n");
  Catches(kRule, kHit, 5, 1, stages);
  CatchesNot(kRule, "services: {web: {build: {context: ., target: Build}}}\n",
             stages);
  CatchesNot(kRule, "services: {web: {build: {context: ., target: '0'}}}\n",
             stages);
  CatchesNot(kRule, kHit);
  EXPECT_EQ(MessageOf(kRule, kHit, stages),
            "service web builds stage relase, which Dockerfile does not have; "
            "did you mean release?");
  Fixes(kRule, kHit,
        "services:\n"
        "  web:\n"
        "    build:\n"
        "      context: .\n"
        "      target: release\n",
        stages);
}

TEST(ImageBuild, ArgUndeclared) {
  constexpr std::string_view kRule = "compose/build-arg-undeclared";
  constexpr std::string_view kHit =
      "services:\n"
      "  web:\n"
      "    build:\n"
      "      context: .\n"
      "      args:\n"
      "        VERSION: '3'\n"
      "        HTTP_PROXY: http://proxy:3128\n";
  Catches(kRule, kHit, 6, 1, Built("FROM a\nARG VERSIONS\n"));
  CatchesNot(kRule, kHit, Built("ARG VERSION\nFROM a:$VERSION\n"));
  CatchesNot(kRule, kHit, Built("FROM a\nARG X=1 VERSION=2\n"));
  CatchesNot(kRule, kHit);
  EXPECT_EQ(MessageOf(kRule, kHit, Built("FROM a\n")),
            "service web gives the build argument VERSION, which Dockerfile "
            "does not declare with ARG");
  Fixes(kRule, kHit,
        "services:\n"
        "  web:\n"
        "    build:\n"
        "      context: .\n"
        "      args:\n"
        "        HTTP_PROXY: http://proxy:3128\n",
        Built("FROM a\n"));
}

TEST(ImageBuild, ArgSecret) {
  constexpr std::string_view kRule = "compose/build-arg-secret";
  constexpr std::string_view kHit =
      "services:\n"
      "  web:\n"
      "    build:\n"
      "      context: .\n"
      "      args:\n"
      "        NPM_TOKEN: hunter2-hunter2\n"
      "        VERSION: '3'\n"
      "        TOKEN_URL: https://example.org/token\n";
  Catches(kRule, kHit, 6);
  Catches(kRule,
          "services: {web: {build: {context: ., args: {NPM_TOKEN: "
          "'${NPM_TOKEN}'}}}}\n");
  CatchesNot(kRule,
             "services: {web: {build: {context: ., args: {NPM_TOKEN: "
             "changeme}}}}\n");
  CatchesNot(kRule, kPlain);
  EXPECT_EQ(MessageOf(kRule, kHit),
            "service web passes the secret NPM_TOKEN as a build argument "
            "(hunt…)");
}

TEST(ImageBuild, BuiltAsRoot) {
  constexpr std::string_view kRule = "compose/built-image-root";
  Catches(kRule, kPlain, 2, 1, Built("FROM alpine:3\n"));
  Catches(kRule, kPlain, 2, 1, Built("FROM a\nUSER root\n"));
  Catches(
      kRule, kPlain, 2, 1,
      Built("FROM golang AS b\nUSER app\nFROM scratch\nCOPY --from=b / /\n"));
  CatchesNot(kRule, kPlain, Built("FROM alpine:3\nUSER 1000\n"));
  // The base image may set a user.
  CatchesNot(kRule, kPlain, Built("FROM example/base:1\n"));
  CatchesNot(kRule, kPlain, Built("FROM alpine:3\nARG U\nUSER $U\n"));
  CatchesNot(kRule, "services: {web: {build: ., user: '1000'}}\n",
             Built("FROM alpine:3\n"));
  CatchesNot(kRule, kPlain);
  EXPECT_EQ(MessageOf(kRule, kPlain, Built("FROM a\nUSER 0:0\n")),
            "service web runs as root: its Dockerfile ends with USER 0:0, and "
            "it sets no user");
  EXPECT_EQ(MessageOf(kRule, kPlain, Built("FROM alpine:3\n")),
            "service web runs as root: its Dockerfile sets no USER, and it "
            "sets no user");
}

TEST(ImageBuild, UserOverridden) {
  constexpr std::string_view kRule = "compose/image-user-overridden";
  constexpr std::string_view kHit =
      "services:\n  web:\n    build: .\n    user: '0:0'\n";
  Catches(kRule, kHit, 4, 1, Built("FROM a\nUSER app\n"));
  CatchesNot(kRule, kHit, Built("FROM a\nUSER root\n"));
  CatchesNot(kRule, kHit, Built("FROM a\n"));
  CatchesNot(kRule, kHit, Built("FROM a\nARG U\nUSER $U\n"));
  CatchesNot(kRule, "services: {web: {build: ., user: '70'}}\n",
             Built("FROM a\nUSER app\n"));
  CatchesNot(kRule, kHit);
  EXPECT_EQ(MessageOf(kRule, kHit, Built("FROM a\nUSER app\n")),
            "service web runs as 0:0, though its Dockerfile ends with USER "
            "app");
  Fixes(kRule, kHit, "services:\n  web:\n    build: .\n",
        Built("FROM a\nUSER app\n"));
}

}  // namespace
}  // namespace bulkhead::check
