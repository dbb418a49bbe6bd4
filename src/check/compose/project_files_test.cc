// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

ComposeTestOptions With(const ProjectFiles& files) { return {.facts = &files}; }

constexpr std::string_view kSecret =
    "services:\n"
    "  web:\n"
    "    image: a:1\n"
    "    user: '1000:1000'\n"
    "    secrets: [token]\n"
    "secrets:\n"
    "  token:\n"
    "    file: ./token.txt\n";
constexpr std::string_view kMount =
    "services:\n"
    "  web:\n"
    "    image: a:1\n"
    "    user: '1000:1000'\n"
    "    volumes:\n"
    "      - ./app.conf:/etc/app.conf:ro\n";

TEST(ProjectFiles, FileMissing) {
  constexpr std::string_view kRule = "compose/file-missing";
  constexpr std::string_view kFolder =
      "services: {web: {image: 'a:1', volumes: ['./data:/data']}}\n";
  constexpr std::string_view kStrict =
      "services: {web: {image: 'a:1', volumes: [{type: bind, source: ./data, "
      "target: /data, bind: {create_host_path: false}}]}}\n";
  ProjectFiles none =
      FilesOf({{"token.txt", {}}, {"app.conf", {}}, {"data", {}}});
  ProjectFiles all =
      FilesOf({{"token.txt", TextFile("x")}, {"app.conf", TextFile("x")}});
  Catches(kRule, kSecret, 8, 1, With(none));
  Catches(kRule, kMount, 6, 1, With(none));
  Catches(kRule, kStrict, 1, 1, With(none));
  CatchesNot(kRule, kFolder, With(none));
  CatchesNot(kRule, kSecret, With(all));
  CatchesNot(kRule, kMount, With(all));
  CatchesNot(kRule, kMount, With(ProjectFiles{}));
  CatchesNot(kRule, kMount);
  EXPECT_EQ(MessageOf(kRule, kSecret, With(none)),
            "secret token is read from /project/token.txt, which does not "
            "exist");
  EXPECT_EQ(MessageOf(kRule, kMount, With(none)),
            "service web mounts /project/app.conf, which does not exist: "
            "Docker makes an empty folder of that name, owned by root");
}

TEST(ProjectFiles, FolderForFile) {
  constexpr std::string_view kRule = "compose/folder-for-file";
  constexpr std::string_view kConfig =
      "services: {web: {image: 'a:1', configs: [c]}}\n"
      "configs:\n  c:\n    file: ./app.conf\n";
  auto mounts = [](std::string_view mount) {
    return base::Format(
        "services: {{web: {{image: 'a:1', volumes: ['{}']}}}}\n", mount);
  };
  const FileFacts folder = {
      .kind = FileFacts::Kind::kFolder, .mode = 0755, .uid = 0, .content = {}};
  ProjectFiles folders = FilesOf({{"app.conf", folder},
                                  {"token.txt", folder},
                                  {"conf.d", folder},
                                  {"example.org", folder}});
  ProjectFiles files =
      FilesOf({{"token.txt", TextFile("x")}, {"app.conf", TextFile("x")}});
  Catches(kRule, kSecret, 8, 1, With(folders));
  Catches(kRule, kConfig, 4, 1, With(folders));
  Catches(kRule, kMount, 6, 1, With(folders));
  for (std::string_view text : {kSecret, kConfig, kMount}) {
    CatchesNot(kRule, text, With(files));
    CatchesNot(kRule, text, With(FilesOf({{"app.conf", {}}})));
    CatchesNot(kRule, text);
  }
  for (std::string_view mount :
       {"./conf.d:/etc/nginx/conf.d", "./example.org:/srv/example.org",
        "./app.conf:/etc/app"}) {
    CatchesNot(kRule, mounts(mount), With(folders));
  }
  EXPECT_EQ(MessageOf(kRule, kSecret, With(folders)),
            "secret token is read from /project/token.txt, which is a folder, "
            "expected a file");
  EXPECT_EQ(MessageOf(kRule, kMount, With(folders)),
            "service web mounts /project/app.conf on /etc/app.conf, but it is "
            "a folder, expected a file");
}

