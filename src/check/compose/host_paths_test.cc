// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

using model::Severity;

std::string Mounts(std::string_view item) {
  return base::Format(
      "services:\n  web:\n    image: a:1\n    volumes:\n      - {}\n", item);
}

TEST(HostRootMount, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/host-root-mount";
  Catches(kRule, Mounts("/:/host"), 5);
  EXPECT_EQ(SeverityOf(kRule, Mounts("/:/host:ro")), Severity::kHigh);
  EXPECT_EQ(MessageOf(kRule, Mounts("/:/host")),
            "service web mounts the whole disk of the host");
  Catches(kRule, Mounts("../:/host"), 5);
  CatchesNot(kRule, Mounts("./:/host"));
  CatchesNot(kRule, Mounts("/data:/"));
}

TEST(SensitiveHostPath, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/sensitive-host-path";
  struct Row {
    std::string_view item;
    Severity severity;
  };
  constexpr Row kRows[] = {
      {"/etc:/host/etc", Severity::kCritical},
      {"/etc:/host/etc:ro", Severity::kHigh},
      {"/etc/localtime:/etc/localtime:ro", Severity::kInfo},
      {"/etc/shadow:/s:ro", Severity::kHigh},
      {"/etc/exercise:/e", Severity::kLow},
      {"/proc:/host/proc:ro", Severity::kMedium},
      {"/sys:/host/sys:ro", Severity::kLow},
      {"/var/lib/docker/:/var/lib/docker:ro", Severity::kMedium},
      {"/usr/../etc:/x", Severity::kCritical},
      {"/home/me/.ssh:/x:ro", Severity::kHigh},
      {"/home/me/data:/x", Severity::kInfo},
      {"/srv/data:/x", Severity::kInfo},
  };
  for (const Row& row : kRows) {
    Catches(kRule, Mounts(row.item), 5);
    EXPECT_EQ(SeverityOf(kRule, Mounts(row.item)), row.severity) << row.item;
  }
  EXPECT_EQ(MessageOf(kRule, Mounts("/proc:/host/proc:ro")),
            "service web mounts /proc of the host read-only: the processes and "
            "settings of the host's kernel");
  CatchesNot(kRule, Mounts("./etc:/etc"));
  CatchesNot(kRule, Mounts("/opt/data:/etc"));
  CatchesNot(kRule, Mounts("etc:/etc\nvolumes:\n  etc:"));
  CatchesNot(kRule, Mounts("${UNSET}/etc:/etc"));
  CatchesNot(kRule, Mounts("/var/run/docker.sock:/x"));
}

TEST(SensitiveHostPath, LooksAtWhatVariablesLeaveCertain) {
  constexpr std::string_view kRule = "compose/sensitive-host-path";
  EXPECT_EQ(SeverityOf(kRule, Mounts("/etc/${FILE}:/x")), Severity::kLow);
  EXPECT_EQ(MessageOf(kRule, Mounts("${DIR:?set it}/.ssh:/x:ro")),
            "service web mounts ${DIR:?set it}/.ssh of the host read-only: "
            "keys and logins of a user");
  Catches(kRule, Mounts("/proc:/${PLACE}"), 5);
  Catches("compose/host-root-mount", Mounts("/:/${PLACE}"), 5);
  for (std::string_view unknown :
       {"/data/${FILE}:/x", "/${FILE}:/x", "$DIR/etc:/x", "$DIR:/x"}) {
    CatchesNot(kRule, Mounts(unknown));
    CatchesNot("compose/host-root-mount", Mounts(unknown));
  }
}

TEST(SensitiveHostPath, LooksAtOptionsOfVolumes) {
  constexpr std::string_view kRule = "compose/sensitive-host-path";
  std::string device = Mounts(
      "a:/a\nvolumes:\n  a:\n    driver_opts:\n      type: none\n      o: "
      "bind\n      device: /etc");
  Catches(kRule, device, 11);
  EXPECT_EQ(FindingsOf(kRule, device)[0].location.object,
            "volumes.a.driver_opts.device");
}

TEST(MountPropagation, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/mount-propagation";
  std::string hit = Mounts(
      "type: bind\n        source: /a\n        target: /b\n"
      "        bind:\n          propagation: rshared");
  Catches(kRule, hit, 9);
  EXPECT_EQ(MessageOf(kRule, hit),
            "what service web mounts below /b appears on the host (rshared)");
  EXPECT_EQ(SeverityOf(kRule, Mounts("/a:/b:ro,rslave")), Severity::kLow);
  EXPECT_EQ(AliasesOf(kRule, Mounts("/a:/b:shared")).size(), 2u);
  CatchesNot(kRule, Mounts("/a:/b:rprivate"));
  CatchesNot(kRule, Mounts("/a:/b"));
  Fixes(kRule, hit,
        Mounts("type: bind\n        source: /a\n        target: /b\n"
               "        bind:\n          propagation: rprivate"));
}

TEST(HostPaths, Fixes) {
  constexpr std::string_view kBare = "services:\n  web:\n    image: a:1\n";
  auto with = [&](std::string_view mount) {
    return base::Format("{}    volumes:\n      - {}\n", kBare, mount);
  };
  Fixes("compose/sensitive-host-path", with("/etc:/x:ro"), kBare);
  Fixes("compose/host-root-mount", with("/:/host:ro"), kBare);
  // A time zone stays.
  std::vector<model::Finding> found = FindingsOf(
      "compose/sensitive-host-path", with("/etc/localtime:/etc/localtime:ro"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].fix.has_value());
}

}  // namespace
}  // namespace bulkhead::check
