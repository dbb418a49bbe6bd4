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

TEST(HostDevices, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/host-devices";
  std::string disk = Web("    devices:\n      - /dev/sda:/dev/xvdc\n");
  Catches(kRule, disk, 5);
  EXPECT_EQ(SeverityOf(kRule, disk), Severity::kCritical);
  EXPECT_EQ(MessageOf(kRule, disk),
            "service web gets the device /dev/sda: a disk of the host");
  EXPECT_EQ(SeverityOf(kRule, Web("    devices: ['/dev/ttyUSB0:/dev/x']\n")),
            Severity::kLow);
  EXPECT_EQ(SeverityOf(kRule, Web("    devices: ['/dev:/dev']\n")),
            Severity::kCritical);
  CatchesNot(kRule, Web(""));
  CatchesNot(kRule, Web("    devices: ['vendor.com/gpu=0']\n"));
}

TEST(DeviceCgroupRules, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/device-cgroup-rules";
  std::string all = Web("    device_cgroup_rules:\n      - 'a *:* rwm'\n");
  Catches(kRule, all, 5);
  EXPECT_EQ(MessageOf(kRule, all),
            "service web may create and use all devices (a *:* rwm)");
  EXPECT_EQ(SeverityOf(kRule, Web("    device_cgroup_rules: ['c 1:3 mr']\n")),
            Severity::kLow);
  CatchesNot(kRule, Web(""));
  CatchesNot(kRule, Web("    devices: ['/dev/sda:/dev/sda']\n"));
  CatchesNot(kRule, Web("    device_cgroup_rules: [bad]\n"));
  Fixes(kRule, all, Web(""));
}

TEST(DangerousSysctl, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/dangerous-sysctl";
  std::string hit =
      Web("    sysctls:\n      net.ipv4.ip_forward: 1\n"
          "      net.core.somaxconn: 1024\n");
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web sets net.ipv4.ip_forward to 1: it passes packets "
            "between its networks");
  Catches(kRule, Web("    sysctls:\n      - kernel.core_pattern=x\n"), 5);
  CatchesNot(kRule, Web("    sysctls:\n      net.ipv4.ip_forward: 0\n"));
  CatchesNot(kRule, Web("    sysctls:\n      kernel.shmmax: 1000\n"));
  CatchesNot(kRule, Web("    sysctls:\n      net.core.somaxconn: 1024\n"));
  Fixes(kRule, hit, Web("    sysctls:\n      net.core.somaxconn: 1024\n"));
}

TEST(Ulimits, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/ulimits";
  Catches(kRule, Web("    ulimits:\n      nproc: -1\n"), 5);
  std::string core = Web("    ulimits:\n      core: 100\n");
  Catches(kRule, core, 5);
  EXPECT_EQ(MessageOf(kRule, core),
            "service web writes core dumps, which hold its secrets");
  CatchesNot(kRule, Web("    ulimits:\n      nofile: 65536\n"));
  CatchesNot(kRule, Web("    ulimits:\n      memlock: -1\n"));
  CatchesNot(kRule, Web("    ulimits:\n      core: 0\n"));
  Fixes(kRule, core, Web("    ulimits:\n      core: 0\n"));
}

TEST(HostDevices, Fix) {
  constexpr std::string_view kRule = "compose/host-devices";
  Fixes(kRule, Web("    devices: ['/dev/sda:/dev/x', 'vendor.com/gpu=0']\n"),
        Web("    devices: ['vendor.com/gpu=0']\n"));
  Fixes(kRule, Web("    devices:\n      - /dev/sda:/dev/x\n"), Web(""));
}

}  // namespace
}  // namespace bulkhead::check
