// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/topology.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

TEST(Topology, HostOfAValue) {
  EXPECT_EQ(HostOf("db"), "db");
  EXPECT_EQ(HostOf("db:5432"), "db");
  EXPECT_EQ(HostOf("postgres://me:pw@db:5432/app?x=1"), "db");
  EXPECT_EQ(HostOf("http://api/v1"), "api");
  EXPECT_EQ(HostOf(""), "");
}

TEST(Topology, ReachAndMention) {
  base::Result<config::ComposeProject> project =
      config::LoadComposeText("/project/compose.yaml",
                              "services:\n"
                              "  web:\n"
                              "    image: a:1\n"
                              "    networks: [front]\n"
                              "    environment:\n"
                              "      API: http://api:80\n"
                              "      MYSQL_DATABASE: db\n"
                              "  api:\n"
                              "    image: b:1\n"
                              "    networks: [front, back]\n"
                              "  db:\n"
                              "    image: postgres:16\n"
                              "    networks: [back]\n"
                              "  side:\n"
                              "    image: c:1\n"
                              "    network_mode: service:db\n"
                              "  host:\n"
                              "    image: c:1\n"
                              "    network_mode: host\n"
                              "networks:\n"
                              "  front:\n"
                              "  back:\n");
  ASSERT_TRUE(project.ok()) << project.error().message;
  ComposeOptions options;
  ComposeContext context = MakeComposeContext(project.value(), options);
  const ComposeService& web = *context.FindService("web");
  const ComposeService& api = *context.FindService("api");
  const ComposeService& db = *context.FindService("db");
  EXPECT_TRUE(CanReach(context, web, api));
  EXPECT_FALSE(CanReach(context, web, db));
  EXPECT_TRUE(CanReach(context, *context.FindService("side"), api));
  EXPECT_FALSE(CanReach(context, *context.FindService("side"), web));
  EXPECT_TRUE(CanReach(context, *context.FindService("host"), web));
  EXPECT_NE(MentionOf(web, api), nullptr);
  EXPECT_EQ(MentionOf(web, db), nullptr);
  EXPECT_TRUE(IsDataStore(db));
  EXPECT_FALSE(IsDataStore(web));
}

}  // namespace
}  // namespace bulkhead::check
