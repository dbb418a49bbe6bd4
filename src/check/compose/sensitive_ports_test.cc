// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/sensitive_ports.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

TEST(SensitivePorts, NumberOrImageTells) {
  ComposeService service;
  ComposePort port;
  port.target = port.target_end = 6379;
  ASSERT_TRUE(FindSensitivePort(service, port));
  EXPECT_EQ(FindSensitivePort(service, port)->what, "Redis");
  port.target = port.target_end = 7777;
  EXPECT_FALSE(FindSensitivePort(service, port));
  service.facts = FindImageFacts(config::ParseImageRef("postgres:16"));
  ASSERT_TRUE(FindSensitivePort(service, port));
  EXPECT_EQ(FindSensitivePort(service, port)->what, "the data store postgres");
  port.target_end = 6388;
  // A range is known by its first port.
  port.target = 6379;
  EXPECT_EQ(FindSensitivePort(service, port)->what, "Redis");
  port.target = 6000;
  EXPECT_EQ(FindSensitivePort(service, port)->what, "the data store postgres");
  service.facts = nullptr;
  port.target = 6379;
  port.target_end = 6388;
  EXPECT_EQ(FindSensitivePort(service, port)->what, "Redis");
  port.target_end = 6389;
  EXPECT_FALSE(FindSensitivePort(service, port));
}

}  // namespace
}  // namespace bulkhead::check
