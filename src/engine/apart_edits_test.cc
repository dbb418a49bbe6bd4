// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/apart_edits.h"

#include <gtest/gtest.h>

namespace bulkhead::engine {
namespace {

struct Row {
  model::Edit first;
  model::Edit second;
  bool fit;
};

const Row kRows[] = {
    // Removed neighbours, and what overlaps.
    {{"f", {0, 5}, ""}, {"f", {5, 9}, ""}, true},
    {{"f", {0, 5}, ""}, {"f", {4, 9}, ""}, false},
    {{"f", {0, 9}, ""}, {"f", {4, 5}, "x"}, false},
    // An insertion at an end may belong to what is replaced.
    {{"f", {0, 5}, "a"}, {"f", {5, 5}, "b"}, false},
    {{"f", {5, 5}, "b"}, {"f", {5, 9}, "a"}, false},
    {{"f", {0, 5}, "a"}, {"f", {6, 6}, "b"}, true},
    // What both want alike is made once.
    {{"f", {2, 4}, "a"}, {"f", {2, 4}, "a"}, true},
    {{"f", {2, 4}, "a"}, {"f", {2, 4}, "b"}, false},
    // Whole lines at one place, but for one key.
    {{"f", {5, 5}, "\n  a: 1"}, {"f", {5, 5}, "\n  b: 1"}, true},
    {{"f", {5, 5}, "\n  a: 1"}, {"f", {5, 5}, "\n  a: 2"}, false},
    {{"f", {5, 5}, "a\n"}, {"f", {5, 5}, "b\n"}, true},
    {{"f", {5, 5}, "a\n"}, {"f", {5, 5}, "\nb"}, false},
};

TEST(ApartEdits, HasRoomForWhatDoesNotTouch) {
  for (const Row& row : kRows) {
    ApartEdits one;
    one.Add(row.first);
    EXPECT_EQ(one.HasRoomFor(row.second), row.fit)
        << row.first.range.begin << " " << row.second.range.begin << " "
        << row.second.replacement;
    ApartEdits other;
    other.Add(row.second);
    EXPECT_EQ(other.HasRoomFor(row.first), row.fit)
        << row.first.range.begin << " " << row.second.range.begin << " "
        << row.second.replacement;
  }
}

TEST(ApartEdits, LooksPastNeighbours) {
  const model::Edit edits[] = {
      {"f", {0, 4}, ""}, {"f", {4, 8}, ""}, {"f", {10, 12}, ""}};
  ApartEdits apart;
  for (const model::Edit& edit : edits) apart.Add(edit);
  EXPECT_TRUE(apart.HasRoomFor({"f", {8, 10}, ""}));
  EXPECT_FALSE(apart.HasRoomFor({"f", {3, 4}, ""}));
  EXPECT_FALSE(apart.HasRoomFor({"f", {8, 11}, ""}));
}

}  // namespace
}  // namespace bulkhead::engine
