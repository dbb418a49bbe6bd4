// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/image_facts.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

const ImageFacts* Facts(std::string_view image) {
  return FindImageFacts(config::ParseImageRef(image));
}

TEST(ImageFacts, FindsByNameWhateverTheTag) {
  ASSERT_NE(Facts("postgres:16"), nullptr);
  EXPECT_EQ(Facts("postgres")->name, "postgres");
  EXPECT_EQ(Facts("docker.io/library/postgres:16"), Facts("postgres"));
  EXPECT_EQ(Facts("example.org/postgres:16"), nullptr);
  EXPECT_EQ(Facts("my/postgres"), nullptr);
}

TEST(ImageFacts, TableIsInOrderAndPlain) {
  std::string_view before;
  for (const ImageFacts& facts : AllImageFacts()) {
    EXPECT_LT(before, facts.name);
    before = facts.name;
    EXPECT_EQ(FindImageFacts(config::ParseImageRef(facts.name)), &facts);
    // It is put between double quotes.
    EXPECT_EQ(facts.health.find_first_of("\"\\"), std::string_view::npos);
    EXPECT_FALSE(facts.drops_root && facts.runs_as_root()) << facts.name;
  }
}

}  // namespace
}  // namespace bulkhead::check
