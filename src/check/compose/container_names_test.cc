// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

TEST(ContainerNames, Duplicate) {
  constexpr std::string_view kRule = "compose/duplicate-container-name";
  constexpr std::string_view kHit =
      "services:\n"
      "  a:\n"
      "    image: x:1\n"
      "    container_name: one\n"
      "  b:\n"
      "    image: x:1\n"
      "    container_name: one\n";
  Catches(kRule, kHit, 7);
  EXPECT_EQ(MessageOf(kRule, kHit),
            "services a and b both name their container one: only one of them "
            "can run");
  Fixes(kRule, kHit,
        "services:\n"
        "  a:\n"
        "    image: x:1\n"
        "    container_name: one\n"
        "  b:\n"
        "    image: x:1\n");
  CatchesNot(kRule,
             "services: {a: {image: x, container_name: one}, "
             "b: {image: x, container_name: two}}\n");
  CatchesNot(kRule, "services: {one: {image: x}, b: {image: x}}\n");
  CatchesNot(kRule,
             "services: {a: {image: x, container_name: 'one${N}'}, "
             "b: {image: x, container_name: 'one${N}'}}\n");
}

}  // namespace
}  // namespace bulkhead::check
