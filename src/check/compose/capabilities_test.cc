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

TEST(CapAddAll, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/cap-add-all";
  std::string hit = Web("    cap_add:\n      - ALL\n");
  Catches(kRule, hit, 5);
  Catches(kRule, Web("    cap_add: [all]\n"), 4);
  CatchesNot(kRule, Web("    cap_drop: [ALL]\n"));
  CatchesNot(kRule, Web("    cap_add: [CHOWN]\n"));
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web gets every capability: it can mount the disk of the "
            "host");
  Fixes(kRule, hit, Web(""));
}

TEST(CapAddDangerous, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/cap-add-dangerous";
  Catches(kRule, Web("    cap_add: [CAP_SYS_ADMIN, chown, sys_module]\n"), 4,
          2);
  CatchesNot(kRule, Web("    cap_add: [CHOWN, NET_BIND_SERVICE]\n"));
  CatchesNot(kRule, Web("    cap_drop: [SYS_ADMIN]\n"));
  std::string alone = Web("    cap_add: [NET_ADMIN]\n");
  EXPECT_EQ(SeverityOf(kRule, alone), Severity::kMedium);
  std::string with = Web("    cap_add: [NET_ADMIN]\n    network_mode: host\n");
  EXPECT_EQ(SeverityOf(kRule, with), Severity::kHigh);
  EXPECT_EQ(MessageOf(kRule, with),
            "service web gets the capability NET_ADMIN: it can change the "
            "firewall and routes of the host");
  std::string boot = Web("    cap_add: [SYS_BOOT]\n");
  EXPECT_EQ(SeverityOf(kRule, boot), Severity::kLow);
  EXPECT_EQ(SeverityOf(kRule, boot + "    pid: host\n"), Severity::kHigh);
  Fixes(kRule, Web("    cap_add:\n      - CHOWN\n      - SYS_ADMIN\n"),
        Web("    cap_add:\n      - CHOWN\n"));
}

TEST(CapAdd, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/cap-add";
  std::string low = Web("    cap_add: [IPC_LOCK]\n");
  Catches(kRule, low, 4);
  EXPECT_EQ(SeverityOf(kRule, low), Severity::kLow);
  EXPECT_EQ(MessageOf(kRule, low), "service web adds the capability IPC_LOCK");
  std::string back = Web("    cap_drop: [ALL]\n    cap_add: [CHOWN]\n");
  EXPECT_EQ(SeverityOf(kRule, back), Severity::kInfo);
  EXPECT_EQ(MessageOf(kRule, Web("    cap_add: [CHOWN]\n")),
            "service web adds the capability CHOWN, which it has anyway");
  CatchesNot(kRule, Web("    cap_add: [ALL]\n"));
  CatchesNot(kRule, Web("    cap_add: [SYS_ADMIN]\n"));
  CatchesNot(kRule, Web("    cap_drop: [CHOWN]\n"));
}

