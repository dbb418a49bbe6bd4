// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

using model::Severity;

std::string Web(std::string_view rest) {
  return base::Format("services:\n  web:\n    image: a:1\n{}", rest);
}

TEST(SecretInCommand, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/secret-in-command";
  std::string hit = Web("    command: server --db-password=hunter2x\n");
  Catches(kRule, hit, 4);
  EXPECT_EQ(MessageOf(kRule, hit),
            "command of service web holds a secret (hu…)");
  Catches(kRule, Web("    command: [redis-server, --requirepass, hunter2x]\n"),
          4);
  Catches(kRule, Web("    entrypoint: [sh, -c, 'x --token=hunter2x']\n"), 4);
  Catches(kRule, Web("    command: [x, 'pg://me:hunter2x@db/y']\n"), 4);
  CatchesNot(kRule, Web("    command: server --db-password=${PW}\n"));
  std::string other =
      Web("    command: server --db-password=${PW:-hunter2x}\n");
  EXPECT_EQ(MessageOf(kRule, other),
            "command of service web holds the default of a secret (hu…)");
  EXPECT_EQ(SeverityOf(kRule, other), Severity::kMedium);
  EXPECT_EQ(SeverityOf(kRule, hit), Severity::kHigh);
  CatchesNot(kRule, Web("    command: [sh, -c, 'x --password=$$PW']\n"));
  CatchesNot(kRule, Web("    command: [x, --password-file, /run/secrets/p]\n"));
  CatchesNot(kRule, Web("    command: [x, --tokens-per-second=100]\n"));
  CatchesNot(kRule, Web("    command: server --password=${PW}\n"),
             {.environment = {{"PW", "hunter2x"}}});
}

TEST(SecretInCommand, FlagsOfClients) {
  constexpr std::string_view kRule = "compose/secret-in-command";
  for (std::string_view hit :
       {"[CMD, mysqladmin, ping, -phunter2x]", "mariadb-admin ping -phunter2x",
        "[CMD, redis-cli, -a, hunter2x, ping]",
        "/usr/bin/mongosh -u a -p hunter2x --eval 1"}) {
    Catches(kRule, Web(base::Format("    healthcheck: {{test: {}}}\n", hit)),
            4);
  }
  for (std::string_view miss :
       {"[CMD, mysqladmin, ping, -p]", "[CMD, mysqladmin, -p$$PW, ping]",
        "[CMD, redis-cli, -a, '${PW}', ping]", "[CMD, nc, -phunter2x]",
        "[CMD, mkdir, -p, hunter2x]", "[CMD, echo, -phunter2x, mysql]"}) {
    CatchesNot(kRule,
               Web(base::Format("    healthcheck: {{test: {}}}\n", miss)));
  }
}

TEST(SecretInLabel, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/secret-in-label";
  std::string hit = Web("    labels:\n      org.x.password: hunter2x\n");
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "the label org.x.password of service web holds a secret (hu…)");
  CatchesNot(kRule, Web("    labels:\n      org.x.version: hunter2x\n"));
  CatchesNot(kRule, Web("    labels:\n      org.x.password: ${PW}\n"));
}

TEST(SecretFileMode, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/secret-file-mode";
  auto mode = [](std::string_view kind, std::string_view bits) {
    return base::Format(
        "services:\n  web:\n    image: a:1\n    {}:\n"
        "      - source: s\n        mode: {}\n"
        "{}:\n  s: {{environment: A}}\n",
        kind, bits, kind);
  };
  std::string hit = mode("secrets", "0444");
  Catches(kRule, hit, 6);
  EXPECT_EQ(MessageOf(kRule, hit), "every user in service web can read s");
  EXPECT_EQ(SeverityOf(kRule, mode("configs", "0666")), Severity::kMedium);
  CatchesNot(kRule, mode("secrets", "0440"));
  CatchesNot(kRule, mode("configs", "0444"));
  Fixes(kRule, hit, mode("secrets", "0400"));
}

TEST(SecretTwice, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/secret-twice";
  auto both = [](std::string_view variable) {
    return base::Format(
        "services:\n  web:\n    image: a:1\n"
        "    secrets: [db_password]\n    environment:\n"
        "      A: b\n{}"
        "secrets:\n  db_password: {{environment: A}}\n",
        variable);
  };
  std::string hit = both("      DB_PASSWORD: hunter2x\n");
  Catches(kRule, hit, 7);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web gets DB_PASSWORD as a secret and in its environment, "
            "too");
  CatchesNot(kRule, both("      DB_PASSWORD: /run/secrets/db_password\n"));
  CatchesNot(kRule, both("      DB_PASSWORD_FILE: /run/secrets/db_password\n"));
  CatchesNot(kRule, both(""));
  Fixes(kRule, hit, both(""));
}

TEST(SecretInLabel, Fix) {
  constexpr std::string_view kRule = "compose/secret-in-label";
  Fixes(kRule, Web("    labels:\n      org.x.password: hunter2x\n"), Web(""));
  Fixes(kRule,
        Web("    labels:\n      - org.x.password=hunter2x\n"
            "      - a=b\n"),
        Web("    labels:\n      - a=b\n"));
}

}  // namespace
}  // namespace bulkhead::check
