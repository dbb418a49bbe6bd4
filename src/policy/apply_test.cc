// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "policy/apply.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "policy/testing.h"

namespace bulkhead::policy {
namespace {

constexpr base::Date kToday = {2026, 11, 24};

model::Finding At(std::string_view rule, std::string_view path, int line,
                  model::Severity severity = model::Severity::kHigh) {
  model::Finding finding;
  finding.rule = std::string(rule);
  finding.severity = severity;
  finding.message = "m";
  finding.location.path = std::string(path);
  finding.location.line = line;
  return finding;
}

Policy PolicyOf(std::string_view text) {
  base::Result<Policy> policy = ParsePolicy(SourceOf("p.yaml", text), {});
  EXPECT_TRUE(policy.ok()) << WholeText(policy.error());
  return policy.ok() ? policy.value() : Policy();
}

// The findings after the policy has acted, as lines.
std::string Applied(const Policy& policy, std::vector<Ignore> ignores,
                    std::vector<model::Finding> findings,
                    ApplyOptions options = {}) {
  model::Report report;
  report.findings = std::move(findings);
  model::Finish(report);
  options.today = kToday;
  ApplyPolicy(policy, ignores, options, report);
  std::string out;
  for (const model::Finding& finding : report.findings) {
    out += base::Format("{}:{} {} {}", finding.location.path,
                        finding.location.line, finding.rule,
                        model::SeverityName(finding.severity));
    if (finding.message != "m") out += ": " + finding.message;
    if (finding.suppressed) {
      out += base::Format(" [{} {} ({})]", finding.suppressed->kind,
                          finding.suppressed->source,
                          finding.suppressed->justification);
    }
    out += "\n";
    if (finding.location.path != "f" && finding.rule.starts_with("policy/")) {
      EXPECT_NE(report.FindRule(finding.rule), nullptr) << finding.rule.view();
      EXPECT_FALSE(finding.fingerprint.empty());
    }
  }
  return out;
}

Ignore Inline(std::string_view rule, int line, int first, int last) {
  Ignore ignore;
  ignore.rule = std::string(rule);
  ignore.file = "Dockerfile";
  ignore.first_line = first;
  ignore.last_line = last;
  ignore.reason = "because";
  ignore.location.path = "Dockerfile";
  ignore.location.line = line;
  return ignore;
}

TEST(ApplyPolicy, SetsSeveritiesAndRemovesRules) {
  Policy policy = PolicyOf("rules: {a/*: low, a/c: off, DL1: critical}");
  model::Finding aliased = At("x/y", "f", 4);
  aliased.aliases = {"DL1"};
  EXPECT_EQ(Applied(policy, {},
                    {At("a/b", "f", 1), At("a/c", "f", 2), At("b/c", "f", 3),
                     aliased}),
            "f:1 a/b low\nf:3 b/c high\nf:4 x/y critical\n");
}

TEST(ApplyPolicy, InlineIgnoresCoverTheirLines) {
  EXPECT_EQ(Applied({}, {Inline("a/b", 4, 5, 7)},
                    {At("a/b", "Dockerfile", 0), At("a/b", "Dockerfile", 3),
                     At("a/b", "Dockerfile", 4), At("a/b", "Dockerfile", 5),
                     At("a/b", "Dockerfile", 7), At("a/b", "Dockerfile", 8),
                     At("a/c", "Dockerfile", 5), At("a/b", "other", 5)}),
            "Dockerfile:0 a/b high\n"
            "Dockerfile:3 a/b high\n"
            "Dockerfile:4 a/b high [inline Dockerfile:4 (because)]\n"
            "Dockerfile:5 a/b high [inline Dockerfile:4 (because)]\n"
            "Dockerfile:5 a/c high\n"
            "Dockerfile:7 a/b high [inline Dockerfile:4 (because)]\n"
            "Dockerfile:8 a/b high\n"
            "other:5 a/b high\n");
}

TEST(ApplyPolicy, IgnoresOfNestedLinesActInTheirOrder) {
  EXPECT_EQ(Applied({},
                    {Inline("a/b", 1, 2, 9), Inline("*", 3, 4, 5),
                     Inline("a/c", 6, 7, 8)},
                    {At("a/b", "Dockerfile", 4), At("a/c", "Dockerfile", 4),
                     At("a/c", "Dockerfile", 6), At("a/c", "Dockerfile", 9)}),
            "Dockerfile:4 a/b high [inline Dockerfile:1 (because)]\n"
            "Dockerfile:4 a/c high [inline Dockerfile:3 (because)]\n"
            "Dockerfile:6 a/c high [inline Dockerfile:6 (because)]\n"
            "Dockerfile:9 a/c high\n");
}

// Each with each would be 400 million comparisons of names.
TEST(ApplyPolicy, ManyIgnoresOfOneFileCostTheirNumber) {
  constexpr int kMany = 20'000;
  std::vector<Ignore> ignores;
  std::vector<model::Finding> findings;
  for (int i = 1; i <= kMany; ++i) {
    ignores.push_back(Inline("a/b", 2 * i - 1, 2 * i, 2 * i));
    findings.push_back(At("a/b", "Dockerfile", 2 * i));
  }
  std::string applied = Applied({}, ignores, findings);
  EXPECT_EQ(std::count(applied.begin(), applied.end(), '\n'), kMany);
  EXPECT_EQ(std::count(applied.begin(), applied.end(), '['), kMany);
}

TEST(ApplyPolicy, AllOfAToolIsWhatTheToolWouldHave) {
  Ignore all = Inline("*", 1, 0, 0);
  all.dialect = "buildkit";
  all.only_dialect = true;
  model::Finding casing = At("a/b", "Dockerfile", 5);
  casing.aliases = {"FromAsCasing"};
  EXPECT_EQ(Applied({}, {all}, {casing, At("a/c", "Dockerfile", 6)}),
            "Dockerfile:5 a/b high [inline Dockerfile:1 (because)]\n"
            "Dockerfile:6 a/c high\n");
  Ignore enable = all;
  enable.rule = "a/b,a/d";
  enable.inverted = true;
  enable.only_dialect = false;
  EXPECT_EQ(Applied({}, {enable}, {casing, At("a/c", "Dockerfile", 6)}),
            "Dockerfile:5 a/b high\n"
            "Dockerfile:6 a/c high [inline Dockerfile:1 (because)]\n");
}

TEST(ApplyPolicy, ExpiredUnusedAndDeniedIgnoresAreSaid) {
  Ignore expired = Inline("a/b", 4, 5, 7);
  expired.until = base::Date{2026, 11, 23};
  expired.owner = "ops";
  Ignore last_day = Inline("a/c", 4, 5, 7);
  last_day.until = kToday;
  std::vector<model::Finding> findings = {At("a/b", "Dockerfile", 5),
                                          At("a/c", "Dockerfile", 5)};
  EXPECT_EQ(Applied({}, {expired, last_day, Inline("a/d", 4, 5, 7)}, findings),
            "Dockerfile:4 policy/expired-ignore low: the ignore of a/b expired "
            "on 2026-11-23 (owner: ops); 1 finding counts again\n"
            "Dockerfile:4 policy/unused-ignore info: the ignore of a/d matches "
            "no finding\n"
            "Dockerfile:5 a/b high\n"
            "Dockerfile:5 a/c high [inline Dockerfile:4 (because)]\n");
  expired.rule = "gone/gone";
  EXPECT_EQ(Applied({}, {expired}, {}),
            "Dockerfile:4 policy/expired-ignore low: the ignore of gone/gone "
            "expired on 2026-11-23 (owner: ops); nothing needs it any more\n");
  EXPECT_EQ(
      Applied(PolicyOf("deny-inline-ignores: true"), {last_day}, findings),
      "Dockerfile:4 policy/denied-ignore low: the ignore of a/c has no "
      "effect: p.yaml:1 denies it\n"
      "Dockerfile:5 a/b high\nDockerfile:5 a/c high\n");
}

TEST(ApplyPolicy, RulesOfThisFamilyCanBeSwitchedOffButNotIgnored) {
  EXPECT_EQ(Applied(PolicyOf("rules: {policy/unused-ignore: off}"),
                    {Inline("a/d", 4, 5, 7)}, {}),
            "");
  EXPECT_EQ(Applied(PolicyOf("ignores: [{rule: '*', reason: x}]"), {},
                    {At("policy/malformed-ignore", "f", 1)}),
            "f:1 policy/malformed-ignore high\n"
            "p.yaml:1 policy/unused-ignore info: the ignore of * matches no "
            "finding\n");
}

TEST(ApplyPolicy, SettingsOfUnknownRulesAreSaid) {
  const KnownRule rules[] = {{"a/bcd", {"DL1"}}, {"a/shell", {"SC*"}}};
  ApplyOptions options;
  options.rules = rules;
  Policy policy = PolicyOf(
      "rules: {a/bdc: off, DL1: low, a/*: low, SC2086: off, own/x: off, z/y: "
      "off}");
  EXPECT_EQ(Applied(policy, {}, {}, options),
            "p.yaml:1 policy/unknown-rule low: no rule a/bdc; did you mean "
            "a/bcd?\n"
            "p.yaml:1 policy/unknown-rule low: no rule z/y\n");
  options.report_unused = false;
  EXPECT_EQ(Applied(policy, {}, {}, options), "");
  policy.rules.resize(1);
  policy.rules[0].by_peer = true;
  options.report_unused = true;
  EXPECT_EQ(Applied(policy, {}, {}, options), "");
}

TEST(ApplyPolicy, OfWhatDidNotRunNothingIsUnused) {
  const KnownRule rules[] = {{"a/b", {"DL1"}}, {"a/shell", {"SC*"}}};
  ApplyOptions options;
  options.rules = rules;
  Ignore peer = Inline("DL9", 1, 2, 2);
  peer.dialect = "hadolint";
  Ignore shell = Inline("SC2086", 1, 2, 2);
  shell.dialect = "hadolint";
  EXPECT_EQ(Applied({},
                    {peer, shell, Inline("a/bb", 1, 2, 2),
                     Inline("dl1", 1, 2, 2), Inline("CVE-1", 1, 2, 2)},
                    {}, options),
            "Dockerfile:1 policy/malformed-ignore low: no rule a/bb; did you "
            "mean a/b?\n"
            "Dockerfile:1 policy/unused-ignore info: the ignore of SC2086 "
            "matches no finding\n"
            "Dockerfile:1 policy/unused-ignore info: the ignore of dl1 matches "
            "no finding\n");
  options = {};
  options.scope = [](std::string_view path, std::string_view) {
    return path == "Dockerfile";
  };
  EXPECT_EQ(Applied(PolicyOf("ignores: [{rule: a/b, reason: x}]"),
                    {Inline("a/b", 1, 2, 2)}, {}, options),
            "Dockerfile:1 policy/unused-ignore info: the ignore of a/b matches "
            "no finding\n");
  options.report_unused = false;
  EXPECT_EQ(Applied({}, {Inline("a/b", 1, 2, 2)}, {}, options), "");
}

TEST(ApplyPolicy, PathGlobsAreThoseOfGitignore) {
  struct Row {
    std::string_view glob;
    std::string_view path;
    bool covers;
  };
  const Row rows[] = {
      {"legacy/**", "legacy/a/Dockerfile", true},
      {"legacy", "legacy/a/Dockerfile", true},
      {"legacy/", "legacy/a/Dockerfile", true},
      {"legacy", "x/legacy/Dockerfile", true},
      {"/legacy", "x/legacy/Dockerfile", false},
      {"/legacy", "legacy/Dockerfile", true},
      {"x/legacy", "x/legacy/Dockerfile", true},
      {"legacy/a", "x/legacy/a/Dockerfile", false},
      {"Dockerfile", "x/Dockerfile", true},
      {"*.dockerfile", "x/a.dockerfile", true},
      {"*/Dockerfile", "x/Dockerfile", true},
      {"*/Dockerfile", "x/y/Dockerfile", false},
      {"**/Dockerfile", "x/y/Dockerfile", true},
      {"./x/Dockerfile", "x/Dockerfile", true},
      {"x", "./x/Dockerfile", true},
      {"legacy", "legacy2/Dockerfile", false},
  };
  for (const Row& row : rows) {
    Policy policy = PolicyOf(base::Format(
        "ignores: [{{rule: a/b, path: \"{}\", reason: x}}]", row.glob));
    std::string applied = Applied(policy, {}, {At("a/b", row.path, 1)});
    EXPECT_EQ(base::Contains(applied, "[policy p.yaml:1 (x)]"), row.covers)
        << row.glob << " " << row.path << "\n"
        << applied;
  }
}

TEST(ApplyPolicy, PathsAreRelativeToThePolicysFolder) {
  Policy policy = PolicyOf("ignores: [{rule: a/b, path: api/x, reason: x}]");
  policy.ignores[0].root = "/repo";
  ApplyOptions options;
  options.working_folder = "/repo/api";
  EXPECT_EQ(Applied(policy, {}, {At("a/b", "x", 1)}, options),
            "x:1 a/b high [policy p.yaml:1 (x)]\n");
}

TEST(ApplyPolicy, FactsOfAFindingNarrowAnIgnore) {
  struct Row {
    std::string_view narrow;
    bool covers;
  };
  const Row rows[] = {
      {"service: web", true},     {"service: w*", true},
      {"service: db", false},     {"stage: build", false},
      {"image: nginx", true},     {"image: 'nginx:1.2*'", true},
      {"image: postgres", false}, {"package: curl", false},
  };
  model::Finding finding = At("a/b", "compose.yaml", 3);
  finding.location.object = "services.web.ports[0]";
  ApplyOptions options;
  options.facts = [](const model::Finding& of) {
    FindingFacts facts = FactsFromObject(of);
    facts.image = "nginx:1.25";
    return facts;
  };
  for (const Row& row : rows) {
    Policy policy = PolicyOf(
        base::Format("ignores: [{{rule: a/b, {}, reason: x}}]", row.narrow));
    EXPECT_EQ(base::Contains(Applied(policy, {}, {finding}, options), "["),
              row.covers)
        << row.narrow;
  }
  finding.location.object = "stage build";
  EXPECT_EQ(FactsFromObject(finding).stage, "build");
  finding.location.object = "services.web";
  EXPECT_EQ(FactsFromObject(finding).service, "web");
}

TEST(ApplyPolicy, TheBaselineSuppressesAndStaleEntriesAreSaid) {
  model::Report old;
  old.findings = {At("a/b", "f", 1), At("a/b", "gone", 1)};
  model::Finish(old);
  base::Result<Baseline> baseline =
      ParseBaseline(SourceOf("base", WriteBaseline(old)), {});
  ASSERT_TRUE(baseline.ok());
  ApplyOptions options;
  options.baseline = &baseline.value();
  int line = baseline.value().Find(old.findings[0].fingerprint)->line;
  int stale = baseline.value().Find(old.findings[1].fingerprint)->line;
  // The finding has moved to another line.
  std::string found = base::Format(
      "f:9 a/b high [baseline base:{} (in the baseline)]\nf:9 a/c high\n",
      line);
  EXPECT_EQ(Applied({}, {}, {At("a/b", "f", 9), At("a/c", "f", 9)}, options),
            base::Format("base:{} policy/stale-baseline-entry info: no finding "
                         "of a/b in gone matches this entry\n{}",
                         stale, found));
  for (Scope scope :
       {+[](std::string_view path, std::string_view) { return path == "f"; },
        +[](std::string_view, std::string_view rule) {
          return rule == "a/c";
        }}) {
    options.scope = scope;
    EXPECT_EQ(Applied({}, {}, {At("a/b", "f", 9), At("a/c", "f", 9)}, options),
              found);
  }
}

TEST(FailsPolicy, CountsWhatIsNotSuppressed) {
  model::Report report;
  report.findings = {At("a/b", "f", 1, model::Severity::kMedium)};
  Policy policy;
  EXPECT_FALSE(FailsPolicy(policy, report));
  policy.fail_on.value = model::Severity::kMedium;
  EXPECT_TRUE(FailsPolicy(policy, report));
  model::Suppress(report.findings[0], {});
  EXPECT_FALSE(FailsPolicy(policy, report));
  report.findings[0].suppressed.reset();
  policy.fail_on.value.reset();
  EXPECT_FALSE(FailsPolicy(policy, report));
}

}  // namespace
}  // namespace bulkhead::policy
