// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/shared_text.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::base {
namespace {

TEST(SharedText, CopiesShareOneText) {
  std::string long_text(100, 'x');
  SharedText copy;
  {
    SharedText text = long_text;
    copy = text;
    EXPECT_EQ(copy.view().data(), text.view().data());
  }
  EXPECT_EQ(copy, long_text);
  EXPECT_EQ(copy.size(), 100u);
}

TEST(SharedText, OfAConstantIsTheConstant) {
  static constexpr std::string_view kText = "dockerfile/latest-tag";
  SharedText text = SharedText::Constant(kText);
  EXPECT_EQ(text.view().data(), kText.data());
  EXPECT_TRUE(text.starts_with("dockerfile/"));
}

TEST(SharedText, IsComparedAndPrintedAsText) {
  SharedText a = "a";
  EXPECT_EQ(a, SharedText(std::string("a")));
  EXPECT_EQ("a", a);
  EXPECT_NE(a, "b");
  EXPECT_LT(a, SharedText("b"));
  EXPECT_EQ(Format("<{:<2}>", a), "<a >");
  EXPECT_TRUE(SharedText().empty());
  EXPECT_EQ(SharedText(), "");
}

TEST(SharedTexts, HoldListsOfTheirOwnAndConstantOnes) {
  static constexpr std::string_view kNames[] = {"DL3007", "DS-0001"};
  SharedTexts copy;
  {
    SharedTexts own = std::vector<std::string>{"DL3007", "DS-0001"};
    copy = own;
    EXPECT_EQ(own.begin(), copy.begin());
  }
  EXPECT_EQ(copy, kNames);
  SharedTexts constant = SharedTexts::Constant(kNames);
  EXPECT_EQ(constant.begin(), kNames);
  EXPECT_EQ(constant, copy);
  constant.clear();
  EXPECT_TRUE(constant.empty());
  EXPECT_NE(constant, copy);
}

}  // namespace
}  // namespace bulkhead::base
