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

TEST(NoHealthcheck, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/no-healthcheck";
  Catches(kRule, Web(""), 2);
  EXPECT_EQ(MessageOf(kRule, Web("")), "service web has no health check");
  CatchesNot(kRule, Web("    healthcheck:\n      test: x\n"));
  CatchesNot(kRule, Web("    healthcheck:\n      disable: true\n"));
  constexpr std::string_view kBuilt = "services:\n  web:\n    build: .\n";
  CatchesNot(kRule, kBuilt,
             {.dockerfiles = {{"web", "FROM a:1\nHEALTHCHECK CMD x\n"}}});
  Catches(kRule, kBuilt, 2, 1,
          {.dockerfiles = {{"web", "FROM a:1\nHEALTHCHECK NONE\n"}}});
  constexpr std::string_view kRedis = "services:\n  db:\n    image: redis:7\n";
  Fixes(kRule, kRedis,
        std::string(kRedis) +
            "    healthcheck:\n"
            "      test: [\"CMD-SHELL\", \"redis-cli ping\"]\n"
            "      interval: 30s\n      timeout: 5s\n      retries: 3\n");
  // Without the program of the other versions.
  constexpr std::string_view kInflux =
      "services:\n  db:\n    image: influxdb:1.8\n";
  EXPECT_FALSE(FindingsOf(kRule, kInflux)[0].fix);
}

TEST(HealthcheckDisabled, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/healthcheck-disabled";
  std::string hit = Web("    healthcheck:\n      disable: true\n");
  Catches(kRule, hit, 5);
  Catches(kRule, Web("    healthcheck:\n      test: [NONE]\n"), 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "the health check of service web is switched off");
  CatchesNot(kRule, Web("    healthcheck:\n      test: [CMD, none]\n"));
  CatchesNot(kRule, Web("    healthcheck:\n      test: NONE-such\n"));
  CatchesNot(kRule, Web(""));
  EXPECT_FALSE(FindingsOf(kRule, hit)[0].fix);
  constexpr std::string_view kBuilt = "services:\n  web:\n    build: .\n";
  std::vector<model::Finding> found = FindingsOf(
      kRule, std::string(kBuilt) + "    healthcheck:\n      disable: true\n",
      {.dockerfiles = {{"web", "FROM a:1\nHEALTHCHECK CMD x\n"}}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].fix);
}

std::string Waits(std::string_view condition, std::string_view db) {
  return Web(
      base::Format("    depends_on:\n      db:\n        condition: {}\n"
                   "  db:\n{}",
                   condition, db));
}

TEST(HealthDependency, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/health-dependency";
  std::string hit = Waits("service_healthy", "    image: redis:7\n");
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web waits until db is healthy, but db has no health "
            "check");
  EXPECT_EQ(SeverityOf(kRule, Waits("service_healthy", "    image: own:1\n")),
            Severity::kInfo);
  CatchesNot(kRule, Waits("service_started", "    image: redis:7\n"));
  CatchesNot(kRule, Waits("service_healthy",
                          "    image: redis:7\n    healthcheck:\n"
                          "      test: x\n"));
  CatchesNot(kRule, Waits("service_healthy", "    build: .\n"),
             {.dockerfiles = {{"db", "FROM a:1\nHEALTHCHECK CMD x\n"}}});
}

TEST(DependsWithoutHealth, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/depends-without-health";
  constexpr std::string_view kChecked =
      "    image: b:1\n    healthcheck:\n      test: x\n";
  std::string hit = Waits("service_started", kChecked);
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web starts before db is healthy, though it has a health "
            "check");
  Catches(kRule, Web(base::Format("    depends_on: [db]\n  db:\n{}", kChecked)),
          4);
  CatchesNot(kRule, Waits("service_healthy", kChecked));
  EXPECT_EQ(MessageOf(kRule, Waits("service_started", "    image: b:1\n")),
            "service web waits for the start of db only");
  CatchesNot(kRule, Web("    network_mode: service:db\n  db:\n"
                        "    image: b:1\n"));
  CatchesNot(kRule, Waits("service_completed_successfully", kChecked));
  Fixes(kRule, hit, Waits("service_healthy", kChecked));
}

TEST(HealthDependency, Fix) {
  Fixes("compose/health-dependency",
        "services:\n"
        "  web:\n"
        "    image: a:1\n"
        "    depends_on: {db: {condition: service_healthy}}\n"
        "  db:\n"
        "    image: redis:7\n",
        "services:\n"
        "  web:\n"
        "    image: a:1\n"
        "    depends_on: {db: {condition: service_healthy}}\n"
        "  db:\n"
        "    image: redis:7\n"
        "    healthcheck:\n"
        "      test: [\"CMD-SHELL\", \"redis-cli ping\"]\n"
        "      interval: 30s\n"
        "      timeout: 5s\n"
        "      retries: 3\n");
}

}  // namespace
}  // namespace bulkhead::check
