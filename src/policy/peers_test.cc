// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/text.h"
#include "policy/policy.h"
#include "policy/testing.h"

namespace bulkhead::policy {
namespace {

// What a file adds to the default policy, as lines.
std::string Added(const std::string& path, std::string_view text,
                  Policy policy = {}) {
  base::Status status = AddPeerFile(SourceOf(path, text), "/repo", {}, policy);
  if (!status.ok()) return WholeText(status.error()) + "\n";
  std::string out;
  for (const Ignore& ignore : policy.ignores) {
    out += base::Format("{}:{} {} {} {} {}", ignore.location.path,
                        ignore.location.line, ignore.kind, ignore.dialect,
                        ignore.rule, ignore.root);
    if (!ignore.path.empty()) out += " path=" + ignore.path;
    if (ignore.only_dialect) out += " only-dialect";
    if (ignore.severity) {
      out +=
          base::Format(" severity={}", model::SeverityName(*ignore.severity));
    }
    if (ignore.until) out += " until=" + base::FormatDate(*ignore.until);
    if (!ignore.reason.empty()) out += " (" + ignore.reason + ")";
    out += "\n";
  }
  for (const RuleSetting& rule : policy.rules) {
    out +=
        base::Format("rule {} {} {}\n", rule.rule,
                     rule.severity ? model::SeverityName(*rule.severity) : "on",
                     rule.origin);
  }
  for (const model::Finding& problem : policy.problems) {
    out += base::Format("{}:{}: {}\n", problem.location.path,
                        problem.location.line, problem.message);
  }
  return out;
}

TEST(PeerFiles, Hadolint) {
  EXPECT_EQ(Added(".hadolint.yaml", R"(ignored:
  - DL3008
  - SC2086
override:
  error: [DL3001]
  style:
    - DL3015
format: tty
)"),
            ".hadolint.yaml:2 peer hadolint DL3008 /repo\n"
            ".hadolint.yaml:3 peer hadolint SC2086 /repo\n"
            "rule DL3001 high .hadolint.yaml:5\n"
            "rule DL3015 info .hadolint.yaml:7\n");
}

TEST(PeerFiles, HadolintSettingsStandBelowOurs) {
  constexpr std::string_view kConfig = R"(failure-threshold: warning
trustedRegistries: [docker.io, "*.example.com"]
label-schema: {author: text}
strict-labels: true
disable-ignore-pragma: true
)";
  Policy policy;
  ASSERT_TRUE(
      AddPeerFile(SourceOf(".hadolint.yml", kConfig), "", {}, policy).ok());
  EXPECT_EQ(policy.fail_on.value, model::Severity::kMedium);
  EXPECT_EQ(policy.fail_on.origin, ".hadolint.yml:1");
  EXPECT_EQ(policy.approved_registries.value,
            (std::vector<std::string>{"docker.io", "*.example.com"}));
  EXPECT_EQ(policy.label_schema.value.at("author"), "text");
  EXPECT_TRUE(policy.strict_labels.value);
  EXPECT_EQ(policy.denied_dialects.value, std::vector<std::string>{"hadolint"});