TEST(ProjectFiles, SecretReadable) {
  constexpr std::string_view kRule = "compose/secret-file-readable";
  ProjectFiles others = FilesOf({{"token.txt", TextFile("x", 0644)}});
  ProjectFiles group = FilesOf({{"token.txt", TextFile("x", 0640)}});
  ProjectFiles owner = FilesOf({{"token.txt", TextFile("x", 0600)}});
  Catches(kRule, kSecret, 8, 1, With(others));
  EXPECT_EQ(SeverityOf(kRule, kSecret, With(others)), model::Severity::kMedium);
  EXPECT_EQ(SeverityOf(kRule, kSecret, With(group)), model::Severity::kLow);
  CatchesNot(kRule, kSecret, With(owner));
  CatchesNot(kRule, kSecret);
  EXPECT_EQ(MessageOf(kRule, kSecret, With(others)),
            "secret token lies in /project/token.txt with mode 0644: every "
            "user of the host reads it");
}

TEST(ProjectFiles, FileUnreadable) {
  constexpr std::string_view kRule = "compose/file-unreadable";
  FileFacts folder = {
      .kind = FileFacts::Kind::kFolder, .mode = 0744, .uid = 5, .content = {}};
  ProjectFiles root = FilesOf(
      {{"app.conf", TextFile("x", 0600)}, {"token.txt", TextFile("x", 0600)}});
  ProjectFiles closed = FilesOf({{"app.conf", folder}});
  Catches(kRule, kMount, 6, 1, With(root));
  Catches(kRule, kSecret, 5, 1, With(root));
  Catches(kRule, kMount, 6, 1, With(closed));
  for (FileFacts facts :
       {TextFile("x", 0644), TextFile("x", 0640), TextFile("x", 0400, 1000)}) {
    ProjectFiles readable = FilesOf({{"app.conf", facts}});
    CatchesNot(kRule, kMount, With(readable));
  }
  CatchesNot(kRule,
             "services: {web: {image: 'a:1', user: root, volumes: "
             "['./app.conf:/x']}}\n",
             With(root));
  CatchesNot(kRule,
             "services: {web: {image: 'a:1', volumes: ['./app.conf:/x']}}\n",
             With(root));
  ProjectFiles unknown = root;
  unknown.by_path.begin()->second.uid.reset();
  CatchesNot(kRule, kMount, With(unknown));
  FileFacts shared = TextFile("x", 0640);
  shared.gid = 70;
  ProjectFiles of_group = FilesOf({{"app.conf", shared}});
  auto of = [](const std::string& user, const std::string& groups) {
    return "services: {web: {image: 'a:1', user: '" + user + "', group_add: [" +
           groups + "], volumes: ['./app.conf:/x']}}\n";
  };
  Catches(kRule, of("1000:1000", ""), 1, 1, With(of_group));
  Catches(kRule, of("1000:1000", "71"), 1, 1, With(of_group));
  CatchesNot(kRule, of("1000:70", ""), With(of_group));
  CatchesNot(kRule, of("1000:1000", "70"), With(of_group));
  CatchesNot(kRule, of("1000:1000", "video"), With(of_group));
  CatchesNot(kRule, of("1000", ""), With(of_group));
  ComposeTestOptions built = With(root);
  built.dockerfiles = {{"web", "FROM a\nUSER 70\n"}};
  Catches(kRule, "services: {web: {build: ., volumes: ['./app.conf:/x']}}\n", 1,
          1, built);
  EXPECT_EQ(MessageOf(kRule, kMount, With(root)),
            "service web runs as user 1000, who can't read /project/app.conf "
            "(mode 0600, user 0)");
}

}  // namespace
}  // namespace bulkhead::check