TEST(CapDropMissing, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/cap-drop-missing";
  Catches(kRule, Web(""), 2);
  EXPECT_EQ(AliasesOf(kRule, Web("")).size(), 4u);
  std::string some = Web("    cap_drop:\n      - CHOWN\n");
  Catches(kRule, some, 4);
  EXPECT_EQ(AliasesOf(kRule, some),
            (std::vector<std::string>{"docker-bench-5.4", "CIS-5.4"}));
  EXPECT_EQ(MessageOf(kRule, Web("    cap_drop: []\n")),
            MessageOf(kRule, Web("")));
  Fixes(kRule, Web("    cap_drop: []\n"), Web("    cap_drop: [ALL]\n"));
  CatchesNot(kRule, Web("    cap_drop: [all]\n"));
  CatchesNot(kRule, Web("    cap_drop: ['ALL']\n    cap_add: [CHOWN]\n"));
  EXPECT_EQ(MessageOf(kRule, Web("")),
            "service web keeps the 14 capabilities that Docker gives by "
            "default");
  EXPECT_EQ(FindingsOf(kRule, Web(""))[0].location.object, "services.web");
  Fixes(kRule, Web(""), Web("    cap_drop:\n      - ALL\n"));
  Fixes(kRule, some, Web("    cap_drop:\n      - CHOWN\n      - ALL\n"));
  // Starts as root and becomes another user.
  std::string store = "services:\n  db:\n    image: postgres:16\n";
  Fixes(kRule, store,
        store +
            "    cap_drop:\n      - ALL\n    cap_add:\n      - CHOWN\n"
            "      - DAC_OVERRIDE\n      - FOWNER\n      - SETGID\n"
            "      - SETUID\n");
  EXPECT_FALSE(FindingsOf(kRule, store + "    cap_add: [SYS_NICE]\n")[0].fix);
  // Only its workers are another user.
  std::string nginx = "services:\n  w:\n    image: nginx:1.27\n";
  Fixes(kRule, nginx,
        nginx +
            "    cap_drop:\n      - ALL\n    cap_add:\n      - CHOWN\n"
            "      - SETGID\n      - SETUID\n");
  Fixes(kRule, nginx + "    user: '101'\n",
        nginx + "    user: '101'\n    cap_drop:\n      - ALL\n");
  constexpr std::string_view kBuilt = "services:\n  web:\n    build: .\n";
  Fixes(kRule, kBuilt,
        std::string(kBuilt) +
            "    cap_drop:\n      - ALL\n    cap_add:\n      - CHOWN\n"
            "      - SETGID\n      - SETUID\n",
        {.dockerfiles = {{"web", "FROM nginx:1.27\nCOPY . /x\n"}}});
  Fixes(kRule, kBuilt, std::string(kBuilt) + "    cap_drop:\n      - ALL\n",
        {.dockerfiles = {{"web", "FROM nginx:1.27\nUSER 101\n"}}});
  // Its entry point calls setcap.
  std::string vault = "services:\n  v:\n    image: hashicorp/vault:1.19\n";
  Fixes(kRule, vault,
        vault +
            "    cap_drop:\n      - ALL\n    cap_add:\n      - CHOWN\n"
            "      - DAC_OVERRIDE\n      - FOWNER\n      - SETGID\n"
            "      - SETUID\n      - SETFCAP\n");
  CatchesNot("compose/cap-add",
             vault + "    cap_drop: [ALL]\n    cap_add: [SETFCAP]\n");
}

TEST(NeedlessCapability, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/needless-capability";
  std::string hit =
      Web("    cap_add: [NET_BIND_SERVICE]\n    ports: ['80:8080']\n");
  Catches(kRule, hit, 4);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web gets NET_BIND_SERVICE, but listens on no port below "
            "1024 (the lowest is 8080)");
  CatchesNot(kRule,
             Web("    cap_add: [NET_BIND_SERVICE]\n    ports: ['8080:80']\n"));
  CatchesNot(kRule, Web("    cap_add: [NET_BIND_SERVICE]\n"));
  CatchesNot(kRule, Web("    cap_add: [CHOWN]\n    ports: ['80:8080']\n"));
  Catches(kRule,
          "services:\n  web:\n    build: .\n    cap_add: [NET_BIND_SERVICE]\n",
          4, 1, {.dockerfiles = {{"web", "FROM a:1\nEXPOSE 3000\n"}}});
}

TEST(CapAdd, Fix) {
  constexpr std::string_view kRule = "compose/cap-add";
  Fixes(kRule,
        "services:\n  web:\n    image: a:1\n    cap_add:\n      - CHOWN\n"
        "      - SYS_ADMIN\n",
        "services:\n  web:\n    image: a:1\n    cap_add:\n"
        "      - SYS_ADMIN\n");
  Fixes(kRule,
        "services:\n  web:\n    image: a:1\n"
        "    cap_add: [SYS_ADMIN, CHOWN]\n",
        "services:\n  web:\n    image: a:1\n    cap_add: [SYS_ADMIN]\n");
  Fixes(kRule,
        "services:\n  web:\n    image: a:1\n"
        "    cap_add: [CHOWN , SYS_ADMIN]\n",
        "services:\n  web:\n    image: a:1\n    cap_add: [SYS_ADMIN]\n");
}

}  // namespace
}  // namespace bulkhead::check
