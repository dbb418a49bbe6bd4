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
  port.target = 6000;
  EXPECT_EQ(FindSensitivePort(service, port)->what, "Redis");
}

}  // namespace
}  // namespace bulkhead::check
