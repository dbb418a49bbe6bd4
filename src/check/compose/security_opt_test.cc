// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

std::string Web(std::string_view rest) {
  return base::Format("services:\n  web:\n    image: a:1\n{}", rest);
}

std::string Options(std::string_view options) {
  return Web(base::Format("    security_opt:\n{}", options));
}

TEST(ConfinementOff, HitMissNearMiss) {
  struct Row {
    std::string_view rule;
    std::string_view option;
    std::string_view near_miss;
    std::string_view message;
  };
  constexpr Row kRows[] = {
      {"compose/apparmor-disabled", "apparmor:unconfined", "apparmor:mine",
       "service web runs without AppArmor"},
      {"compose/selinux-disabled", "label:disable", "label:type:x_t",
       "service web runs without SELinux labels"},
      {"compose/seccomp-disabled", "seccomp:unconfined", "seccomp:./p.json",
       "service web runs without the seccomp filter: every system call of the "
       "kernel is open"},
      {"compose/systempaths-unconfined", "systempaths=unconfined",
       "systempaths=x",
       "service web can write to /proc/sys and other paths that Docker "
       "protects"},
  };
  for (const Row& row : kRows) {
    std::string hit = Options(base::Format("      - {}\n", row.option));
    Catches(row.rule, hit, 5);
    EXPECT_EQ(MessageOf(row.rule, hit), row.message);
    CatchesNot(row.rule, Web(""));
    CatchesNot(row.rule, Options(base::Format("      - {}\n", row.near_miss)));
    Fixes(row.rule, hit, Options("      - no-new-privileges:true\n"));
    Fixes(row.rule, hit + "      - a:b\n", Options("      - a:b\n"));
  }
  Catches("compose/apparmor-disabled", Options("      - apparmor=unconfined\n"),
          5);
  EXPECT_EQ(AliasesOf("compose/seccomp-disabled",
                      Options("      - seccomp=unconfined\n")),
            (std::vector<std::string>{"docker-bench-5.22", "CIS-5.22"}));
}

TEST(NoNewPrivileges, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/no-new-privileges";
  Catches(kRule, Web(""), 2);
  EXPECT_EQ(AliasesOf(kRule, Web("")),
            (std::vector<std::string>{"docker-bench-5.26", "CIS-5.26"}));
  EXPECT_EQ(MessageOf(kRule, Web("")),
            "processes of service web can gain rights by setuid programs: "
            "no-new-privileges is not set");
  std::string other = Options("      - apparmor:mine\n");
  Catches(kRule, other, 4);
  EXPECT_EQ(AliasesOf(kRule, other).size(), 4u);
  Catches(kRule, Options("      - no-new-privileges:false\n"), 5);
  CatchesNot(kRule, Options("      - no-new-privileges:true\n"));
  CatchesNot(kRule, Options("      - no-new-privileges=true\n"));
  CatchesNot(kRule, Options("      - no-new-privileges:True\n"));
  CatchesNot(kRule, Options("      - no-new-privileges:1\n"));
  CatchesNot(kRule, Options("      - a:b\n      - no-new-privileges\n"));
  for (std::string_view off :
       {"no-new-privileges:0", "no-new-privileges=F",
        "'no-new-privileges: true'", "no-new-privileges:yes"}) {
    std::string text = Options(base::Format("      - {}\n", off));
    Catches(kRule, text, 5);
    EXPECT_EQ(MessageOf(kRule, text),
              "processes of service web can gain rights by setuid programs: "
              "no-new-privileges is not on");
  }
  Fixes(kRule, Web(""), Options("      - no-new-privileges:true\n"));
  Fixes(kRule, other,
        Options("      - apparmor:mine\n      - no-new-privileges:true\n"));
  Fixes(kRule, Options("      - 'no-new-privileges:false'\n"),
        Options("      - 'no-new-privileges:true'\n"));
}

TEST(SecurityOptMissing, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/security-opt-missing";
  Catches(kRule, Web(""), 2);
  EXPECT_EQ(MessageOf(kRule, Web("")), "service web sets no security options");
  CatchesNot(kRule, Options("      - a:b\n"));
  CatchesNot(kRule, Options("      - apparmor:unconfined\n"));
  Fixes(kRule, Web(""), Options("      - no-new-privileges:true\n"));
}

}  // namespace
}  // namespace bulkhead::check
