// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

std::string Web(std::string_view rest, std::string_view version = "") {
  return base::Format("{}services:\n  web:\n    image: a:1\n{}", version, rest);
}

std::string Limits(std::string_view limits) {
  return Web(base::Format("    deploy:\n      resources:\n        limits:\n{}",
                          limits));
}

TEST(NoLimits, HitMissNearMiss) {
  struct Row {
    std::string_view rule;
    std::string_view old_key;
    std::string_view deploy_key;
    std::string_view message;
    std::string_view fix;
  };
  constexpr Row kRows[] = {
      {"compose/no-memory-limit", "mem_limit: 1g", "memory: 1G",
       "service web may use all memory of the host", "mem_limit: 512m"},
      {"compose/no-cpu-limit", "cpus: 0.5", "cpus: '0.5'",
       "service web may use all CPU time of the host", "cpus: 1.0"},
      {"compose/no-pids-limit", "pids_limit: 100", "pids: 100",
       "service web may start any number of processes", "pids_limit: 200"},
  };
  for (const Row& row : kRows) {
    Catches(row.rule, Web(""), 2);
    EXPECT_EQ(MessageOf(row.rule, Web("")), row.message);
    CatchesNot(row.rule, Web(base::Format("    {}\n", row.old_key)));
    CatchesNot(row.rule,
               Limits(base::Format("          {}\n", row.deploy_key)));
    Catches(row.rule,
            Web(base::Format(
                "    deploy:\n      resources:\n"
                "        reservations:\n          {}\n",
                row.deploy_key == "pids: 100" ? "memory: 1G" : row.deploy_key)),
            5);
    Fixes(row.rule, Web(""), Web(base::Format("    {}\n", row.fix)));
  }
  CatchesNot("compose/no-cpu-limit", Web("    cpu_quota: 50000\n"));
  Fixes("compose/no-memory-limit", Limits("          cpus: '1'\n"),
        Limits("          cpus: '1'\n          memory: 512M\n"));
}

TEST(NoLimits, KicsGoesByTheVersion) {
  constexpr std::string_view kRule = "compose/no-memory-limit";
  EXPECT_EQ(AliasesOf(kRule, Web("")).size(), 2u);
  EXPECT_EQ(AliasesOf(kRule, Web("", "version: '3.8'\n")).size(), 4u);
  EXPECT_EQ(AliasesOf(kRule, Web("", "version: \"2.1\" # x\n")).size(), 4u);
  EXPECT_EQ(
      AliasesOf("compose/no-pids-limit", Web("", "version: '3'\n")).size(), 2u);
  EXPECT_EQ(
      AliasesOf("compose/no-pids-limit", Web("", "version: '2'\n")).size(), 4u);
}

TEST(NoLimits, OfVersion3HoldWithComposeOnly) {
  constexpr std::string_view kRule = "compose/no-memory-limit";
  std::string hit = Web("    mem_limit: 1g\n", "version: '3.8'\n");
  Catches(kRule, hit, 5);
  EXPECT_EQ(SeverityOf(kRule, hit), model::Severity::kInfo);
  EXPECT_EQ(AliasesOf(kRule, hit),
            (std::vector<std::string>{"bb9ac4f7-e13b-423d-a010-c74a1bfbe492",
                                      "kics:memory_not_limited"}));
  EXPECT_EQ(MessageOf(kRule, hit),
            "mem_limit of service web holds with docker compose only: docker "
            "stack deploy, which files of version 3 are for, takes "
            "deploy.resources.limits.memory");
  Catches("compose/no-cpu-limit",
          Web("    cpu_quota: 50000\n", "version: '3'\n"), 5);
  CatchesNot(kRule, Web("    mem_limit: 1g\n", "version: '2.4'\n"));
  CatchesNot(kRule, "version: '3'\n" + Limits("          memory: 1G\n") +
                        "    mem_limit: 1g\n");
  CatchesNot("compose/no-pids-limit",
             Web("    pids_limit: 9\n", "version: '3'\n"));
}

TEST(PidsLimit, TellsOfALiftedLimit) {
  constexpr std::string_view kRule = "compose/no-pids-limit";
  Catches(kRule, Web("    pids_limit: -1\n"), 4);
  EXPECT_EQ(MessageOf(kRule, Web("    pids_limit: -1\n")),
            "service web may start any number of processes: the limit is -1");
  Fixes(kRule, Web("    pids_limit: -1\n"), Web("    pids_limit: 200\n"));
}

TEST(OomProtected, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/oom-protected";
  std::string hit = Web("    oom_kill_disable: true\n");
  Catches(kRule, hit, 4);
  Catches(kRule, Web("    oom_score_adj: -500\n"), 4);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web is not ended when memory runs out: others are");
  CatchesNot(kRule, Web("    oom_kill_disable: false\n"));
  CatchesNot(kRule, Web("    oom_score_adj: 500\n"));
  Fixes(kRule, hit, Web(""));
}

}  // namespace
}  // namespace bulkhead::check
