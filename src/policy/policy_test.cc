// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "policy/policy.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "policy/testing.h"

namespace bulkhead::policy {
namespace {

base::Result<Policy> Parse(std::string_view text, std::string_view flag = "") {
  return ParsePolicy(SourceOf(".bulkhead.yaml", text), {}, flag);
}

constexpr std::string_view kEveryKey = R"(
extends: guide
fail-on: none
show: info
allow-gaps: true
deny-inline-ignores: true
baseline: ci/baseline
grace-days: 14
approved-images: [registry.example.com/*]
approved-registries: registry.example.com
label-schema:
  org.opencontainers.image.version: semver
strict-labels: true
rules:
  dockerfile/root-user: critical
  DL3008: off
  compose/secret-in-environment:
    severity: low
    secret-names: [PIN, API_*]
ignores:
  - rule: [a/b, a/c]
    path: [legacy/**, old]
    service: db
    stage: build
    image: nginx
    package: curl
    version: 1.*
    reason: it is old
    owner: ops
    until: 2027-01-31
)";

TEST(ParsePolicy, ReadsEveryKey) {
  base::Result<Policy> read = Parse(kEveryKey);
  ASSERT_TRUE(read.ok()) << WholeText(read.error());
  const Policy& policy = read.value();
  EXPECT_EQ(policy.base.value, "guide");
  EXPECT_EQ(policy.fail_on.value, std::nullopt);
  EXPECT_EQ(policy.fail_on.origin, ".bulkhead.yaml:3");
  EXPECT_EQ(policy.show.value, model::Severity::kInfo);
  EXPECT_TRUE(policy.allow_gaps.value && policy.deny_inline_ignores.value &&
              policy.strict_labels.value);
  EXPECT_EQ(policy.baseline.value, "ci/baseline");
  EXPECT_EQ(policy.grace_days.value, 14);
  EXPECT_EQ(policy.approved_images.value,
            std::vector<std::string>{"registry.example.com/*"});
  EXPECT_EQ(policy.approved_registries.value,
            std::vector<std::string>{"registry.example.com"});
  EXPECT_EQ(policy.label_schema.value.at("org.opencontainers.image.version"),
            "semver");
  ASSERT_EQ(policy.ignores.size(), 4u);
  const Ignore& last = policy.ignores[3];
  EXPECT_EQ(
      base::Join(std::vector<std::string>{last.rule, last.path, last.service,
                                          last.stage, last.image, last.package,
                                          last.version, last.reason, last.owner,
                                          base::FormatDate(*last.until)},
                 "|"),
      "a/c|old|db|build|nginx|curl|1.*|it is old|ops|2027-01-31");
  EXPECT_EQ(last.kind, "policy");
  EXPECT_EQ(last.location.line, 21);

  const model::RuleInfo root = {.id = "dockerfile/root-user",
                                .aliases = {"DL3002"}};
  std::optional<RuleSetting> setting = policy.SettingOf(root.id, root.aliases);
  ASSERT_TRUE(setting.has_value());
  EXPECT_EQ(setting->severity, model::Severity::kCritical);
  EXPECT_EQ(setting->origin, ".bulkhead.yaml:15");
  const model::RuleInfo pins = {.id = "dockerfile/apt", .aliases = {"DL3008"}};
  EXPECT_FALSE(policy.IsOn(pins));
  const model::RuleInfo secrets = {.id = "compose/secret-in-environment"};
  EXPECT_EQ(policy.Option(secrets, "secret-names"),
            (std::vector<std::string>{"PIN", "API_*"}));
  EXPECT_TRUE(policy.Option(secrets, "none").empty());
}

TEST(ParsePolicy, EmptyFilesChangeNothing) {
  for (std::string_view text : {"", "# a comment\n", "rules:\nignores:\n"}) {
    base::Result<Policy> read = Parse(text);
    ASSERT_TRUE(read.ok()) << WholeText(read.error());
    EXPECT_EQ(read.value().fail_on.value, model::Severity::kHigh);
    EXPECT_EQ(read.value().fail_on.origin, "default");
    EXPECT_TRUE(read.value().rules.empty());
  }
}

TEST(ParsePolicy, TheFlagWinsOverExtends) {
  base::Result<Policy> read = Parse("extends: guide\n", "strict");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().base.value, "strict");
  EXPECT_EQ(read.value().base.origin, "--policy");
  EXPECT_EQ(read.value().fail_on.origin, "policy strict");
}

TEST(ParsePolicy, LaterSettingsOfARuleWin) {
  base::Result<Policy> read = Parse(R"(
rules:
  "*": low
  a/b: {severity: on, secret-names: PIN}
  a/c: off
)");
  ASSERT_TRUE(read.ok());
  const Policy& policy = read.value();
  EXPECT_EQ(policy.SettingOf("a/b", {})->severity, model::Severity::kLow);
  EXPECT_EQ(policy.SettingOf("a/b", {})->options.at("secret-names")[0], "PIN");
  EXPECT_TRUE(policy.SettingOf("a/c", {})->off);
  EXPECT_FALSE(policy.SettingOf("a/d", {})->off);
}

struct FaultRow {
  std::string_view text;
  std::string_view message;
};

const FaultRow kFaults[] = {
    {"fail_on: high\n",
     ".bulkhead.yaml:1:1: unknown key \"fail_on\" in the policy; did you "
     "mean \"fail-on\"?\n"
     "fail_on: high\n"
     "^"},
    {"fail-on: hihg\n",
     ".bulkhead.yaml:1:10: expected none, info, low, medium, high or "
     "critical for \"fail-on\", found \"hihg\"; did you mean \"high\"?\n"
     "fail-on: hihg\n"
     "         ^"},
    {"extends: cisco\n",
     ".bulkhead.yaml:1:10: expected default, guide, cis or strict for "
     "\"extends\", found \"cisco\"\n"
     "extends: cisco\n"
     "         ^"},
    {"allow-gaps: maybe\n",
     ".bulkhead.yaml:1:13: expected true or false for \"allow-gaps\", found "
     "\"maybe\"\n"
     "allow-gaps: maybe\n"
     "            ^"},
    {"grace-days: -1\n",
     ".bulkhead.yaml:1:13: expected a number from 0 to 3650 for "
     "\"grace-days\", found \"-1\"\n"
     "grace-days: -1\n"
     "            ^"},
    {"baseline: [a]\n",
     ".bulkhead.yaml:1:11: expected a text for \"baseline\", found sequence\n"
     "baseline: [a]\n"
     "          ^"},
    {"- a\n",
     ".bulkhead.yaml:1:1: expected a mapping for the policy, found sequence\n"
     "- a\n"
     "^"},
    {"rules: [a]\n",
     ".bulkhead.yaml:1:8: expected a mapping for \"rules\", found sequence\n"
     "rules: [a]\n"
     "       ^"},
    {"rules:\n  a/b: hight\n",
     ".bulkhead.yaml:2:8: expected off, on, none, info, low, medium, high or "
     "critical for the level of a rule, found \"hight\"; did you mean "
     "\"high\"?\n"
     "  a/b: hight\n"
     "       ^"},
    {"rules:\n  a/b: {secret-names: {a: b}}\n",
     ".bulkhead.yaml:2:23: expected a text or a list of texts for "
     "\"secret-names\", found mapping\n"
     "  a/b: {secret-names: {a: b}}\n"
     "                      ^"},
    {"rules:\n  a/b: {level: high}\n",
     ".bulkhead.yaml:2:9: unknown key \"level\" in a rule; expected one of "
     "severity, secret-names\n"
     "  a/b: {level: high}\n"
     "        ^"},
    {"ignores:\n  - rule: a/b\n",
     ".bulkhead.yaml:2:5: expected a \"reason\" in an ignore\n"
     "  - rule: a/b\n"
     "    ^"},
    {"ignores:\n  - reason: x\n",
     ".bulkhead.yaml:2:5: expected a \"rule\" in an ignore; \"*\" stands for "
     "all\n"
     "  - reason: x\n"
     "    ^"},
    {"ignores:\n  - rule: a/b\n    reason: x\n    until: tomorrow\n",
     ".bulkhead.yaml:4:12: expected a day such as 2027-01-31 for \"until\", "
     "found \"tomorrow\"\n"
     "    until: tomorrow\n"
     "           ^"},
    {"ignores:\n  - rule: a/b\n    reason: x\n    pkg: curl\n",
     ".bulkhead.yaml:4:5: unknown key \"pkg\" in an ignore; expected one of "
     "rule, path, service, image, package, version, stage, reason, owner, "
     "until\n"
     "    pkg: curl\n"
     "    ^"},
    {"label-schema:\n  a: numbr\n",
     ".bulkhead.yaml:2:6: expected text, rawtext, url, semver, spdx, hash, "
     "email or rfc3339 for a label's type, found \"numbr\"\n"
     "  a: numbr\n"
     "     ^"},
    {"show: low\nshow: high\n",
     ".bulkhead.yaml:2:1: key \"show\" is there a second time\n"
     "show: high\n"
     "^"},
};

TEST(ParsePolicy, SaysWhatIsWrongAndWhere) {
  for (const FaultRow& row : kFaults) {
    base::Result<Policy> read = Parse(row.text);
    ASSERT_FALSE(read.ok()) << row.text;
    EXPECT_EQ(WholeText(read.error()), row.message);
  }
}

TEST(ShippedPolicy, AllOfThemRead) {
  for (std::string_view name : kShippedPolicies) {
    base::Result<Policy> policy = ShippedPolicy(name);
    ASSERT_TRUE(policy.ok()) << WholeText(policy.error());
    EXPECT_EQ(policy.value().base.value, name);
    // The text alone is a policy file as well.
    base::Result<Policy> read = Parse(ShippedPolicyText(name));
    ASSERT_TRUE(read.ok()) << WholeText(read.error());
    EXPECT_EQ(read.value().fail_on.value, policy.value().fail_on.value);
    EXPECT_EQ(read.value().show.value, policy.value().show.value);
  }
  base::Result<Policy> none = ShippedPolicy("strickt");
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().message,
            "no policy \"strickt\"; did you mean \"strict\"?");
  EXPECT_EQ(ShippedPolicy("x").error().message,
            "no policy \"x\"; expected default, guide, cis, strict, or a file");
}

TEST(ShippedPolicy, TheGuideApprovesWhatItsTableHas) {
  Policy guide = ShippedPolicy("guide").value();
  auto approved = [&](std::string_view image) {
    for (const std::string& pattern : guide.approved_images.value) {
      if (ImageMatches(pattern, image)) return true;
    }
    return false;
  };
  for (std::string_view image :
       {"scratch", "alpine", "alpine:3.19", "docker.io/library/alpine:3.19",
        "gcr.io/distroless/nodejs20-debian12", "debian:12-slim",
        "debian:bookworm-slim@sha256:00", "node:20.11-alpine3.19",
        "python:3.11-alpine", "python:3.12-slim-bookworm", "ubuntu:minimal"}) {
    EXPECT_TRUE(approved(image)) << image;
  }
  for (std::string_view image :
       {"ubuntu:22.04", "node:latest", "node", "python:3.9", "debian:12",
        "evil/alpine", "example.com/node:20-alpine", "nodes:20-alpine"}) {
    EXPECT_FALSE(approved(image)) << image;
  }
}

TEST(ImageMatches, TagsDigestsAndRegistries) {
  struct Row {
    std::string_view pattern;
    std::string_view reference;
    bool matches;
  };
  const Row rows[] = {
      {"node", "node", true},
      {"node", "node:20", true},
      {"node", "node@sha256:00", true},
      {"node", "index.docker.io/library/node:20@sha256:00", true},
      {"docker.io/library/node", "node:20", true},
      {"node:20*", "node:20.1", true},
      {"node:20", "node@sha256:00", false},
      {"node:latest", "node", true},
      {"node:latest", "node@sha256:00", false},
      {"registry:5000/*", "registry:5000/a/b:1", true},
      {"registry:5000/*", "registry:5001/a:1", false},
      {"*", "registry:5000/a/b:1", true},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(ImageMatches(row.pattern, row.reference), row.matches)
        << row.pattern << " " << row.reference;
  }
}

TEST(IsOn, RulesThatAreOffByDefaultCanBeSwitchedOn) {
  const model::RuleInfo rule = {.id = "a/b", .on_by_default = false};
  EXPECT_FALSE(Policy().IsOn(rule));
  EXPECT_TRUE(ShippedPolicy("strict").value().IsOn(rule));
  EXPECT_TRUE(Parse("rules: {a/b: low}").value().IsOn(rule));
}

TEST(PolicySchema, IsTheOneInTheDocuments) {
  std::ifstream file("docs/formats/policy.schema.json");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(PolicySchema(), text.str());
}

}  // namespace
}  // namespace bulkhead::policy
