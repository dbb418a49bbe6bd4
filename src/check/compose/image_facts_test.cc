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

}  // namespace
}  // namespace bulkhead::check
