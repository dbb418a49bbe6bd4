// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

std::string Web(std::string_view line) {
  return base::Format("services:\n  web:\n    image: a:1\n{}", line);
}

TEST(HostNamespaces, HitMissNearMiss) {
  struct Row {
    std::string_view rule;
    std::string_view key;
    std::string_view message;
  };
  constexpr Row kRows[] = {
      {"compose/host-network", "network_mode",
       "service web uses the network of the host: it reaches everything that "
       "listens on localhost"},
      {"compose/host-pid", "pid",
       "service web sees the processes of the host, with their arguments and "
       "environments"},
      {"compose/host-ipc", "ipc",
       "service web shares the memory segments of the host"},
      {"compose/host-uts", "uts",
       "service web shares the host name of the host"},
      {"compose/host-userns", "userns_mode",
       "service web opts out of user namespaces: its root is root of the host"},
      {"compose/host-cgroup-namespace", "cgroup",
       "service web sees the cgroups of the host"},
  };
  for (const Row& row : kRows) {
    std::string hit = Web(base::Format("    {}: host\n", row.key));
    Catches(row.rule, hit, 4);
    EXPECT_EQ(MessageOf(row.rule, hit), row.message);
    CatchesNot(row.rule, Web(""));
    Fixes(row.rule, hit, Web(""));
  }
  CatchesNot("compose/host-network", Web("    network_mode: none\n"));
  CatchesNot("compose/host-pid", Web("    pid: container:x\n"));
  CatchesNot("compose/host-ipc", Web("    ipc: shareable\n"));
  CatchesNot("compose/host-userns", Web("    userns_mode: other\n"));
  CatchesNot("compose/host-cgroup-namespace", Web("    cgroup: private\n"));
  CatchesNot("compose/host-pid", Web("    hostname: host\n"));
}

TEST(HostNetwork, ByTheNameOfANetwork) {
  constexpr std::string_view kRule = "compose/host-network";
  auto project = [](std::string_view network) {
    return base::Format(
        "services:\n  web:\n    image: a:1\n    networks:\n      - h\n"
        "networks:\n  h: {}\n",
        network);
  };
  std::string hit = project("{external: true, name: host}");
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web uses the network of the host, by the name h: it "
            "reaches everything that listens on localhost");
  CatchesNot(kRule, project("{external: true}"));
  CatchesNot(kRule, project("{name: host}"));
}

TEST(CgroupParent, HitMissNearMiss) {
  std::string hit = Web("    cgroup_parent: m\n");
  Catches("compose/cgroup-parent", hit, 4);
  EXPECT_EQ(MessageOf("compose/cgroup-parent", hit),
            "service web runs in the cgroup m");
  CatchesNot("compose/cgroup-parent", Web("    cgroup: private\n"));
  Fixes("compose/cgroup-parent", hit, Web(""));
}

TEST(NamespaceOfOtherService, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/namespace-of-other-service";
  Catches(kRule, Web("    pid: container:x\n"), 4);
  Catches(kRule, Web("    network_mode: service:db\n  db:\n    image: b:1\n"),
          4);
  CatchesNot(kRule, Web("    ipc: shareable\n"));
  CatchesNot(kRule, Web("    network_mode: none\n"));
  EXPECT_EQ(MessageOf(kRule, Web("    ipc: container:x\n")),
            "service web shares the memory segments of container x");
}

TEST(OtherNamespace, Fix) {
  Fixes("compose/namespace-of-other-service",
        "services:\n  a:\n    image: a:1\n    pid: service:b\n"
        "  b:\n    image: b:1\n",
        "services:\n  a:\n    image: a:1\n  b:\n    image: b:1\n");
}

}  // namespace
}  // namespace bulkhead::check
