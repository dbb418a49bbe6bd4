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

TEST(ReadOnlyRoot, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/read-only-root";
  Catches(kRule, Web(""), 2);
  Catches(kRule, Web("    read_only: false\n"), 4);
  EXPECT_EQ(MessageOf(kRule, Web("")),
            "service web can write to its root file system");
  CatchesNot(kRule, Web("    read_only: true\n"));
  Catches(kRule, Web("    volumes: ['/a:/b:ro']\n"), 2);
  Fixes(kRule, Web(""),
        Web("    read_only: true\n    tmpfs:\n"
            "      - /tmp:noexec,nosuid,size=64m\n"));
  Fixes(kRule, Web("    tmpfs: /x\n"),
        Web("    tmpfs: /x\n    read_only: true\n"));
  Fixes(kRule, Web("    read_only: false\n"), Web("    read_only: true\n"));
}

// The image of the service writes to folders.
TEST(ReadOnlyRoot, KeepsWhatTheImageWrites) {
  constexpr std::string_view kRule = "compose/read-only-root";
  constexpr std::string_view kData =
      "services:\n  web:\n    image: apache/kafka:4.0.0\n";
  EXPECT_EQ(MessageOf(kRule, kData),
            "service web can write to its root file system, and must: "
            "/opt/kafka/config, /opt/kafka/logs lie in no volume");
  EXPECT_FALSE(FindingsOf(kRule, kData)[0].fix.has_value());
  constexpr std::string_view kMounted =
      "    volumes:\n"
      "      - config:/opt/kafka/config\n"
      "      - logs:/opt/kafka/logs\n";
  constexpr std::string_view kVolumes = "volumes:\n  config:\n  logs:\n";
  Fixes(kRule, base::Format("{}{}{}", kData, kMounted, kVolumes),
        base::Format("{}{}    read_only: true\n    tmpfs:\n"
                     "      - /tmp:noexec,nosuid,size=64m\n{}",
                     kData, kMounted, kVolumes));
  // What may go with the container goes into the tmpfs that are there.
  ComposeTestOptions built = {
      .dockerfiles = {{"web", "FROM alpine:3\nRUN mkdir -p /run/app\n"}}};
  constexpr std::string_view kBuilt = "services:\n  web:\n    build: .\n";
  Fixes(kRule, kBuilt,
        base::Format("{}    read_only: true\n    tmpfs:\n"
                     "      - /tmp:noexec,nosuid,size=64m\n"
                     "      - /run/app:noexec,nosuid,size=64m\n",
                     kBuilt),
        built);
  Fixes(kRule, base::Format("{}    tmpfs:\n      - /x\n", kBuilt),
        base::Format("{}    tmpfs:\n      - /x\n      - /run/app\n"
                     "    read_only: true\n",
                     kBuilt),
        built);
}

// Vault's entry point runs setcap on its program unless SKIP_SETCAP is set.
TEST(ReadOnlyRoot, SetsWhatTheImageNeeds) {
  constexpr std::string_view kRule = "compose/read-only-root";
  constexpr std::string_view kMounts =
      "    volumes: [logs:/vault/logs, file:/vault/file]\n";
  auto vault = [&](std::string_view rest) {
    return base::Format(
        "services:\n  v:\n    image: hashicorp/vault:1.19\n{}{}"
        "volumes: {{logs: {{}}, file: {{}}}}\n",
        kMounts, rest);
  };
  constexpr std::string_view kAdded =
      "    read_only: true\n    tmpfs:\n"
      "      - /tmp:noexec,nosuid,size=64m\n";
  Fixes(kRule, vault(""),
        vault(base::Format("{}    environment:\n"
                           "      SKIP_SETCAP: \"true\"\n",
                           kAdded)));
  Fixes(kRule, vault("    environment:\n      A: b\n"),
        vault(base::Format("    environment:\n      A: b\n"
                           "      SKIP_SETCAP: \"true\"\n{}",
                           kAdded)));
  Fixes(kRule, vault("    environment:\n      - A=b\n"),
        vault(base::Format("    environment:\n      - A=b\n"
                           "      - SKIP_SETCAP=true\n{}",
                           kAdded)));
  Fixes(kRule, vault("    environment: [SKIP_SETCAP=1]\n"),
        vault(base::Format("    environment: [SKIP_SETCAP=1]\n{}", kAdded)));
}

TEST(TmpfsOptions, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/tmpfs-options";
  Catches(kRule, Web("    tmpfs: /tmp\n"), 4);
  Catches(kRule, Web("    tmpfs:\n      - /tmp:exec,size=1m\n"), 5);
  EXPECT_EQ(MessageOf(kRule, Web("    tmpfs: /tmp\n")),
            "the tmpfs /tmp of service web has no limit of size");
  EXPECT_EQ(SeverityOf(kRule, Web("    tmpfs: /tmp\n    mem_limit: 1g\n")),
            Severity::kInfo);
  CatchesNot(kRule, Web("    tmpfs: [\"/tmp:noexec,size=1m\"]\n"));
  CatchesNot(kRule, Web("    tmpfs: [\"/exec:size=1m\"]\n"));
  CatchesNot(kRule, Web(""));
  Fixes(kRule, Web("    tmpfs:\n      - /tmp:noexec\n"),
        Web("    tmpfs:\n      - /tmp:noexec,size=64m\n"));
  Catches(kRule, Web("    volumes:\n      - type: tmpfs\n        target: /t\n"),
          5);
  CatchesNot(kRule,
             Web("    volumes:\n      - type: tmpfs\n        target: /t\n"
                 "        tmpfs:\n          size: 1000000\n"));
}

}  // namespace
}  // namespace bulkhead::check
