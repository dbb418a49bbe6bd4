// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "policy/own_checks.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "policy/own_check_node.h"
#include "policy/policy.h"
#include "policy/testing.h"

namespace bulkhead::policy {
namespace {

// FROM, RUN and COPY of a Dockerfile, as the engine describes them.
std::vector<ConstructView> Dockerfile() {
  ConstructView from{.kind = "instruction",
                     .name = "FROM",
                     .object = "stage build",
                     .text = "FROM node:20 AS build",
                     .range = {0, 21},
                     .line = 1,
                     .end_line = 1,
                     .end_column = 22};
  from.values = {{.path = "image", .value = "node:20"},
                 {.path = "stage", .value = "build"}};
  ConstructView run{.kind = "instruction",
                    .name = "RUN",
                    .object = "stage build",
                    .text = "RUN curl -k https://example.com | sh",
                    .line = 2};
  run.values = {
      {.path = "arguments", .value = "curl -k https://example.com | sh"},
      {.path = "flags.mount", .value = "type=cache,target=/c"}};
  ConstructView label{.kind = "instruction",
                      .name = "LABEL",
                      .text = "LABEL org.example.team=web",
                      .line = 3};
  label.values = {{.path = "label.org.example.team", .value = "web"}};
  return {from, run, label};
}

std::vector<ConstructView> Compose() {
  ConstructView web{.kind = "service",
                    .name = "web",
                    .object = "services.web",
                    .text = "web:",
                    .line = 2};
  web.values = {
      {"image", "nginx:1.25", {20, 30}, 3, 12},
      {"privileged", "true", {50, 54}, 4, 17},
      {"ports[0].published", "80", {}, 0},
      {"ports[1].published", "8443", {}, 0},
      {"environment.DEBUG", "1", {}, 6},
      {"mem_limit", "512m", {}, 7},
  };
  ConstructView db{.kind = "service",
                   .name = "db",
                   .object = "services.db",
                   .text = "db:",
                   .line = 9};
  db.values = {{.path = "image", .value = "postgres:16"},
               {.path = "healthcheck.test[0]", .value = "CMD"},
               {.path = "mem_limit", .value = "2g"}};
  ConstructView project{.kind = "project", .name = "shop", .text = "name:"};
  project.values = {{"networks.back.internal", "true", {}, 20},
                    {"networks.front.driver", "bridge", {}, 22}};
  return {web, db, project};
}

std::string IndentBy(int count, std::string_view text) {
  std::string out;
  for (std::string_view line : base::Split(text, '\n')) {
    out += std::string(static_cast<std::size_t>(count), ' ') +
           std::string(line) + "\n";
  }
  return out;
}

base::Result<Policy> Parse(std::string_view conditions,
                           std::string_view more = "") {
  return ParsePolicy(
      SourceOf(
          "p.yaml",
          base::Format("checks:\n  - id: c\n    message: \"{{name}} {{path}} "
                       "{{value}}\"\n{}{}",
                       IndentBy(4, more), IndentBy(4, conditions))),
      {});
}

// Lines of what the conditions find.
std::string Found(std::string_view conditions, std::string_view more = "") {
  base::Result<Policy> policy = Parse(conditions, more);
  if (!policy.ok()) return policy.error().message;
  std::string out;
  for (std::string_view target : {"dockerfile", "compose"}) {
    std::vector<ConstructView> constructs =
        target == "dockerfile" ? Dockerfile() : Compose();
    for (const model::Finding& finding :
         RunOwnChecks(policy.value().checks, target, "f", constructs)) {
      out += base::Format("{}:{} {}\n", finding.location.path,
                          finding.location.line, base::Trim(finding.message));
    }
  }
  return out;
}

struct Row {
  std::string_view conditions;
  std::string_view found;
};

TEST(OwnChecks, OverInstructions) {
  const Row rows[] = {
      {"when: {instruction: RUN}",
       "f:2 RUN  RUN curl -k https://example.com | sh\n"},
      {"when: {instruction: [run, label], contains: team}",
       "f:3 LABEL  LABEL org.example.team=web\n"},
      {"when: {instruction: RUN, matches: 'curl .*\\|\\s*(ba)?sh'}",
       "f:2 RUN  RUN curl -k https://example.com | sh\n"},
      {"when: {instruction: RUN, matches: '^curl'}", ""},
      {"when: {instruction.image: 'node:*'}", "f:1 FROM image node:20\n"},
      {"when: {instruction.flags.mount: {contains: 'type=cache'}}",
       "f:2 RUN flags.mount type=cache,target=/c\n"},
      {"when: {instruction: FROM, not: {instruction.image: 'reg.example/*'}}",
       "f:1 FROM  FROM node:20 AS build\n"},
      {"require: {instruction: HEALTHCHECK}", "f:0 {name} {path} {value}\n"},
      {"require: {instruction.label.org.example.team: {exists: true}}", ""},
      {"require: {instruction.label.org.example.owner: {exists: true}}",
       "f:0 {name} {path} {value}\n"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Found(row.conditions), row.found) << row.conditions;
  }
}

TEST(OwnChecks, OverServicesAndProjects) {
  const Row rows[] = {
      {"when: {service.privileged: true}", "f:4 web privileged true\n"},
      {"when: {service.healthcheck: {exists: false}}", "f:2 web  web:\n"},
      {"when: {service.healthcheck: {exists: true}}",
       "f:9 db healthcheck.test[0] CMD\n"},
      {"when: {service: 'd*'}", "f:9 db  db:\n"},
      {"when: {'service.ports[*].published': {less: 1024}}",
       "f:2 web ports[0].published 80\n"},
      {"when: {'service.ports[1].published': {more: 8000, less: 9000}}",
       "f:2 web ports[1].published 8443\n"},
      {"when: {service.environment.*: '1'}", "f:6 web environment.DEBUG 1\n"},
      {"when: {service.mem_limit: {more: 1g}}", "f:9 db mem_limit 2g\n"},
      {"when: {service.image: {matches: ':[0-9]+$'}}",
       "f:9 db image postgres:16\n"},
      {"when: {any: [{service.privileged: true}, {service: db}]}",
       "f:4 web privileged true\nf:9 db  db:\n"},
      {"when: {all: [{service.privileged: true}, {service: db}]}", ""},
      {"when: {not: {any: [{service: db}, {service.privileged: 'no'}]}}",
       "f:2 web  web:\n"},
      {"when: {project.networks.*.internal: true}",
       "f:20 shop networks.back.internal true\n"},
      {"when: {project.networks.front.internal: {exists: false}}",
       "f:0 shop  name:\n"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Found(row.conditions), row.found) << row.conditions;
  }
}

TEST(OwnChecks, TheFindingHasRuleSeverityAndPlace) {
  base::Result<Policy> policy =
      Parse("when: {service.image: 'nginx:*'}",
            "severity: high\ntitle: t\nwhy: w\nremedy: r\nreferences: [u]");
  ASSERT_TRUE(policy.ok()) << policy.error().message;
  ASSERT_EQ(policy.value().checks.size(), 1u);
  const OwnCheck& check = policy.value().checks[0];
  EXPECT_EQ(check.rule.id, "own/c");
  EXPECT_EQ(check.rule.title + check.rule.why + check.rule.remedy, "twr");
  EXPECT_EQ(check.rule.references, std::vector<std::string>{"u"});
  EXPECT_EQ(check.target, "compose");
  std::vector<model::Finding> findings =
      RunOwnChecks(policy.value().checks, "compose", "f", Compose());
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].severity, model::Severity::kHigh);
  EXPECT_EQ(findings[0].location.object, "services.web");
  EXPECT_EQ(findings[0].location.range, (model::Range{20, 30}));
  EXPECT_EQ(findings[0].location.column, 12);
  EXPECT_EQ(findings[0].location.end_column, 22);
  EXPECT_EQ(findings[0].subject, "service web image");
}

