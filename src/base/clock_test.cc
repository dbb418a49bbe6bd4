// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/clock.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace bulkhead::base {
namespace {

TEST(ParseDate, TakesDaysThatExist) {
  EXPECT_EQ(ParseDate("2026-11-24"), (Date{2026, 11, 24}));
  EXPECT_EQ(ParseDate("2024-02-29"), (Date{2024, 2, 29}));
  EXPECT_EQ(ParseDate("0001-01-01"), (Date{1, 1, 1}));
  for (const char* bad :
       {"", "2026-11-2", "2026-11-244", "2023-02-29", "2026-13-01",
        "2026-00-10", "2026-04-31", "2026/11/24", "26-11-24", "2026-11-24 ",
        "-026-11-24", "2026-1-024", "abcd-ef-gh"}) {
    EXPECT_EQ(ParseDate(bad), std::nullopt) << bad;
  }
}

TEST(Date, SortsByDay) {
  EXPECT_LT((Date{2025, 12, 31}), (Date{2026, 1, 1}));
  EXPECT_LT((Date{2026, 1, 31}), (Date{2026, 2, 1}));
  EXPECT_EQ(FormatDate({2026, 2, 3}), "2026-02-03");
  EXPECT_EQ(FormatDate({1, 2, 3}), "0001-02-03");
}

TEST(NowSeconds, HonoursSourceDateEpoch) {
  setenv("SOURCE_DATE_EPOCH", "1709208000", 1);
  EXPECT_EQ(NowSeconds(), 1709208000);
  EXPECT_EQ(Today(), (Date{2024, 2, 29}));
  for (const char* bad : {"", "soon", "-1", "999999999999999999"}) {
    setenv("SOURCE_DATE_EPOCH", bad, 1);
    EXPECT_GT(NowSeconds(), 1709208000) << bad;
    EXPECT_LT(NowSeconds(), 253402300799) << bad;
  }
  unsetenv("SOURCE_DATE_EPOCH");
}

}  // namespace
}  // namespace bulkhead::base
