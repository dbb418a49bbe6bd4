// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/places.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

TEST(ComposePlaces, AnyIn) {
  const base::Source one("one.yaml", "");
  const base::Source two("two.yaml", "");
  const ComposePlaces places(
      {{&two, {5, 9}}, {&one, {40, 50}}, {}, {&one, {10, 20}}});
  struct Case {
    config::ComposePlace whole;
    bool expected;
  };
  const Case kCases[] = {
      {{&one, {10, 20}}, true},  {{&one, {0, 99}}, true},
      {{&one, {20, 60}}, true},  {{&one, {11, 39}}, false},
      {{&one, {10, 19}}, false}, {{&one, {5, 9}}, false},
      {{&one, {60, 99}}, false}, {{&two, {0, 9}}, true},
      {{&two, {6, 99}}, false},  {{}, false},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(places.AnyIn(c.whole), c.expected)
        << c.whole.range.begin << " to " << c.whole.range.end;
  }
  EXPECT_FALSE(ComposePlaces().AnyIn({&one, {0, 99}}));
}

}  // namespace
}  // namespace bulkhead::check
