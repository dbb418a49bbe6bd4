// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

using model::Severity;

// Services web and db with further lines each, and the rest of the file.
std::string Project(std::string_view web, std::string_view db,
                    std::string_view rest = "") {
  return base::Format(
      "services:\n  web:\n    image: a:1\n{}  db:\n    image: postgres:16\n"
      "{}{}",
      web, db, rest);
}

constexpr std::string_view kFrontBack = "networks:\n  front:\n  back:\n";

TEST(DefaultBridge, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/default-bridge";
  std::string hit = Project("    network_mode: bridge\n", "");
  Catches(kRule, hit, 4);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web is on docker0, with every other container that nobody "
            "gave a network");
  CatchesNot(kRule, Project("", ""));
  CatchesNot(kRule, Project("    network_mode: none\n", ""));
  Fixes(kRule, hit, Project("", ""));
}

TEST(DefaultNetwork, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/default-network";
  Catches(kRule, Project("", ""), 2, 2);
  EXPECT_EQ(FindingsOf(kRule, Project("", ""))[0].message,
            "service web is on the network that all services of the project "
            "share");
  CatchesNot(kRule, Project("    networks: [front]\n", "    networks: [back]\n",
                            kFrontBack));
  CatchesNot(kRule, "services:\n  web:\n    image: a:1\n");
  CatchesNot(kRule,
             Project("    network_mode: none\n", "    networks: [default]\n"));
}

TEST(DataStoreReachable, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/data-store-reachable";
  constexpr std::string_view kApi =
      "  api:\n    image: b:1\n    depends_on: [db]\n";
  std::string hit = Project("    ports: ['80:80']\n", "", kApi);
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "db can be reached by web, which is open to the outside and does "
            "not refer to it");
  std::string text =
      "services:\n  web:\n    image: a:1\n    ports: ['80:80']\n"
      "  db:\n    image: postgres:16\n"
      "  api:\n    image: b:1\n    depends_on: [db]\n";
  Fixes(kRule, text,
        "services:\n  web:\n    image: a:1\n    ports: ['80:80']\n"
        "  db:\n    image: postgres:16\n    networks:\n      - db-net\n"
        "  api:\n    image: b:1\n    depends_on: [db]\n    networks:\n"
        "      - default\n      - db-net\n"
        "\nnetworks:\n  db-net:\n    internal: true\n");
  EXPECT_FALSE(FindingsOf(kRule, text + "networks:\n  db-net:\n").at(0).fix);
  // Nobody says that he uses it: who does is not known.
  CatchesNot(kRule, Project("    ports: ['80:80']\n", ""));
  CatchesNot(kRule, Project("", "", kApi));
  CatchesNot(kRule,
             Project("    ports: ['80:80']\n    depends_on: [db]\n", "", kApi));
  CatchesNot(kRule, Project("    ports: ['80:80']\n    environment:\n"
                            "      DB: postgres://u@db:5432/x\n",
                            "", kApi));
  CatchesNot(kRule, Project("    ports: ['80:80']\n    networks: [front]\n",
                            "    networks: [back]\n",
                            "  api:\n    image: b:1\n    networks: [back]\n"
                            "    depends_on: [db]\n"
                            "networks:\n  front:\n  back:\n"));
}

TEST(NetworkNotInternal, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/network-not-internal";
  constexpr std::string_view kWeb =
      "    ports: ['80:80']\n    networks: [front, back]\n";
  std::string hit = Project(kWeb, "    networks: [back]\n", kFrontBack);
  Catches(kRule, hit, 11);
  EXPECT_EQ(MessageOf(kRule, hit),
            "network back connects data stores and lets them out to the "
            "internet");
  CatchesNot(kRule, Project(kWeb, "    networks: [back]\n",
                            "networks:\n  front:\n  back:\n"
                            "    internal: true\n"));
  CatchesNot(kRule, Project(kWeb, "    networks: [back]\n",
                            "networks:\n  front:\n  back:\n"
                            "    external: true\n"));
  CatchesNot(kRule, Project("    networks: [back]\n", "    networks: [back]\n",
                            "networks:\n  back:\n"));
  CatchesNot(kRule, Project("", ""));
  Fixes(kRule, hit,
        Project(kWeb, "    networks: [back]\n",
                "networks:\n  front:\n  back:\n    internal: true\n"));
}

TEST(SingleMemberNetwork, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/single-member-network";
  std::string hit =
      Project("    networks: [front]\n", "    networks: [back]\n", kFrontBack);
  Catches(kRule, hit, 9, 2);
  EXPECT_EQ(FindingsOf(kRule, hit)[0].message,
            "network front has one member, web: it connects nothing");
  CatchesNot(kRule, Project("    networks: [front, back]\n",
                            "    networks: [back]\n", kFrontBack));
  CatchesNot(kRule, Project("", ""));
}

TEST(UnreachableDependency, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/unreachable-dependency";
  auto project = [](std::string_view web) {
    return Project(base::Format("    networks: [front]\n{}", web),
                   "    networks: [back]\n", kFrontBack);
  };
  std::string order = project("    depends_on: [db]\n");
  Catches(kRule, order, 5);
  EXPECT_EQ(SeverityOf(kRule, order), Severity::kLow);
  std::string url = project("    environment:\n      DB: pg://u@db:5432/x\n");
  Catches(kRule, url, 6);
  EXPECT_EQ(MessageOf(kRule, url),
            "service web refers to db, but shares no network with it");
  CatchesNot(kRule, project("    environment:\n      POSTGRES_DB: db\n"));
  CatchesNot(kRule, Project("    depends_on: [db]\n", ""));
  CatchesNot(kRule,
             Project("    depends_on: [db]\n    network_mode: host\n", ""));
}

TEST(NetworkPivot, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/network-pivot";
  constexpr std::string_view kInner =
      "networks:\n  front:\n  back:\n    internal: true\n";
  std::string hit = Project("    networks: [front, back]\n",
                            "    networks: [back]\n", kInner);
  Catches(kRule, hit, 2);
  EXPECT_EQ(SeverityOf(kRule, hit), Severity::kInfo);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web joins front with the internal network back: who "
            "breaks into it is inside");
  EXPECT_EQ(SeverityOf(kRule, Project("    networks: [front, back]\n"
                                      "    ports: ['80:80']\n",
                                      "    networks: [back]\n", kInner)),
            Severity::kLow);
  CatchesNot(kRule, Project("    networks: [front, back]\n"
                            "    depends_on: [db]\n",
                            "    networks: [back]\n", kInner));
  CatchesNot(kRule, Project("    networks: [front, back]\n",
                            "    networks: [back]\n", kFrontBack));
  CatchesNot(kRule, Project("", ""));
}

TEST(LegacyLinks, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/legacy-links";
  std::string hit = Project("    links:\n      - db\n", "");
  Catches(kRule, hit, 4);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web uses links, which networks have replaced");
  CatchesNot(kRule, Project("    depends_on: [db]\n", ""));
  CatchesNot(kRule, Project("", ""));
  Fixes(kRule, hit, Project("", ""));
  EXPECT_FALSE(
      FindingsOf(kRule, Project("    links: ['db:sql']\n", ""))[0].fix);
}

}  // namespace
}  // namespace bulkhead::check