TEST(OwnChecks, FaultsAreSaidWithTheirPlace) {
  struct Fault {
    std::string_view more;
    std::string_view conditions;
    std::string_view message;
  };
  const Fault rows[] = {
      {"", "", "p.yaml:2:5: expected \"when\" or \"require\" in a check"},
      {"", "when: {}", "p.yaml:5:11: expected at least one condition"},
      {"", "when: {instructoin: RUN}",
       "p.yaml:5:12: unknown condition \"instructoin\"; did you mean "
       "\"instruction\"?"},
      {"", "when: {service.a: {matchs: x}}",
       "p.yaml:5:24: unknown test \"matchs\"; did you mean \"matches\"?"},
      {"", "when: {instruction: RUN, matches: '(a'}",
       "p.yaml:5:39: not a regular expression: missing ): (a"},
      {"", "when: {instruction: RUN, service: db}",
       "p.yaml:5:30: \"instruction\" and \"service\" in one check: a check "
       "looks at constructs of one kind"},
      {"", "when: {contains: x}",
       "p.yaml:2:5: expected \"target: dockerfile\" or \"target: compose\", as "
       "the conditions do not tell"},
      {"target: compose", "when: {instruction: RUN}",
       "p.yaml:2:5: conditions on \"instruction\" do not fit \"target: "
       "compose\""},
      {"target: docker", "when: {contains: x}",
       "p.yaml:4:13: expected dockerfile or compose for \"target\", found "
       "\"docker\""},
      {"severity: bad", "when: {instruction: RUN}",
       "p.yaml:4:15: expected info, low, medium, high or critical for "
       "\"severity\", found \"bad\""},
      {"sevrity: low", "when: {instruction: RUN}",
       "p.yaml:4:5: unknown key \"sevrity\" in a check; did you mean "
       "\"severity\"?"},
      {"", "when: {any: {service: a}}",
       "p.yaml:5:12: expected conditions in \"any\""},
      {"", "when: {not: [service]}",
       "p.yaml:5:17: expected a mapping for the conditions, found sequence"},
      {"", "when: {service.a: {less: much}}",
       "p.yaml:5:30: expected a number or a size such as 512m for \"less\", "
       "found \"much\""},
      {"", "when: {project: x}",
       "p.yaml:5:12: expected \"project.PATH\", found \"project\""},
      {"", "when: {service: a}\nrequire: {service: a}",
       "p.yaml:6:14: expected \"when\" or \"require\", found both"},
  };
  for (const Fault& row : rows) {
    EXPECT_EQ(Found(row.conditions, row.more), row.message) << row.conditions;
  }
  base::Result<Policy> twice = ParsePolicy(
      SourceOf("p.yaml",
               "checks:\n- {id: a, message: m, when: {service: a}}\n"
               "- {id: a, message: m, when: {service: a}}\n"
               "- {id: A b, message: m, when: {service: a}}\n"),
      {});
  EXPECT_EQ(WholeText(twice.error()),
            "p.yaml:3:3: a second check \"a\"\n"
            "- {id: a, message: m, when: {service: a}}\n"
            "  ^");
}