  Policy ours =
      ParsePolicy(SourceOf("p", "fail-on: low\nrules: {DL3001: info}"), {})
          .value();
  ASSERT_TRUE(AddPeerFile(SourceOf(".hadolint.yaml",
                                   "no-fail: true\n"
                                   "override: {error: [DL3001]}\n"),
                          "", {}, ours)
                  .ok());
  EXPECT_EQ(ours.fail_on.value, model::Severity::kLow);
  EXPECT_EQ(ours.SettingOf("DL3001", {})->severity, model::Severity::kInfo);
}

TEST(PeerFiles, HadolintFaultsAreProblemsAndTheRestCounts) {
  EXPECT_EQ(Added(".hadolint.yaml",
                  "override: {fatal: [DL3001]}\nignored: {a: b}\n"
                  "failure-threshold: warn\nno-fail: perhaps\n"),
            ".hadolint.yaml:1: expected error, warning, info or style in "
            "\"override\", found \"fatal\"\n"
            ".hadolint.yaml:2: expected a text or a list of texts for "
            "\"ignored\", found mapping\n"
            ".hadolint.yaml:3: expected error, warning, info, style, ignore or "
            "none for \"failure-threshold\", found \"warn\"\n"
            ".hadolint.yaml:4: expected true or false for \"no-fail\", found "
            "\"perhaps\"\n");
}

TEST(PeerFiles, TrivyIgnore) {
  EXPECT_EQ(Added("x/.trivyignore", R"(# Accept the risk
AVD-DS-0002

# a heading

DS-0017 exp:2027-01-31   # see #12
CVE-2024-3094 exp:soon
DS-0001 exp
)"),
            "x/.trivyignore:2 peer trivy AVD-DS-0002 /repo (Accept the risk)\n"
            "x/.trivyignore:6 peer trivy DS-0017 /repo until=2027-01-31 (see "
            "#12)\n"
            "x/.trivyignore:7: expected a day such as 2027-01-31 behind "
            "\"exp:\", found \"soon\"\n"
            "x/.trivyignore:8: expected \"exp:YYYY-MM-DD\" or nothing behind "
            "the id, found \"exp\"\n");
}

TEST(PeerFiles, TrivyIgnoreYaml) {
  EXPECT_EQ(Added(".trivyignore.yaml", R"(vulnerabilities:
  - id: CVE-2024-3094
misconfigurations:
  - id: AVD-DS-0002
    paths:
      - "docs/Dockerfile"
      - "old/**"
    statement: needs root
    expired_at: 2027-01-31
  - id: DS-0001
    expired_at: never
  - paths: [x]
)"),
            ".trivyignore.yaml:4 peer trivy AVD-DS-0002 /repo "
            "path=docs/Dockerfile until=2027-01-31 (needs root)\n"
            ".trivyignore.yaml:4 peer trivy AVD-DS-0002 /repo path=old/** "
            "until=2027-01-31 (needs root)\n"
            ".trivyignore.yaml:11: expected a day such as 2027-01-31 for "
            "\"expired_at\", found \"never\"\n"
            ".trivyignore.yaml:12: expected an \"id\" in a misconfiguration\n");
}

TEST(PeerFiles, Dockle) {
  EXPECT_EQ(Added(".dockleignore", "# root is needed\nCIS-DI-0001\n"),
            ".dockleignore:2 peer dockle CIS-DI-0001 /repo (root is needed)\n");
}

TEST(PeerFiles, Checkov) {
  EXPECT_EQ(Added(".checkov.yaml",
                  "skip-check:\n  - CKV_DOCKER_1\n  - CKV_DOCKER_2,CKV2_*\n"
                  "directory: [.]\n"),
            ".checkov.yaml:2 peer checkov CKV_DOCKER_1 /repo\n"
            ".checkov.yaml:3 peer checkov CKV_DOCKER_2 /repo\n"
            ".checkov.yaml:3 peer checkov CKV2_* /repo\n");
}

TEST(PeerFiles, Kics) {
  EXPECT_EQ(Added("kics.config", R"({
  "exclude-queries": "a1,b2",
  "exclude-severities": ["INFO", "trace"],
  "exclude-paths": ["./shouldNotScan/*"]
})"),
            "kics.config:2 peer kics a1 /repo\n"
            "kics.config:2 peer kics b2 /repo\n"
            "kics.config:3 peer kics * /repo only-dialect severity=info\n"
            "kics.config:4 peer kics * /repo path=./shouldNotScan/* "
            "only-dialect\n");
}

TEST(PeerFiles, BrokenOrUnknownOnesAreErrors) {
  EXPECT_EQ(Added(".hadolintrc", ""),
            ".hadolintrc is not a file that ignores are read from\n");
  Policy policy;
  EXPECT_FALSE(
      AddPeerFile(SourceOf(".hadolint.yaml", "a: [\n"), "", {}, policy).ok());
}

TEST(PeerFiles, EmptyFilesAddNothing) {
  for (std::string_view name : PeerFileNames()) {
    EXPECT_EQ(Added(std::string(name), ""), "") << name;
    EXPECT_EQ(Added(std::string(name), "# nothing yet\n"), "") << name;
  }
}

}  // namespace
}  // namespace bulkhead::policy
