// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

std::string Web(std::string_view rest) {
  return base::Format("services:\n  web:\n    image: a:1\n{}", rest);
}

TEST(ObsoleteVersion, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/obsolete-version";
  std::string hit = "version: '3.8' # x\n\n" + Web("");
  Catches(kRule, hit, 1);
  EXPECT_EQ(MessageOf(kRule, hit),
            "the key version is obsolete and has no effect");
  CatchesNot(kRule, Web(""));
  CatchesNot(kRule, "x-version: 3\n" + Web(""));
  Fixes(kRule, hit, Web(""));
  Fixes(kRule, Web("version: \"3\"\n"), Web(""));
}

TEST(UnsetVariable, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/unset-variable";
  std::string hit = Web("    user: ${UID_OF}\n    working_dir: /${UID_OF}\n");
  Catches(kRule, hit, 4);
  EXPECT_EQ(MessageOf(kRule, hit),
            "the variable UID_OF is not set and has no default: it becomes an "
            "empty text");
  CatchesNot(kRule, hit, {.environment = {{"UID_OF", "1"}}});
  CatchesNot(kRule, Web("    user: ${UID_OF:-1}\n"));
  CatchesNot(kRule, Web("    user: $${UID_OF}\n"));
}

TEST(UnsetVariable, ScriptsThatTestItKnow) {
  constexpr std::string_view kRule = "compose/unset-variable";
  for (std::string_view test :
       {"[ -z \"${A}\" ]", "[[ -n ${A} ]]", "[ -z $A ]", "test -n \"$A\""}) {
    std::string text = Web(
        base::Format("    command:\n      - |\n        {} || a $A\n", test));
    EXPECT_EQ(SeverityOf(kRule, text), model::Severity::kInfo) << test;
    EXPECT_FALSE(FindingsOf(kRule, text).at(0).fix) << test;
  }
  EXPECT_EQ(SeverityOf(kRule, Web("    command: a --z ${A} -n x\n")),
            model::Severity::kLow);
}

TEST(ShellOperatorInCommand, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/shell-operator-in-command";
  std::string hit = Web("    command: migrate && serve\n");
  Catches(kRule, hit, 4);
  EXPECT_EQ(MessageOf(kRule, hit),
            "command of service web is not run by a shell: it ends before &&");
  CatchesNot(kRule, Web("    command: sh -c 'migrate && serve'\n"));
  CatchesNot(kRule, Web("    command: \"sh -c \\\"a && b\\\"\"\n"));
  CatchesNot(kRule, Web("    command: [sh, -c, a && b]\n"));
  CatchesNot(kRule, Web("    command:\n      - sh\n      - a > b\n"));
  CatchesNot(kRule, Web("    command: serve\n"));
}

TEST(Unused, HitMissNearMiss) {
  constexpr std::string_view kDeclared =
      "networks:\n  n1:\n  n2:\n"
      "volumes:\n  v1:\n  v2:\n"
      "secrets:\n  s1: {environment: A}\n  s2: {environment: B}\n"
      "configs:\n  c1: {content: a}\n  c2: {content: b}\n";
  constexpr std::string_view kUses =
      "    networks: [n1]\n    volumes: ['v1:/x']\n    secrets: [s1]\n"
      "    configs: [c1]\n";
  std::string text = Web(kUses) + std::string(kDeclared);
  struct Row {
    std::string_view rule;
    std::string_view message;
    std::string_view line;
  };
  constexpr Row kRows[] = {
      {"compose/unused-network",
       "network n2 is declared and no service uses it", "  n2:\n"},
      {"compose/unused-volume", "volume v2 is declared and no service uses it",
       "  v2:\n"},
      {"compose/unused-secret", "secret s2 is declared and no service uses it",
       "  s2: {environment: B}\n"},
      {"compose/unused-config", "config c2 is declared and no service uses it",
       "  c2: {content: b}\n"},
  };
  ComposeTestOptions options{.environment = {{"A", "1"}, {"B", "1"}}};
  for (const Row& row : kRows) {
    Catches(row.rule, text, 0, 1, options);
    EXPECT_EQ(MessageOf(row.rule, text, options), row.message);
    CatchesNot(row.rule, Web(""));
    Fixes(row.rule, text, base::ReplaceAll(text, row.line, ""), options);
  }
  // By another service that is off, and by a build.
  CatchesNot("compose/unused-network",
             Web("") +
                 "  off:\n    image: b:1\n    profiles: [p]\n"
                 "    networks: [n]\nnetworks:\n  n:\n");
  CatchesNot("compose/unused-secret",
             "services:\n  web:\n    build:\n      context: .\n"
             "      secrets: [s]\nsecrets:\n  s: {environment: A}\n",
             options);
}

TEST(UnsetVariable, FixRequiresAllUses) {
  constexpr std::string_view kRule = "compose/unset-variable";
  Fixes(kRule,
        "services:\n"
        "  web:\n"
        "    image: a:${TAG}\n"
        "    command: run $TAG $$TAG $TAGS2 ${TAG:-x} \"${TAG}\"\n"
        "    environment: [\"T=$TAG\", TAGS2]\n",
        "services:\n"
        "  web:\n"
        "    image: a:${TAG:?set TAG}\n"
        "    command: run ${TAG:?set TAG} $$TAG $TAGS2 ${TAG:-x} "
        "\"${TAG:?set TAG}\"\n"
        "    environment: [\"T=${TAG:?set TAG}\", TAGS2]\n",
        {.environment = {{"TAGS2", "x"}}});
  CatchesNot(kRule, "services: {web: {image: 'a:${TAG:?}'}}\n");
}

TEST(ShellInCommand, Fix) {
  constexpr std::string_view kRule = "compose/shell-operator-in-command";
  Fixes(kRule,
        "services:\n  web:\n    image: a:1\n    command: a && b \"$$C\"\n",
        "services:\n  web:\n    image: a:1\n"
        "    command: [\"sh\", \"-c\", a && b \"$$C\"]\n");
  Fixes(kRule,
        "services:\n  web:\n    image: a:1\n    command: 'a; b ${D:-x}'\n",
        "services:\n  web:\n    image: a:1\n"
        "    command: [\"sh\", \"-c\", \"a; b ${D:-x}\"]\n");
}

}  // namespace
}  // namespace bulkhead::check