TEST(OwnChecks, ManyConditionsAreALimit) {
  std::string many = "when: {any: [";
  for (int i = 0; i < 1200; ++i) many += "{service: a}, ";
  many += "]}";
  base::Result<Policy> policy = Parse(many);
  ASSERT_FALSE(policy.ok());
  EXPECT_EQ(policy.error().code, base::ErrorCode::kLimit);
}

TEST(OwnChecks, TheExamplesOfTheDocumentRead) {
  std::ifstream file("docs/own_checks.md");
  std::ostringstream text;
  text << file.rdbuf();
  std::string document = text.str();
  std::string_view rest = document;
  int examples = 0;
  for (std::size_t at = rest.find("```yaml\n"); at != std::string_view::npos;
       at = rest.find("```yaml\n")) {
    rest.remove_prefix(at + std::string_view("```yaml\n").size());
    base::Result<Policy> policy =
        ParsePolicy(SourceOf("p.yaml", rest.substr(0, rest.find("```"))), {});
    EXPECT_TRUE(policy.ok()) << WholeText(policy.error());
    ++examples;
  }
  EXPECT_EQ(examples, 11);
}

TEST(OwnChecks, NumbersHaveUnits) {
  EXPECT_EQ(NumberOf("10"), 10);
  EXPECT_EQ(NumberOf("1.5"), 1.5);
  EXPECT_EQ(NumberOf("2k"), 2048);
  EXPECT_EQ(NumberOf("2KB"), 2048);
  EXPECT_EQ(NumberOf("1MiB"), 1048576);
  EXPECT_EQ(NumberOf("1 x"), std::nullopt);
  EXPECT_EQ(NumberOf("much"), std::nullopt);
  EXPECT_EQ(NumberOf(""), std::nullopt);
}

}  // namespace
}  // namespace bulkhead::policy
