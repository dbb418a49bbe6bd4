// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/paths.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

TEST(Paths, EngineOf) {
  ComposeMount mount;
  mount.type = "bind";
  mount.source = "/run/podman/podman.sock";
  EXPECT_EQ(EngineOf(mount), "Podman");
  mount.source = "/x/my-docker.sock";
  EXPECT_EQ(EngineOf(mount), "Docker");
  mount.source = "/x/docker.socket";
  EXPECT_EQ(EngineOf(mount), "");
  mount.type = "volume";
  mount.source = "docker.sock";
  EXPECT_EQ(EngineOf(mount), "");
  mount.type = "npipe";
  mount.source = R"(\\.\pipe\docker_engine)";
  EXPECT_EQ(EngineOf(mount), "Docker");
}

TEST(Paths, FindColon) {
  EXPECT_EQ(FindColon("/a:/b:ro"), 2u);
  EXPECT_EQ(FindColon("/a:/b:ro", 3), 5u);
  EXPECT_EQ(FindColon("${A:-${B:-x}}/y:/z"), 15u);
  EXPECT_EQ(FindColon("${A:?set}"), std::string_view::npos);
}

TEST(Paths, KicsComparesBeginnings) {
  EXPECT_TRUE(KicsCallsSensitive("/"));
  EXPECT_TRUE(KicsCallsSensitive("/var/data"));
  EXPECT_TRUE(KicsCallsSensitive("/library"));
  EXPECT_FALSE(KicsCallsSensitive("/opt"));
  EXPECT_FALSE(KicsCallsSensitive("./etc"));
  EXPECT_FALSE(KicsCallsSensitive("${X}/etc"));
}

}  // namespace
}  // namespace bulkhead::check
