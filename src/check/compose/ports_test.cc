// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/sensitive_ports.h"

#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

using model::Severity;

std::string Ports(std::string_view item, std::string_view image = "a:1") {
  return base::Format(
      "services:\n  web:\n    image: {}\n    ports:\n      - {}\n", image,
      item);
}

TEST(PrivilegedPort, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/privileged-port";
  Catches(kRule, Ports("22:2222"), 5);
  Catches(kRule, Ports("'90-91:8080-8081'"), 5);
  Catches(kRule, Ports("target: 80\n        published: 8080"), 5);
  CatchesNot(kRule, Ports("8080:8000"));
  CatchesNot(kRule, Ports("'1024:1024'"));
  EXPECT_EQ(SeverityOf(kRule, Ports("80:8080")), Severity::kInfo);
  EXPECT_EQ(MessageOf(kRule, Ports("'49100:22'")),
            "service web listens on port 22 in its container");
  EXPECT_EQ(AliasesOf(kRule, Ports("'49100:22'")).size(), 2u);
  std::string dropped = Ports("22:2222") + "    cap_drop: [NET_BIND_SERVICE]\n";
  EXPECT_EQ(AliasesOf(kRule, dropped),
            (std::vector<std::string>{"docker-bench-5.8", "CIS-5.8"}));
  CatchesNot(kRule, Ports("8080:80") + "    cap_drop: [NET_BIND_SERVICE]\n");
}

TEST(PortOnAllInterfaces, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/port-on-all-interfaces";
  Catches(kRule, Ports("8080:8000"), 5);
  EXPECT_EQ(MessageOf(kRule, Ports("8080:8000/udp")),
            "port 8080:8000/udp of service web is open on every interface of "
            "the host");
  EXPECT_EQ(AliasesOf(kRule, Ports("0.0.0.0:8080:8000")),
            (std::vector<std::string>{"docker-bench-5.14", "CIS-5.14"}));
  EXPECT_EQ(AliasesOf(kRule, Ports("target: 8000")).size(), 4u);
  EXPECT_EQ(SeverityOf(kRule, Ports("80:80")), Severity::kLow);
  CatchesNot(kRule, Ports("127.0.0.1:8080:8000"));
  CatchesNot(kRule, Ports("'[::1]:8080:8000'"));
  CatchesNot(kRule, Ports("10.0.0.1:8080:8000"));
  CatchesNot(kRule, Ports("5432:5432"));
  CatchesNot(kRule,
             "services:\n  web:\n    image: a:1\n    expose: ['8000']\n");
}

TEST(PortOnAllInterfaces, OfAVariableWithoutValue) {
  constexpr std::string_view kRule = "compose/port-on-all-interfaces";
  std::string item = "\"${PORT}:8000\"";
  Catches(kRule, Ports(item), 5);
  EXPECT_EQ(MessageOf(kRule, Ports(item)),
            "port ${PORT}:8000 of service web is open on every interface of "
            "the host, unless its variable holds an address");
  EXPECT_EQ(MessageOf(kRule, Ports("target: 8000\n        published: $PORT")),
            "port 8000 of service web is open on every interface of the host");
  Catches("compose/data-store-published", Ports("$PORT:5432"), 5);
  for (std::string_view unknown : {"'${PORT}'", "'$BIND:8080:8000'",
                                   "'8080:$PORT'", "'${ALL:?set it}:$PORT'"}) {
    CatchesNot(kRule, Ports(unknown));
  }
  CatchesNot(kRule, Ports("target: 8000\n        host_ip: $BIND"));
  CatchesNot(kRule, Ports("target: $PORT\n        published: 8000"));
}

TEST(PortOnAllInterfaces, BindsToLoopback) {
  constexpr std::string_view kRule = "compose/port-on-all-interfaces";
  Fixes(kRule, Ports("8080:8000"), Ports("127.0.0.1:8080:8000"));
  Fixes(kRule, Ports("\"0.0.0.0:8080:8000\" # x"),
        Ports("\"127.0.0.1:8080:8000\" # x"));
  Fixes(kRule, Ports("8000"), Ports("127.0.0.1::8000"));
  Fixes(kRule, Ports("'8000-8001:8000-8001'"),
        Ports("'127.0.0.1:8000-8001:8000-8001'"));
}

