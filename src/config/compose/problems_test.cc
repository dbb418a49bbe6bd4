// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/problems.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "config/compose/compose.h"
#include "config/compose/print.h"

namespace bulkhead::config {
namespace {

// Messages of a tolerant load, one a line; a failure behind "failed: ".
std::string Problems(const std::string& yaml,
                     const std::map<std::string, std::string>& others = {}) {
  base::MemoryFileSystem fs;
  fs.Add("/p/compose.yaml", yaml);
  for (const auto& [path, text] : others) fs.Add(path, text);
  ComposeOptions options;
  options.working_dir = "/p";
  options.files = {"/p/compose.yaml"};
  ComposeSession session;
  base::Result<ComposeProject> project =
      LoadComposeProject(options, fs, &session);
  std::string out;
  for (const base::Error& error : session.problems.errors()) {
    out += error.message + "\n";
  }
  if (!project.ok()) out += "failed: " + project.error().message + "\n";
  return out;
}

TEST(ComposeProblems, TellsAllOfAFile) {
  EXPECT_EQ(
      Problems("services:\n"
               "  web:\n"
               "    imge: a\n"
               "    privileged: [1]\n"
               "    ports: ['x:y']\n"
               "  db:\n"
               "    image: b\n"
               "    networks: [back]\n"
               "    volumes: ['data:/d']\n"
               "    mem_limit: much\n"),
      "/p/compose.yaml:3:5: services.web: expected a key of the Compose "
      "specification, found \"imge\"; did you mean \"image\"?\n"
      "/p/compose.yaml:4:5: services.web.privileged: expected a boolean or a "
      "string, found a list\n"
      "/p/compose.yaml:5:13: invalid port \"x:y\": expected a container port "
      "from 0 to 65535, found \"y\"\n"
      "/p/compose.yaml:10:5: mem_limit: expected a size such as 64m, 1.5g or "
      "1024, found \"much\"\n"
      "/p/compose.yaml:8:16: services.db.networks: expected a network that is "
      "defined in networks, found \"back\"\n"
      "/p/compose.yaml:9:15: services.db.volumes: expected a volume that is "
      "defined in volumes, found \"data\"\n");
}

// "KEY: VALUE" of the service web, one a line, taken out ones as "?".
std::string WhatIsLeft(const std::vector<std::string>& texts) {
  base::MemoryFileSystem fs;
  ComposeOptions options;
  options.working_dir = "/p";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    options.files.push_back(base::Format("/p/{}.yaml", i));
    fs.Add(options.files.back(), "services:\n  web:\n" + texts[i]);
  }
  ComposeSession session;
  base::Result<ComposeProject> project =
      LoadComposeProject(options, fs, &session);
  if (!project.ok()) return project.error().message;
  std::string out;
  for (const ComposeEntry& entry :
       project.value().root["services"]["web"].entries()) {
    if (entry.key == "networks") continue;
    const std::vector<ComposePlace>& taken = project.value().taken_out;
    bool is_out = std::find(taken.begin(), taken.end(),
                            entry.value.origin.value) != taken.end();
    out += base::Format("{}: {}\n", entry.key,
                        is_out && entry.value.IsNull()
                            ? "?"
                            : formats::WriteJson(NodeToJson(entry.value)));
  }
  return out;
}

TEST(ComposeProblems, WrongValuesAreTakenOut) {
  struct Row {
    std::vector<std::string> texts;
    std::string_view left;
  };
  const Row kRows[] = {
      {{"    restart: [1]\n    privileged: true\n"},
       "restart: ?\nprivileged: true\n"},
      // The key that was meant is not known.
      {{"    privleged: true\n"}, "privleged: true\nprivileged: ?\n"},
      {{"    privleged: true\n    privileged: false\n"},
       "privleged: true\nprivileged: false\n"},
      // Items that are right stay.
      {{"    cap_add: [A, [B]]\n"}, "cap_add: [\"A\",null]\n"},
      {{"    environment: ['A =1', B=2]\n"},
       "environment: {\"A \":\"1\",\"B\":\"2\"}\n"},
      // So does the host's side of a port.
      {{"    ports: ['80-82:90-91', 'x:y']\n"},
       "ports: [{\"mode\":\"ingress\",\"protocol\":\"tcp\","
       "\"published\":\"80-82\",\"target\":90},null]\n"},
      {{"    mem_limit: much\n    cpus: many\n"}, "mem_limit: ?\ncpus: ?\n"},
      {{"    hostname: ${\n"}, "hostname: ?\n"},
      // A later file can't turn it into something else, or mends it.
      {{"    cap_add: [A]\n    user: a\n",
        "    cap_add: {A: 1}\n    tty: true\n"},
       "cap_add: ?\nuser: \"a\"\ntty: true\n"},
      {{"    restart: [1]\n", "    restart: always\n"},
       "restart: \"always\"\n"},
  };
  for (const Row& row : kRows) EXPECT_EQ(WhatIsLeft(row.texts), row.left);
}

TEST(ComposeProblems, MissingFilesLeaveTheRest) {
  EXPECT_EQ(Problems("include: [none.yaml, 'https://a.example/b.git']\n"
                     "services:\n"
                     "  web: {image: a, depends_on: [db], env_file: none.env}\n"
                     "  app: {extends: {file: none.yaml, service: x}}\n"),
            "/p/compose.yaml:4:19: cannot open /p/none.yaml: No such file or "
            "directory\n"
            "/p/compose.yaml:1:11: cannot open /p/none.yaml: No such file or "
            "directory\n"
            "/p/compose.yaml:1:22: include: expected a local file, found "
            "\"https://a.example/b.git\", which is not fetched\n"
            "/p/compose.yaml:3:37: cannot open /p/none.env: No such file or "
            "directory\n");
}

TEST(ComposeProblems, WhatDependsOnUnsetVariablesIsUnknown) {
  EXPECT_EQ(Problems("services:\n"
                     "  web:\n"
                     "    image: a:${TAG:?say which}\n"
                     "    mem_limit: ${SIZE}\n"
                     "    cpus: ${CPUS:?}\n"),
            "");
}

TEST(ComposeProblems, AnEnvFileNeedsAPath) {
  EXPECT_EQ(Problems("services:\n  web: {image: a, env_file: ''}\n"),
            "/p/compose.yaml:2:19: env_file: expected the path of a file, "
            "found \"\"\n");
}

TEST(ComposeProblems, LimitsEndTheLoad) {
  std::string yaml = "services:\n  web:\n";
  for (int i = 0; i < 150; ++i) yaml += base::Format("    k{}: 1\n", i);
  std::string found = Problems(yaml);
  EXPECT_EQ(std::count(found.begin(), found.end(), '\n'),
            static_cast<long>(ComposeProblems::kMax) + 1);
  EXPECT_TRUE(base::Contains(found, "\nfailed: /p/compose.yaml:"));
}

TEST(ComposeProblems, PlaceOfMessage) {
  ComposeMessagePlace place = PlaceOfMessage("/a:b/c.yaml:12:3: x: 1:2: y");
  EXPECT_EQ(place.path, "/a:b/c.yaml");
  EXPECT_EQ(place.line, 12);
  EXPECT_EQ(place.column, 3);
  for (std::string_view none : {"", "cannot open x", "a:1", "a:1:", "a:x:1:"}) {
    EXPECT_EQ(PlaceOfMessage(none).line, 0) << none;
  }
}

}  // namespace
}  // namespace bulkhead::config
