// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(DangerousFileCapability, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/dangerous-file-capability";
  Catches(kRule, "FROM a:1\nRUN setcap cap_setuid,cap_setgid+ep /usr/bin/x\n",
          2);
  CatchesNot(kRule, "FROM a:1\nRUN setcap cap_net_bind_service=+ep /x\n");
  CatchesNot(kRule, "FROM a:1\nRUN setcap -r /x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN setcap CAP_SYS_ADMIN+ep /x\n"),
            "setcap gives cap_sys_admin to /x");
}

TEST(OpenUmask, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/open-umask";
  Catches(kRule, "FROM a:1\nRUN umask 000 && x\n", 2);
  Catches(kRule, "FROM a:1\nRUN umask 0 && x\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN umask 0002 && x\n");
  CatchesNot(kRule, "FROM a:1\nRUN umask 077 && x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN umask 0000; x\n"),
            "After umask 0000 every user may write the files that are made");
}

TEST(WorldWritable, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/world-writable";
  Fixes(kRule, "FROM a:1\nRUN chmod -R 777 /app\n",
        "FROM a:1\nRUN chmod -R 755 /app\n");
  Catches(kRule, "FROM a:1\nRUN chmod a+rw /app\n", 2);
  Catches(kRule, "FROM a:1\nRUN chmod ug=rwx,o+w /app /tmp\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN chmod 1777 /data\n");
  CatchesNot(kRule, "FROM a:1\nRUN chmod 777 /tmp\n");
  CatchesNot(kRule, "FROM a:1\nRUN chmod +w /app\n");
  CatchesNot(kRule, "FROM a:1\nRUN chmod 775 /app\n");
  CatchesNot(kRule, "FROM a:1\nRUN chmod o-w /app\n");
  CatchesNot(kRule, "FROM a:1\nRUN chmod 777 /app\nFROM b:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN chmod 0666 /x /y\n"),
            "chmod 0666 lets every user write /x");
}

TEST(WorldWritableCopy, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/world-writable-copy";
  Fixes(kRule, "FROM a:1\nCOPY --chmod=0777 x /x\n",
        "FROM a:1\nCOPY --chmod=0755 x /x\n");
  CatchesNot(kRule, "FROM a:1\nCOPY --chmod=755 x /x\n");
  CatchesNot(kRule, "FROM a:1\nCOPY --chmod=$M x /x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nADD --chmod=666 x /x\n"),
            "--chmod=666 lets every user write what ADD brings");
}

TEST(WritablePasswd, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/writable-passwd";
  Catches(kRule, "FROM a:1\nRUN chmod g=u /etc/passwd\n", 2);
  Catches(kRule, "FROM a:1\nRUN chmod 664 /etc/group\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN chmod 644 /etc/passwd\n");
  CatchesNot(kRule, "FROM a:1\nRUN chmod 664 /etc/hosts\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN chmod a+w /etc/passwd\n"),
            "chmod a+w lets every user write /etc/passwd");
  EXPECT_EQ(
      FindingsOf(kRule, "FROM a:1\nRUN chmod 666 /etc/passwd\n")[0].severity,
      model::Severity::kHigh);
}

TEST(WritablePasswd, FixNarrowsOrLeavesOut) {
  constexpr std::string_view kRule = "dockerfile/writable-passwd";
  Fixes(kRule, "FROM a:1\nRUN chmod 666 /etc/passwd\n",
        "FROM a:1\nRUN chmod 644 /etc/passwd\n");
  Fixes(kRule,
        "FROM a:1\nRUN x && \\\n    chmod g=u /etc/passwd && \\\n    y\n",
        "FROM a:1\nRUN x && \\\n    y\n");
  Fixes(kRule, "FROM a:1\nRUN chmod -R 775 /opt /etc/passwd\n",
        "FROM a:1\nRUN chmod -R 775 /opt\n");
  OffersNoFix(kRule, "FROM a:1\nRUN [\"chmod\", \"g=u\", \"/etc/passwd\"]\n");
}

TEST(OpenUmask, FixSetsTheUsualOne) {
  constexpr std::string_view kRule = "dockerfile/open-umask";
  Fixes(kRule, "FROM a:1\nRUN umask 000 && x\n",
        "FROM a:1\nRUN umask 022 && x\n");
  OffersNoFix(kRule, "FROM a:1\nARG M=000\nRUN umask $M && x\n");
}

TEST(DangerousFileCapability, FixLeavesItOut) {
  constexpr std::string_view kRule = "dockerfile/dangerous-file-capability";
  Fixes(kRule, "FROM a:1\nRUN x && setcap cap_sys_admin+ep /bin/x\n",
        "FROM a:1\nRUN x\n");
  Fixes(kRule,
        "FROM a:1\nRUN setcap cap_net_raw,CAP_SYS_ADMIN=ep /bin/x && y\n",
        "FROM a:1\nRUN setcap cap_net_raw=ep /bin/x && y\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN [\"setcap\", \"cap_sys_admin+ep\", \"/x\"]\n");
}

}  // namespace
}  // namespace bulkhead::check