TEST(DataStorePublished, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/data-store-published";
  std::string hit = Ports("5432:5432", "postgres:16");
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "PostgreSQL of service web is published as 5432:5432, on every "
            "interface of the host");
  EXPECT_EQ(MessageOf(kRule, Ports("'5432'")),
            "PostgreSQL of service web is published on a free port for 5432, "
            "on every interface of the host");
  // A range is known by its first port.
  Catches(kRule, Ports("6379-6384:6379-6384"), 5);
  CatchesNot(kRule, Ports("5430-5435:5430-5435"));
  EXPECT_EQ(AliasesOf(kRule, hit).size(), 4u);
  EXPECT_EQ(SeverityOf(kRule, Ports("10.0.0.1:5432:5432")), Severity::kMedium);
  CatchesNot(kRule, Ports("127.0.0.1:5432:5432"));
  EXPECT_EQ(SeverityOf(kRule, Ports("2375:2375")), Severity::kCritical);
  CatchesNot(kRule, Ports("8080:8000"));
  CatchesNot(kRule, Ports("5432:8080"));
  CatchesNot(kRule, "services:\n  db:\n    image: postgres:16\n");
  Fixes(kRule, hit, Ports("127.0.0.1:5432:5432", "postgres:16"));
}

TEST(Sshd, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/sshd";
  Catches(kRule, Ports("2222:22"), 5);
  EXPECT_EQ(MessageOf(kRule, Ports("2222:22")),
            "service web publishes port 22: an SSH daemon runs in the "
            "container");
  CatchesNot(kRule, Ports("22:2222"));
  CatchesNot(kRule, Ports("222:22", "gitea/gitea:1"));
  for (std::string_view hit :
       {"command: [/usr/sbin/sshd, -D]", "entrypoint: sshd -D",
        "image: linuxserver/openssh-server:9"}) {
    Catches(
        kRule,
        base::Format("services:\n  web:\n    {}{}\n",
                     hit.starts_with("image") ? "" : "image: a:1\n    ", hit));
  }
  CatchesNot(kRule, "services: {web: {image: 'a:1', command: [sshd-stats]}}\n");
}

TEST(DuplicateHostPort, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/duplicate-host-port";
  constexpr std::string_view kApi =
      "  api:\n    image: b:1\n    ports:\n      - ";
  auto two = [&](std::string_view first, std::string_view second) {
    return Ports(first) + std::string(kApi) + std::string(second) + "\n";
  };
  std::string hit = two("8080:80", "8080:8000");
  Catches(kRule, hit, 9);
  EXPECT_EQ(MessageOf(kRule, hit),
            "port 8080 of the host is taken by service web (8080:80) already: "
            "service api can't start");
  Catches(kRule, two("8000-8010:8000-8010", "127.0.0.1:8005:80"), 9);
  CatchesNot(kRule, two("8080:80", "8081:80"));
  CatchesNot(kRule, two("8080:80", "8080:80/udp"));
  CatchesNot(kRule, two("127.0.0.1:8080:80", "127.0.0.2:8080:80"));
  CatchesNot(kRule, two("80", "80"));
  CatchesNot(kRule, two("8080:80", "8080-8090:80"));
  Catches(kRule, two("8080:80", "'[::1]:8080:80'"), 9);
  Catches(kRule, two("'[::]:8080:80'", "'[::1]:8080:80'"), 9);
  CatchesNot(kRule, two("0.0.0.0:8080:80", "'[::]:8080:80'"));
}

TEST(DuplicateHostPort, ProfilesAndReplicas) {
  constexpr std::string_view kRule = "compose/duplicate-host-port";
  auto profiles = [](std::string_view other) {
    return base::Format(
        "services:\n"
        "  cpu: {{image: 'a:1', ports: ['80:80'], profiles: [cpu, all]}}\n"
        "  gpu: {{image: 'a:1', ports: ['80:80'], profiles: [{}]}}\n",
        other);
  };
  config::ComposeEnvironment all = {{"COMPOSE_PROFILES", "cpu,gpu,all"}};
  Catches(kRule, profiles("gpu, all"), 3, 1, {.environment = all});
  CatchesNot(kRule, profiles("gpu"), {.environment = all});
  auto scaled = [](std::string_view port) {
    return base::Format(
        "services: {{web: {{image: 'a:1', scale: 3, ports: [{}]}}}}\n", port);
  };
  Catches(kRule, scaled("'80:80'"), 1);
  EXPECT_EQ(MessageOf(kRule, scaled("'80:80'")),
            "each of the 3 containers of service web takes port 80 of the "
            "host: all but one can't start");
  CatchesNot(kRule, scaled("'80-82:80'"));
  CatchesNot(kRule, scaled("'80'"));
}

TEST(Sshd, Fix) {
  Fixes("compose/sshd",
        "services:\n  web:\n    image: a:1\n    ports: ['2222:22', '80:80']\n",
        "services:\n  web:\n    image: a:1\n    ports: ['80:80']\n");
}

}  // namespace
}  // namespace bulkhead::check
