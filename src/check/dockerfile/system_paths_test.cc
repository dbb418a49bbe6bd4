// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(SystemWorkdir, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/system-workdir";
  Catches(kRule, "FROM a:1\nWORKDIR /proc/self/fd/8\n", 2);
  Catches(kRule, "FROM a:1\nWORKDIR \"/dev\"\n", 2);
  Catches(kRule, "FROM a:1\nWORKDIR /sys/fs\n", 2);
  Catches(kRule, "FROM a:1\nENV D=/boot\nWORKDIR $D/x\n", 3);
  CatchesNot(kRule, "FROM a:1\nWORKDIR /devel\nWORKDIR /app/proc\n");
  CatchesNot(kRule, "FROM a:1\nARG D\nWORKDIR $D\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nWORKDIR /dev/shm\n"),
            "WORKDIR /dev/shm is a folder of the system");
}

TEST(SystemVolume, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/system-volume";
  Catches(kRule, "FROM a:1\nVOLUME /data /dev\n", 2);
  Catches(kRule, "FROM a:1\nVOLUME [\"/proc\", \"/sys/fs/cgroup\"]\n", 2, 2);
  CatchesNot(kRule, "FROM a:1\nVOLUME /data /system /var/dev\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nVOLUME /proc\n"),
            "VOLUME /proc is a folder of the kernel");
}

TEST(SystemVolume, FixTakesThePathAway) {
  constexpr std::string_view kRule = "dockerfile/system-volume";
  Fixes(kRule, "FROM a:1\nVOLUME /sys/fs/cgroup\nCMD x\n", "FROM a:1\nCMD x\n");
  Fixes(kRule, "FROM a:1\nVOLUME /sys/fs/cgroup /data\n",
        "FROM a:1\nVOLUME /data\n");
  Fixes(kRule, "FROM a:1\nVOLUME [\"/sys\", \"/data\"]\n",
        "FROM a:1\nVOLUME [\"/data\"]\n");
  Fixes(kRule, "FROM a:1\nVOLUME [\"/data\", \"/proc\"]\n",
        "FROM a:1\nVOLUME [\"/data\"]\n");
  OffersNoFix(kRule, "FROM a:1\n# bulkhead ignore x\nVOLUME /sys\nCMD x\n");
}

}  // namespace
}  // namespace bulkhead::check
