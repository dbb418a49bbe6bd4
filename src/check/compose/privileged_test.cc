// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

TEST(Privileged, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/privileged";
  constexpr std::string_view kHit =
      "services:\n"
      "  web:\n"
      "    image: a:1\n"
      "    privileged: true\n";
  Catches(kRule, kHit, 4);
  CatchesNot(kRule, "services:\n  web:\n    image: a:1\n");
  CatchesNot(kRule,
             "services:\n  web:\n    image: a:1\n    privileged: false\n");
  EXPECT_EQ(MessageOf(kRule, kHit),
            "service web runs privileged: root in the container is root on "
            "the host");
  EXPECT_EQ(FindingsOf(kRule, kHit)[0].location.object,
            "services.web.privileged");
  Fixes(kRule, kHit, "services:\n  web:\n    image: a:1\n");
}

TEST(Privileged, StandsInTheFileThatSaysSo) {
  std::vector<model::Finding> found = FindingsOf(
      "compose/privileged", "services:\n  web:\n    image: a:1\n",
      {.files = {{"over.yaml", "services:\n  web:\n    privileged: true\n"}},
       .load = {"over.yaml"}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].location.path, "/project/over.yaml");
  EXPECT_EQ(found[0].location.line, 3);
}

TEST(HookPrivileged, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/hook-privileged";
  Catches(kRule,
          "services:\n  web:\n    image: a:1\n    post_start:\n"
          "      - command: ./x\n        privileged: true\n",
          6);
  Catches(kRule,
          "services:\n  web:\n    image: a:1\n    user: '1000'\n"
          "    pre_stop:\n      - command: ./x\n        user: root\n",
          7);
  CatchesNot(kRule,
             "services:\n  web:\n    image: a:1\n    post_start:\n"
             "      - command: ./x\n");
  CatchesNot(kRule,
             "services:\n  web:\n    image: a:1\n    user: root\n"
             "    post_start:\n      - command: ./x\n        user: root\n");
  EXPECT_EQ(MessageOf(kRule,
                      "services:\n  web:\n    image: a:1\n    post_start:\n"
                      "      - command: ./x\n        privileged: true\n"),
            "a post_start hook of service web runs privileged");
}

TEST(BuildPrivileged, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/build-privileged";
  Catches(kRule,
          "services:\n  web:\n    build:\n      context: .\n"
          "      privileged: true\n",
          5);
  Catches(kRule,
          "services:\n  web:\n    build:\n      context: .\n"
          "      network: host\n",
          5);
  Catches(kRule,
          "services:\n  web:\n    build:\n      context: .\n"
          "      entitlements: [security.insecure, x.y]\n",
          5);
  CatchesNot(kRule,
             "services:\n  web:\n    build:\n      context: .\n"
             "      network: none\n");
  CatchesNot(kRule,
             "services:\n  web:\n    build: .\n    network_mode: host\n");
  EXPECT_EQ(MessageOf(kRule,
                      "services:\n  web:\n    build:\n      context: .\n"
                      "      network: host\n"),
            "the build of service web uses the network of the host");
  Fixes(kRule,
        "services:\n  web:\n    build:\n      context: .\n"
        "      network: host\n",
        "services:\n  web:\n    build:\n      context: .\n");
}

TEST(HookPrivileged, Fix) {
  constexpr std::string_view kRule = "compose/hook-privileged";
  constexpr std::string_view kBegin =
      "services:\n  web:\n    image: a:1\n    post_start:\n"
      "      - command: x\n";
  Fixes(kRule, std::string(kBegin) + "        privileged: true\n",
        std::string(kBegin) + "        privileged: false\n");
  Fixes(kRule, std::string(kBegin) + "        user: root\n", kBegin);
  Fixes(kRule,
        std::string(kBegin) + "        privileged: true\n        user: root\n",
        std::string(kBegin) + "        privileged: false\n");
}

TEST(BuildPrivileged, FixOfEntitlements) {
  Fixes("compose/build-privileged",
        "services:\n  web:\n    build:\n      context: .\n"
        "      entitlements: [network.host, x]\n",
        "services:\n  web:\n    build:\n      context: .\n"
        "      entitlements: [x]\n");
}

}  // namespace
}  // namespace bulkhead::check
