// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Whole projects in memory: what is loaded, where values come from, and what is
// said about those that cannot be loaded.
#include <gtest/gtest.h>

#include "base/text.h"
#include "config/compose/compose.h"

namespace bulkhead::config {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

base::Result<ComposeProject> Load(const Files& files,
                                  ComposeOptions options = {}) {
  base::MemoryFileSystem fs;
  for (const std::pair<std::string, std::string>& file : files) {
    fs.Add("/p/" + file.first, file.second);
  }
  options.working_dir = "/p";
  return LoadComposeProject(options, fs);
}

std::string Error(const Files& files) {
  base::Result<ComposeProject> project = Load(files);
  return project.ok() ? "loaded" : project.error().message;
}

std::string ErrorOf(std::string text) {
  return Error({{"compose.yaml", std::move(text)}});
}

// The service "s" of a file that says `service` about it, as JSON.
std::string Service(std::string_view service) {
  base::Result<ComposeProject> project = Load(
      {{"compose.yaml",
        base::Format("services: {{s: {{image: i, network_mode: none, {}}}}}\n"
                     "volumes: {{vv: }}\nconfigs: {{c: {{content: x}}}}\n"
                     "secrets: {{c: {{file: x}}}}\n",
                     service)}});
  if (!project.ok()) return "error: " + project.error().message;
  formats::JsonValue json = ComposeProjectToJson(project.value());
  formats::JsonValue out = json["services"]["s"];
  for (std::string_view key :
       {"image", "network_mode", "command", "entrypoint"}) {
    if (out[key].IsNull() || key == "image" || key == "network_mode") {
      out.Remove(key);
    }
  }
  return formats::WriteJson(out);
}

TEST(Project, PrintsServicesAsComposeDoes) {
  struct Case {
    std::string_view service;
    std::string_view expected;
  };
  constexpr Case kCases[] = {
      {"privileged: yes, tty: false", R"({"privileged":true})"},
      {"init: false, attach: false", R"({"attach":false,"init":false})"},
      {"mem_limit: 1g, shm_size: 1024",
       R"({"mem_limit":"1073741824","shm_size":"1024"})"},
      {"cpus: '0.5', pids_limit: '9'", R"({"cpus":0.5,"pids_limit":9})"},
      {"command: a 'b c', entrypoint: []",
       R"({"command":["a","b c"],"entrypoint":[]})"},
      {"environment: {A: 1, B: , C: no}",
       R"({"environment":{"A":"1","B":null,"C":"no"}})"},
      {"labels: [a=b, c]", R"({"labels":{"a":"b","c":""}})"},
      {"ports: [8080:80/udp]",
       R"({"ports":[{"mode":"ingress","protocol":"udp","published":"8080",)"
       R"("target":80}]})"},
      {"ports: [{target: '80', published: 81}]",
       R"({"ports":[{"mode":"ingress","protocol":"tcp","published":"81",)"
       R"("target":80}]})"},
      {"volumes: ['vv:/d/', './x:/y:ro']",
       R"({"volumes":[{"source":"vv","target":"/d","type":"volume",)"
       R"("volume":{}},{"bind":{"create_host_path":true},"read_only":true,)"
       R"("source":"/p/x","target":"/y","type":"bind"}]})"},
      {"volumes: [{type: tmpfs, target: /t, tmpfs: {mode: 0755, size: 1k}}]",
       R"({"volumes":[{"target":"/t","tmpfs":{"mode":493,"size":"1024"},)"
       R"("type":"tmpfs"}]})"},
      {"blkio_config: {weight_device: [{path: /d, weight: 9}]}",
       R"({"blkio_config":{"weight_device":[{"Path":"/d","Weight":9}]}})"},
      {"devices: [/dev/x]",
       R"({"devices":[{"permissions":"rwm","source":"/dev/x",)"
       R"("target":"/dev/x"}]})"},
      {"secrets: [c], configs: [{source: c, mode: 0440}]",
       R"({"configs":[{"mode":"0440","source":"c"}],)"
       R"("secrets":[{"source":"c","target":"/run/secrets/c"}]})"},
      {"healthcheck: {test: t, interval: 90s, retries: 0}",
       R"({"healthcheck":{"interval":"1m30s","retries":0,)"
       R"("test":["CMD-SHELL","t"]}})"},
      {"deploy: {replicas: 2}",
       R"({"deploy":{"placement":{},"replicas":2,"resources":{}}})"},
      {"gpus: all", R"({"gpus":[{"count":-1}]})"},
      {"build: {ssh: [default], args: {A: 1, B: }}",
       R"({"build":{"args":{"A":"1"},"context":"/p",)"
       R"("dockerfile":"Dockerfile","ssh":["default"]}})"},
      {"ulimits: {nofile: 9, core: {soft: 1, hard: '2'}}",
       R"({"ulimits":{"core":{"hard":2,"soft":1},"nofile":9}})"},
      {"dns: '${UNSET}', x-mine: 1", "{}"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Service(c.service), c.expected);
}

TEST(Project, MergesOverridesIncludesAndExtends) {
  const Files files = {
      {"compose.yaml",
       "include: [{path: inc/c.yaml, env_file: inc.env}]\n"
       "services:\n"
       "  web: {extends: {file: b/base.yaml, service: base}, image: w}\n"},
      {"compose.override.yml",
       "services: {web: {environment: [B=2], ports: !override [81]}}\n"},
      {"b/base.yaml",
       "services:\n  base:\n    extends: root\n    ports: [80]\n"
       "    volumes: [./d:/d]\n"
       "  root: {environment: {A: \"${V}\"}, user: u}\n"},
      {"inc/c.yaml", "services: {db: {image: \"db:$TAG\", env_file: e.env}}\n"},
      {"inc/e.env", "PW=${TAG}x\n"},
      {"inc.env", "TAG=7\n"},
      {".env", "V=vv\n"},
  };
  base::Result<ComposeProject> loaded = Load(files);
  ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  const ComposeProject& project = loaded.value();
  EXPECT_EQ(project.name, "p");
  const ComposeNode& web = project.root["services"]["web"];
  EXPECT_EQ(web["image"].Text(), "w");
  EXPECT_EQ(web["user"].Text(), "u");
  EXPECT_EQ(web["environment"]["A"].Text(), "vv");
  EXPECT_EQ(web["environment"]["B"].Text(), "2");
  EXPECT_EQ(web["ports"].size(), 1u);
  EXPECT_EQ(web["ports"].entries()[0].value["target"].AsInt(), 81);
  EXPECT_EQ(web["volumes"].entries()[0].value["source"].Text(), "/p/b/d");
  const ComposeNode& db = project.root["services"]["db"];
  EXPECT_EQ(db["image"].Text(), "db:7");
  EXPECT_EQ(db["environment"]["PW"].Text(), "x");
  EXPECT_EQ(DescribeOrigin(db["image"].origin),
            "/p/inc/c.yaml:1, included by /p/compose.yaml:1, variable TAG");
  EXPECT_EQ(DescribeOrigin(web["user"].origin),
            "/p/b/base.yaml:6, by extends in /p/compose.yaml:3, by extends in "
            "/p/b/base.yaml:3");
  EXPECT_EQ(DescribeOrigin(db["environment"]["PW"].origin).substr(0, 14),
            "/p/inc/e.env:1");
  ASSERT_EQ(project.unset.size(), 1u);
  EXPECT_EQ(project.unset[0].name, "TAG");
}

TEST(Project, WritesOriginsAsComments) {
  base::Result<ComposeProject> project =
      Load({{"compose.yaml",
             "services:\n  a:\n    image: x:$T\n    network_mode: none\n"
             "    cap_add: [A]\n    ports: []\n"}});
  ASSERT_TRUE(project.ok());
  EXPECT_EQ(ComposeProjectToYaml(project.value()),
            "name: p\n"
            "services:  # /p/compose.yaml:1\n"
            "  a:  # /p/compose.yaml:2\n"
            "    cap_add:  # /p/compose.yaml:5\n"
            "      - A  # /p/compose.yaml:5\n"
            "    image: \"x:\"  # /p/compose.yaml:3, variable T\n"
            "    network_mode: none  # /p/compose.yaml:4\n"
            "    ports: []  # /p/compose.yaml:6\n");
}

TEST(Project, EnablesProfiles) {
  const Files files = {{"compose.yaml",
                        "services: {a: {image: x}, b: {image: y, profiles: "
                        "[dev]}, c: {image: z, profiles: [ops]}}\n"}};
  ComposeOptions options;
  options.profiles = {"dev"};
  base::Result<ComposeProject> project = Load(files, options);
  ASSERT_TRUE(project.ok());
  EXPECT_EQ(project.value().root["services"].size(), 2u);
  EXPECT_TRUE(project.value().disabled_services.Has("c"));
  options.profiles = {};
  options.environment = {{"COMPOSE_PROFILES", "*"}};
  project = Load(files, options);
  ASSERT_TRUE(project.ok());
  EXPECT_EQ(project.value().root["services"].size(), 3u);
}

TEST(Project, WarnsOfOldKeysAndSeveralDocuments) {
  base::Result<ComposeProject> project = Load(
      {{"compose.yaml",
        "version: '3'\nservices: {a: {image: x}}\n---\nservices: {b: {image: "
        "y}}\n"}});
  ASSERT_TRUE(project.ok());
  EXPECT_EQ(project.value().root["services"].size(), 2u);
  ASSERT_EQ(project.value().further_documents.size(), 1u);
  EXPECT_EQ(project.value().further_documents[0].Text(), "/p/compose.yaml:3");
  ASSERT_EQ(project.value().warnings.size(), 1u);
  EXPECT_EQ(project.value().warnings[0].message,
            "the key version is obsolete and ignored: remove it");
  EXPECT_EQ(project.value().warnings[0].place.Text(), "/p/compose.yaml:1");
}

struct BadFile {
  std::string_view text;
  std::string_view expected;  // beginning of the message
};

void ExpectErrors(std::span<const BadFile> cases) {
  for (const BadFile& c : cases) {
    std::string got = ErrorOf(std::string(c.text));
    EXPECT_EQ(got.substr(0, c.expected.size()), c.expected) << got;
  }
}

TEST(Project, SaysWhatIsWrongInAFile) {
  constexpr BadFile kCases[] = {
      {"", "/p/compose.yaml: expected a Compose file, found nothing in it"},
      {"[a]",
       "/p/compose.yaml:1:1: expected a mapping at the top level, found a "
       "list"},
      {"servces: {}",
       "/p/compose.yaml:1:1: top level: expected a key of the Compose "
       "specification, found \"servces\"; did you mean \"services\"?"},
      {"services: {a: {image: x, foo: 1}}",
       "/p/compose.yaml:1:26: services.a: expected a key of the Compose "
       "specification, found \"foo\"; keys of your own start with x-"},
      {"services: {a: {image: [x]}}",
       "/p/compose.yaml:1:16: services.a.image: expected a string, found a "
       "list"},
      {"services: {a: {image: x, privileged: 1}}",
       "/p/compose.yaml:1:26: services.a.privileged: expected a boolean or a "
       "string, found integer 1"},
      {"services: {a: {image: x, volumes: [{type: bnd}]}}",
       "/p/compose.yaml:1:36: expected a target for the volume, found none"},
      {"services: {a: {image: x, volumes: [{type: bnd, target: /x}]}}",
       "/p/compose.yaml:1:37: services.a.volumes[0].type: expected one of "
       "bind, volume, tmpfs, cluster, npipe, image, found string \"bnd\"; did "
       "you mean \"bind\"?"},
      {"services: {a: {image: x, volumes: [{type: bind, target: /x}]}}",
       "/p/compose.yaml:1:36: services.a.volumes: expected a source for the "
       "bind mount, found none"},
      {"services: {a: {image: x, blkio_config: {weight: '9'}}}",
       "/p/compose.yaml:1:41: services.a.blkio_config.weight: expected an "
       "integer, found string \"9\""},
      {"services: {a: {image: x, ports: ['x:80']}}",
       "/p/compose.yaml:1:34: invalid port \"x:80\": expected a host port "
       "from 0 to 65535, found \"x\""},
      {"services: {a: {image: x, security_opt: [a, a]}}",
       "/p/compose.yaml:1:44: services.a.security_opt: expected each item "
       "once, found string \"a\" again"},
      {"services: {a: {image: x}, a: {image: y}}",
       "/p/compose.yaml:1:27: expected each key once, found \"a\" again (first "
       "in line 1)"},
      {"services: {1: {image: x}}",
       "/p/compose.yaml:1:12: expected a string as key in services, found "
       "integer 1; put it in quotes"},
      {"services: {a: {image: x, mem_limit: much}}",
       "/p/compose.yaml:1:26: mem_limit: expected a size such as 64m, 1.5g or "
       "1024, found \"much\""},
      {"networks: {a b: {}}",
       "/p/compose.yaml:1:12: networks: expected a name of letters, digits "
       "and . _ -, found \"a b\""},
      {"services: {a: {image: x, cpus: .inf}}",
       "/p/compose.yaml:1:26: services.a.cpus: expected a finite number, found "
       "number +Inf"},
      {"services: {a: {image: x}}\n---\nservices:",
       "/p/compose.yaml:3:1: services: expected a mapping, found nothing"},
      {"name: '!'\nservices: {a: {image: x}}",
       "expected a project name of lower case letters, digits, - and _ that "
       "begins with a letter or digit, found \"!\""},
      {"services: {a: {image: '${X:?no X}'}}",
       "/p/compose.yaml:1:16: image: required variable X is missing a value: "
       "no X"},
  };
  ExpectErrors(kCases);
}

TEST(Project, SaysWhatDoesNotFitTogether) {
  constexpr BadFile kCases[] = {
      {"services: {a: {user: x}}",
       "/p/compose.yaml:1:12: services.a: expected image or build, found "
       "neither"},
      {"services: {a: {image: x, networks: [frnt]}}\nnetworks: {front: }",
       "/p/compose.yaml:1:37: services.a.networks: expected a network that is "
       "defined in networks, found \"frnt\"; did you mean \"front\"?"},
      {"services: {a: {image: x, depends_on: [b]}, b: {image: y, links: [a]}}",
       "/p/compose.yaml:1:66: services.b.depends_on: expected an end, found a "
       "circle: a -> b -> a"},
      {"services: {a: {extends: b}, b: {extends: a}}",
       "/p/compose.yaml:1:16: services.a.extends: expected an end, found a "
       "circle"},
      {"include: [no.yaml]", "/p/compose.yaml:1:11: "},
      {"include: [compose.yaml]",
       "/p/compose.yaml:1:11: include: expected an end, found a circle: "
       "/p/compose.yaml -> /p/compose.yaml"},
      {"include: ['https://x/y.git']",
       "/p/compose.yaml:1:11: include: expected a local file, found "
       "\"https://x/y.git\", which is not fetched"},
      {"services: {a: {image: x, env_file: no.env}}", "/p/compose.yaml:1:26: "},
      {"services: {a: {image: x, mem_limit: 1g, deploy: {resources: {limits: "
       "{memory: 2g}}}}}",
       "/p/compose.yaml:1:26: services.a.mem_limit: expected the same as "
       "deploy.resources.limits.memory, found another value"},
      {"volumes: {v: {external: true, driver: x}}",
       "/p/compose.yaml:1:31: volumes.v: expected only a name for an external "
       "volume, found \"driver\""},
      {"secrets: {s: {file: x, environment: Y}}",
       "/p/compose.yaml:1:24: secrets.s: expected one of file, environment, "
       "found file and environment"},
  };
  ExpectErrors(kCases);
}

TEST(Project, SaysWhatIsWrongBesideIt) {
  EXPECT_EQ(Error({{"x.yaml", ""}}),
            "/p: expected one of compose.yaml, compose.yml, "
            "docker-compose.yml, docker-compose.yaml, found none");
  EXPECT_EQ(Error({{"compose.yaml", "services: {a: {image: x}}"},
                   {".env", "A='x\n"}}),
            "/p/.env:1:3: expected a closing ' for the value of A, found the "
            "end of the file");
  ComposeOptions options;
  options.project_name = "Not-Good";
  base::Result<ComposeProject> project =
      Load({{"compose.yaml", "services: {a: {image: x}}"}}, options);
  ASSERT_FALSE(project.ok());
  EXPECT_EQ(project.error().message,
            "expected a project name of lower case letters, digits, - and _ "
            "that begins with a letter or digit, found \"Not-Good\"");
}

TEST(Project, IsBounded) {
  std::string deep = "x-a: " + std::string(9000, '[') + std::string(9000, ']');
  EXPECT_EQ(ErrorOf(deep).substr(0, 16), "/p/compose.yaml:");
  EXPECT_EQ(ErrorOf("services: {a: {image: x, ports: ['1-35001', "
                    "'1-35001/udp']}}"),
            "/p/compose.yaml:1:45: more than 70000 ports");
  std::string chain = "services: {s0: {image: x}";
  for (int i = 1; i < 300; ++i) {
    chain += base::Format(", s{}: {{extends: s{}}}", i, i - 1);
  }
  EXPECT_NE(ErrorOf(chain + "}").find("more than 100 services extend"),
            std::string::npos);
  std::string services = "services: {s: {image: x}";
  for (int i = 1; i <= 2000; ++i) {
    services += base::Format(", s{}: {{image: x}}", i);
  }
  EXPECT_EQ(ErrorOf(services + "}"),
            "/p/compose.yaml:1:1: more than 2000 services");
  std::string labels = "services: {a: {image: x, labels: {l: x";
  for (int i = 1; i <= 10'000; ++i) labels += base::Format(", l{}: x", i);
  EXPECT_EQ(ErrorOf(labels + "}}}"),
            "/p/compose.yaml:1:34: more than 10000 keys in one mapping");
}

TEST(Project, BoundsWhatServicesTakeFromOneFile) {
  std::string services = "services:\n";
  std::string variables;
  for (int i = 0; i < 21; ++i) {
    services += base::Format("  s{}: {{image: x, env_file: e.env}}\n", i);
  }
  for (int i = 0; i < 10'000; ++i) variables += base::Format("A{}=x\n", i);
  EXPECT_EQ(Error({{"compose.yaml", services}, {"e.env", variables}}),
            "/p/compose.yaml:22:19: services take more than 200000 variables "
            "and labels from files");
}

}  // namespace
}  // namespace bulkhead::config
