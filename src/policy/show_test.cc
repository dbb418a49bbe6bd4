// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/text.h"
#include "policy/policy.h"
#include "policy/testing.h"

namespace bulkhead::policy {
namespace {

const KnownRule kRules[] = {
    {"dockerfile/latest-tag", {"DL3007"}},
    {"dockerfile/shellcheck", {"SC*"}},
};

std::string Check(std::string_view text) {
  std::string out;
  for (const base::Error& error :
       CheckPolicy(SourceOf("p.yaml", text), kRules, {2026, 11, 24}, {})) {
    out += WholeText(error) + "\n";
  }
  return out;
}

TEST(CheckPolicy, SaysAllThatIsWrong) {
  EXPECT_EQ(Check(R"(fail_on: high
rules:
  dockerfile/latest-tga: off
  SC2086: off
  dockerfile/*: high
  own/mine: low
ignores:
  - {rule: DL3007, reason: x, until: 2026-11-23}
  - {rule: dl3007, reason: x, until: 2026-11-24}
  - {rule: DL9999, reason: x}
)"),
            "p.yaml:1:1: unknown key \"fail_on\" in the policy; did you mean "
            "\"fail-on\"?\n"
            "fail_on: high\n"
            "^\n"
            "p.yaml:3:3: no rule \"dockerfile/latest-tga\"; did you mean "
            "\"dockerfile/latest-tag\"?\n"
            "  dockerfile/latest-tga: off\n"
            "  ^\n"
            "p.yaml:8:5: the ignore of \"DL3007\" expired on 2026-11-23\n"
            "  - {rule: DL3007, reason: x, until: 2026-11-23}\n"
            "    ^\n"
            "p.yaml:10:5: no rule \"DL9999\"\n"
            "  - {rule: DL9999, reason: x}\n"
            "    ^\n");
}

TEST(CheckPolicy, IsSilentOnWhatIsRight) {
  EXPECT_EQ(Check("extends: guide\n"), "");
  EXPECT_EQ(Check(""), "");
}

TEST(CheckPolicy, SaysThatAFileIsNoYaml) { EXPECT_NE(Check("a: [\n"), ""); }

TEST(ShowPolicy, HasTheOriginOfEachLine) {
  Policy policy = ParsePolicy(SourceOf("p.yaml", R"(extends: strict
baseline: base
approved-images: [alpine]
rules:
  a/b: {severity: low, secret-names: PIN}
ignores:
  - {rule: "*", path: old/**, reason: "yes", until: 2027-01-31}
checks:
  - {id: mine, message: m, when: {service: a}}
)"),
                              {})
                      .value();
  policy.fail_on = {model::Severity::kLow, "--fail-on"};
  EXPECT_EQ(ShowPolicy(policy),
            R"(extends: strict                                 # p.yaml
fail-on: low                                    # --fail-on
show: info                                      # policy strict
allow-gaps: false                               # default
deny-inline-ignores: true                       # policy strict
baseline: base                                  # p.yaml:2
grace-days: 0                                   # default
approved-images:                                # p.yaml:3
  - alpine
strict-labels: false                            # default
rules:
  "*": on                                       # policy strict
  a/b:                                          # p.yaml:5
    severity: low
    secret-names:
      - PIN
ignores:
  - rule: "*"                                   # p.yaml:7
    path: old/**
    reason: "yes"
    until: 2027-01-31
checks:
  - id: mine                                    # p.yaml:9
    target: compose
    severity: medium
    message: m
)");
}

TEST(InitPolicy, WritesAFileThatReadsAndNamesWhatItSaw) {
  std::string text = InitPolicy(
      {.dockerfiles = {"api/Dockerfile", "a", "b", "c", "d", "e", "f"},
       .compose_files = {"compose.yaml"},
       .base_images = {"node:20", "node:18-alpine", "${BASE}",
                       "registry:5000/x@sha256:00"},
       .peer_files = {".hadolint.yaml"}});
  EXPECT_TRUE(ParsePolicy(SourceOf("p", text), {}).ok());
  EXPECT_TRUE(base::Contains(text,
                             "# Found here: 7 Dockerfiles, 1 Compose file.\n"
                             "#   api/Dockerfile\n#   a\n#   b\n#   c\n#   d\n"
                             "#   and 2 more\n#   compose.yaml\n"
                             "#\n# These are honoured as well, below what "
                             "stands here:\n#   .hadolint.yaml\n"))
      << text;
  EXPECT_TRUE(base::Contains(
      text, "# approved-images:\n#   - node\n#   - registry:5000/x\n"))
      << text;
  // Without its comment signs the rest is a policy too.
  std::string open;
  bool keys = false;
  for (std::string_view line : base::Split(text, '\n')) {
    keys = keys || line.starts_with("extends");
    if (!keys) continue;
    std::string_view inner = line;
    bool commented = base::ConsumePrefix(inner, "# ");
    bool is_key = commented &&
                  (inner.starts_with(" ") || base::Contains(inner, ":")) &&
                  !base::IsUpper(inner.empty() ? ' ' : inner[0]);
    open += base::Format("{}\n", is_key ? inner : line);
  }
  base::Result<Policy> policy = ParsePolicy(SourceOf("p", open), {});
  ASSERT_TRUE(policy.ok()) << WholeText(policy.error()) << "\n" << open;
  EXPECT_EQ(policy.value().checks.size(), 1u);
  EXPECT_EQ(policy.value().ignores.size(), 1u);
}

TEST(InitPolicy, WritesAFileForAnEmptyRepository) {
  EXPECT_TRUE(ParsePolicy(SourceOf("p", InitPolicy({})), {}).ok());
}

}  // namespace
}  // namespace bulkhead::policy
