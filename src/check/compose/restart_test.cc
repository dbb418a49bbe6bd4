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

TEST(RestartPolicy, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/restart-policy";
  Catches(kRule, Web("    restart: on-failure:3\n"), 4);
  EXPECT_EQ(SeverityOf(kRule, Web("    restart: on-failure:3\n")),
            Severity::kInfo);
  EXPECT_EQ(MessageOf(kRule, Web("    restart: on-failure:3\n")),
            "service web is restarted 3 times on failure, not 5");
  std::string endless = Web("    restart: on-failure\n");
  EXPECT_EQ(MessageOf(kRule, endless),
            "service web is restarted on failure without end");
  EXPECT_EQ(AliasesOf(kRule, endless).size(), 2u);
  std::string deploy = Web(
      "    deploy:\n      restart_policy:\n        condition: on-failure\n");
  Catches(kRule, deploy, 5);
  Catches(kRule, deploy + "        max_attempts: 10\n", 7);
  CatchesNot(kRule, deploy + "        max_attempts: 5\n");
  CatchesNot(kRule, Web("    restart: on-failure:5\n"));
  CatchesNot(kRule, Web("    restart: unless-stopped\n"));
  CatchesNot(kRule, Web("    restart: always\n"));
  Fixes(kRule, endless, Web("    restart: on-failure:5\n"));
  Fixes(kRule, deploy, deploy + "        max_attempts: 5\n");
}

TEST(NoRestartPolicy, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/no-restart-policy";
  Catches(kRule, Web(""), 2);
  EXPECT_EQ(MessageOf(kRule, Web("")),
            "service web stays down when it ends or the host restarts");
  CatchesNot(kRule, Web("    restart: 'no'\n"));
  CatchesNot(kRule,
             Web("    deploy:\n      restart_policy:\n        condition: "
                 "any\n"));
  CatchesNot(kRule, Web("    restart: always\n    depends_on:\n      job:\n"
                        "        condition: service_completed_successfully\n"
                        "  job:\n    image: b:1\n"));
  Fixes(kRule, Web(""), Web("    restart: unless-stopped\n"));
}

TEST(LoggingUnlimited, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/logging-unlimited";
  Catches(kRule, Web(""), 2);
  std::string driver = Web("    logging:\n      driver: json-file\n");
  Catches(kRule, driver, 4);
  EXPECT_EQ(MessageOf(kRule, Web("")),
            "the log of service web grows until the disk is full");
  CatchesNot(kRule, Web("    logging:\n      driver: local\n"));
  CatchesNot(kRule, Web("    logging:\n      driver: syslog\n"));
  CatchesNot(kRule,
             Web("    logging:\n      options:\n        max-size: 1m\n"));
  Fixes(kRule, driver,
        driver +
            "      options:\n        max-size: \"10m\"\n"
            "        max-file: \"3\"\n");
  Fixes(kRule, Web(""),
        Web("    logging:\n      driver: json-file\n      options:\n"
            "        max-size: \"10m\"\n        max-file: \"3\"\n"));
  Fixes(kRule, Web("    logging:\n      options:\n        max-file: '3'\n"),
        Web("    logging:\n      options:\n        max-file: '3'\n"
            "        max-size: \"10m\"\n"));
}

TEST(LoggingOff, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/logging-off";
  std::string hit = Web("    logging:\n      driver: none\n");
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit), "nothing of what service web says is kept");
  CatchesNot(kRule, Web(""));
  CatchesNot(kRule, Web("    logging:\n      driver: local\n"));
  Fixes(kRule, hit, Web("    logging:\n      driver: local\n"));
}

}  // namespace
}  // namespace bulkhead::check
