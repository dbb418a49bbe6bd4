// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

using Aliases = std::vector<std::string>;

TEST(PortOutOfRange, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/port-out-of-range";
  Catches(kRule, "FROM a:1\nEXPOSE 65536\n", 2);
  Catches(kRule, "FROM a:1\nEXPOSE 80 70000/udp\n", 2);
  Catches(kRule, "FROM a:1\nEXPOSE 60000-70000\n", 2);
  Catches(kRule, "FROM a:1\nARG P=70000\nEXPOSE $P\n", 3);
  CatchesNot(kRule, "FROM a:1\nEXPOSE 65535 0-65535/tcp\n");
  CatchesNot(kRule, "FROM a:1\nARG P\nEXPOSE $P 60000-$P\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nEXPOSE 60000-70000\n"),
            "There is no port 70000; the highest is 65535");
}

TEST(SshPort, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/ssh-port";
  Catches(kRule, "FROM a:1\nEXPOSE 80 22/tcp\n", 2);
  Catches(kRule, "FROM a:1\nEXPOSE 20-25\n", 2);
  CatchesNot(kRule, "FROM a:1\nEXPOSE 2222 220 122\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nEXPOSE 22\n"),
            "The SSH port 22 is exposed");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nEXPOSE 20-25\n"),
            "The exposed ports 20-25 include 22, the SSH port");
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\nEXPOSE 22/udp\n")[0].aliases,
            Aliases{"DS-0004"});
  Fixes(kRule, "FROM a:1\nEXPOSE 22\nRUN x\n", "FROM a:1\nRUN x\n");
  Fixes(kRule, "FROM a:1\nEXPOSE 80 22 443\n", "FROM a:1\nEXPOSE 80 443\n");
}

TEST(ProtocolCase, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/protocol-case";
  Catches(kRule, "FROM a:1\nEXPOSE 80/TCP 81/Udp 82/tcp\n", 2, 2);
  CatchesNot(kRule, "FROM a:1\nEXPOSE 80/tcp 81\n");
  CatchesNot(kRule, "FROM a:1\nEXPOSE 80/$PROTO\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nEXPOSE 80/TCP\n"),
            "The protocol TCP of port 80 has upper case letters");
  Fixes(kRule, "FROM a:1\nEXPOSE 80/TCP\n", "FROM a:1\nEXPOSE 80/tcp\n");
}

TEST(HostPort, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/expose-host-port";
  Catches(kRule, "FROM a:1\nEXPOSE 127.0.0.1:80:80\n", 2);
  Catches(kRule, "FROM a:1\nEXPOSE 8080:80/tcp\n", 2);
  CatchesNot(kRule, "FROM a:1\nEXPOSE 80/tcp 90-99\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nEXPOSE 8080:80\n"),
            "EXPOSE 8080:80 names 8080 of the host, which has no effect");
  Fixes(kRule, "FROM a:1\nEXPOSE 127.0.0.1:81:80/tcp 90\n",
        "FROM a:1\nEXPOSE 80/tcp 90\n");
}

TEST(PortOutOfRange, Fixes) {
  constexpr std::string_view kRule = "dockerfile/port-out-of-range";
  Fixes(kRule, "FROM a:1\nEXPOSE 80 70000/udp\n", "FROM a:1\nEXPOSE 80\n");
  Fixes(kRule, "FROM a:1\nEXPOSE 70000\nRUN x\n", "FROM a:1\nRUN x\n");
  Fixes(kRule, "FROM a:1\nEXPOSE 60000-70000/tcp\n",
        "FROM a:1\nEXPOSE 60000-65535/tcp\n");
  OffersNoFix(kRule, "FROM a:1\nARG P=70000\nEXPOSE $P\n");
}

}  // namespace
}  // namespace bulkhead::check
