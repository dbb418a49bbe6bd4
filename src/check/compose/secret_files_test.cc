// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kProject =
    "services:\n"
    "  web:\n"
    "    build: .\n"
    "    env_file: app.env\n";
constexpr std::string_view kSecrets =
    "DB_HOST=db\nDB_PASSWORD=hunter2-hunter2\n";

ComposeTestOptions With(const ProjectFiles& files, std::string dockerfile,
                        std::string env = std::string(kSecrets)) {
  return {.files = {{"app.env", std::move(env)}},
          .facts = &files,
          .dockerfiles = {{"web", std::move(dockerfile)}}};
}

TEST(SecretFiles, SecretInImage) {
  constexpr std::string_view kRule = "compose/secret-file-in-image";
  constexpr char kCopy[] = "FROM alpine:3\nWORKDIR /app\nCOPY . .\n";
  ProjectFiles open = FilesOf({{".dockerignore", {}}});
  ProjectFiles ignored = FilesOf({{".dockerignore", TextFile("*.env\n")}});
  ProjectFiles own = FilesOf({{"Dockerfile.dockerignore", TextFile("a\n")},
                              {".dockerignore", TextFile("*.env\n")}});
  Catches(kRule, kProject, 3, 1, With(open, kCopy));
  Catches(kRule, kProject, 3, 1, With(own, kCopy));
  CatchesNot(kRule, kProject, With(ignored, kCopy));
  CatchesNot(kRule, kProject, With(open, "FROM alpine:3\nCOPY src /app\n"));
  CatchesNot(kRule, kProject, With(open, kCopy, "DB_HOST=db\nPASSWORD=\n"));
  CatchesNot(kRule, kProject,
             With(open,
                  "FROM alpine:3 AS b\nCOPY . .\nFROM alpine:3\n"
                  "COPY --from=b . .\n"));
  // Whether there is a .dockerignore is not known.
  ProjectFiles unknown;
  CatchesNot(kRule, kProject, With(unknown, kCopy));
  EXPECT_EQ(MessageOf(kRule, kProject, With(open, kCopy)),
            "the image of service web holds app.env with the secret "
            "DB_PASSWORD: line 3 of Dockerfile copies it, and no "
            ".dockerignore leaves it out");
  constexpr std::string_view kFile =
      "services: {web: {build: ., secrets: [token]}}\n"
      "secrets: {token: {file: ./secrets/token}}\n";
  Catches(kRule, kFile, 1, 1, With(open, "FROM alpine:3\nCOPY secrets/ /x/\n"));
  // One build that services share.
  constexpr std::string_view kShared =
      "x-app: &app\n  build: .\n  env_file: app.env\n"
      "services: {web: {<<: *app}, api: {<<: *app}}\n";
  ComposeTestOptions shared = With(open, kCopy);
  shared.dockerfiles["api"] = kCopy;
  Catches(kRule, kShared, 2, 1, shared);
}

TEST(SecretFiles, EnvFileReadable) {
  constexpr std::string_view kRule = "compose/env-file-readable";
  ProjectFiles open = FilesOf({{"app.env", TextFile("", 0644)}});
  ProjectFiles closed = FilesOf({{"app.env", TextFile("", 0600)}});
  ComposeTestOptions hit = With(open, "FROM a\n");
  Catches(kRule, kProject, 2, 1, hit);
  CatchesNot(kRule, kProject, With(closed, "FROM a\n"));
  CatchesNot(kRule, kProject, With(open, "FROM a\n", "DB_PASSWORD=changeme\n"));
  EXPECT_EQ(FindingsOf(kRule, kProject, hit)[0].location.path,
            "/project/app.env");
  EXPECT_EQ(MessageOf(kRule, kProject, hit),
            "app.env holds the secret DB_PASSWORD with mode 0644: every user "
            "of the host reads it");
}

TEST(SecretFiles, FixOfSecretInImage) {
  constexpr char kCopy[] = "FROM alpine:3\nCOPY . .\n";
  auto edit_of = [&](const ProjectFiles& files) {
    std::vector<model::Finding> found = FindingsOf(
        "compose/secret-file-in-image", kProject, With(files, kCopy));
    EXPECT_EQ(found.size(), 1u);
    return found.at(0).fix.value().edits.at(0);
  };
  EXPECT_EQ(edit_of(FilesOf({{".dockerignore", {}}})),
            (model::Edit{"/project/.dockerignore", {0, 0}, "app.env\n"}));
  EXPECT_EQ(edit_of(FilesOf({{".dockerignore", TextFile("a\nb")}})),
            (model::Edit{"/project/.dockerignore", {3, 3}, "\napp.env\n"}));
  EXPECT_EQ(
      edit_of(FilesOf({{"Dockerfile.dockerignore", TextFile("a\n")},
                       {".dockerignore", TextFile("*.env\n")}})),
      (model::Edit{"/project/Dockerfile.dockerignore", {2, 2}, "app.env\n"}));
}

}  // namespace
}  // namespace bulkhead::check
