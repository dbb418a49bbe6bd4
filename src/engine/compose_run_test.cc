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

TEST(RunCompose, WrongValuesAreErrorsWithTheirPlaceAndTheRestIsChecked) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "services:\n"
            "  web:\n"
            "    imge: a:1\n"
            "    restart: [1]\n"
            "    privileged: true\n"
            "    ports: ['90-9091:8080-8081']\n"
            "    environment: ['A =1', DB_PASSWORD=hunter2hunter]\n");
  ComposeResult result = RunCompose({.files = {"/p/compose.yaml"}}, files, {});
  std::string gaps;
  for (const model::Gap& gap : result.document.gaps) {
    EXPECT_TRUE(gap.broken);
    gaps += base::Format("{}:{} {}\n", gap.location.line, gap.location.column,
                         gap.message);
  }
  EXPECT_EQ(gaps,
            "3:5 services.web: expected a key of the Compose specification, "
            "found \"imge\"; did you mean \"image\"?\n"
            "4:5 services.web.restart: expected a string, found a list\n"
            "6:13 invalid port \"90-9091:8080-8081\": expected ranges of equal "
            "length, found \"90-9091:8080-8081\"\n"
            "7:19 expected = right behind the name of a variable, found a "
            "space behind \"A\"\n");
  for (std::string_view rule :
       {"compose/privileged", "compose/privileged-port",
        "compose/secret-in-environment", "compose/no-pids-limit"}) {
    EXPECT_TRUE(Has(result, rule)) << rule;
  }
  EXPECT_FALSE(Has(result, "compose/no-restart-policy"));
  EXPECT_TRUE(result.loaded);
}

// Nothing to find in it.
constexpr std::string_view kHardened =
    R"(services:
  proxy:
    image: ghcr.io/acme/proxy:1.4.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    user: "1000:1000"
    read_only: true
    tmpfs: ["/tmp:size=64m,noexec,nosuid,nodev,mode=1777"]
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    restart: unless-stopped
    mem_limit: 256m
    cpus: 0.5
    pids_limit: 100
    ports: ["127.0.0.1:8443:8443"]
    networks: [front, back]
    depends_on: {db: {condition: service_healthy}}
    environment: {DB_HOST: db}
    secrets: [token]
    configs: [settings]
    volumes: ["cache:/var/cache/proxy"]
    logging: {driver: json-file, options: {max-size: 10m, max-file: "3"}}
    healthcheck: {test: [CMD, /proxy, health]}
    command: [serve]
  db:
    image: postgres:17.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    user: "70:70"
    read_only: true
    tmpfs: ["/tmp:noexec,nosuid,nodev,size=64m", "/run/postgresql:noexec,nosuid,nodev,size=8m"]
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    restart: unless-stopped
    deploy: {resources: {limits: {cpus: "0.5", memory: 512M, pids: 200}}}
    networks: {back: {}}
    environment: [POSTGRES_PASSWORD_FILE=/run/secrets/pw]
    secrets: [pw]
    volumes: ["data:/var/lib/postgresql/data"]
    logging: {driver: local}
    healthcheck: {test: [CMD-SHELL, pg_isready -U postgres]}
networks:
  front: {}
  back: {internal: true}
volumes: {data: {}, cache: {}}
secrets: {token: {file: ./token}, pw: {file: ./pw}}
configs: {settings: {file: ./settings}}
)";

// Each line of the text made wrong in some ways.
void ExpectNoFindings(std::string_view text) {
  std::vector<std::string_view> lines = base::Split(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::size_t colon = lines[i].find(": ");
    if (colon == std::string_view::npos) continue;
    std::string key(lines[i].substr(0, colon));
    std::string value(lines[i].substr(colon));
    std::vector<std::string> wrong = {key + ": [[1]]", key + ": ${"};
    if (key.starts_with("    ")) wrong.push_back(key + "z" + value);
    for (const std::string& line : wrong) {
      std::vector<std::string_view> changed = lines;
      changed[i] = line;
      base::MemoryFileSystem files;
      files.Add("/p/compose.yaml", base::Join(changed, "\n"));
      files.Add("/p/token", "a", 0600, 1000);
      files.Add("/p/pw", "b", 0600, 70);
      files.Add("/p/settings", "c");
      ComposeResult result =
          RunCompose({.files = {"/p/compose.yaml"}}, files, {});
      EXPECT_FALSE(result.document.gaps.empty()) << line;
      for (const model::Finding& finding : result.document.findings) {
        ADD_FAILURE() << line << "\n" << finding.rule.view() << finding.message;
      }
    }
  }
}

// A wrong value is no ground for saying that something is missing.
TEST(RunCompose, WrongValuesMakeNoFindings) {
  ExpectNoFindings(kHardened);
  // The environment alone tells that the proxy uses the database.
  ExpectNoFindings(base::ReplaceAll(
      kHardened, "    depends_on: {db: {condition: service_healthy}}\n", ""));
  // What the image writes to is known.
  std::string nginx(kHardened);
  for (const auto& [from, to] :
       {std::pair("ghcr.io/acme/proxy:1.4.2@", "nginx:1.27.3@"),
        std::pair("/var/cache/proxy", "/var/cache/nginx"),
        std::pair("mode=1777\"]",
                  "mode=1777\", \"/run:noexec,nosuid,nodev,"
                  "size=1m\"]")}) {
    nginx = base::ReplaceAll(nginx, from, to);
  }
  ExpectNoFindings(nginx);
}

TEST(RunCompose, AMisspeltNetworkMayBeAny) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "services:\n"
            "  web: {image: 'a:1', networks: [back], depends_on: [db]}\n"
            "  db: {image: 'b:1', networks: [bakc]}\n"
            "networks: {back: {}}\n");
  ComposeResult result = RunCompose({.files = {"/p/compose.yaml"}}, files, {});
  ASSERT_EQ(result.document.gaps.size(), 1u);
  EXPECT_EQ(result.document.gaps[0].message,
            "services.db.networks: expected a network that is defined in "
            "networks, found \"bakc\"; did you mean \"back\"?");
  EXPECT_FALSE(Has(result, "compose/unreachable-dependency"));
}

TEST(RunCompose, WhatAMissingBaseSaysIsNotKnown) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml",
            "services:\n"
            "  web:\n"
            "    extends: {file: none.yaml, service: web}\n"
            "    privileged: true\n"
            "volumes: {data: {}}\n");
  ComposeResult result = RunCompose({.files = {"/p/compose.yaml"}}, files, {});
  ASSERT_EQ(result.document.findings.size(), 1u);
  EXPECT_EQ(result.document.findings[0].rule, "compose/privileged");
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
