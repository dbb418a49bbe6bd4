// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/approved_images.h"

#include <string>

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

TEST(ApprovedImages, PatternsOfNameTagAndDigest) {
  struct Row {
    std::string pattern;
    std::string image;
    bool approved;
  };
  const std::string digest = "@sha256:" + std::string(64, 'a');
  for (const Row& row : {
           Row{"debian", "debian:12", true},
           Row{"debian", "docker.io/library/debian", true},
           Row{"docker.io/library/debian", "debian:12", true},
           Row{"debian:12*", "debian:12-slim", true},
           Row{"debian:12*", "debian:11", false},
           Row{"debian:12", "debian:12" + digest, true},
           Row{"debian" + digest, "debian:12" + digest, true},
           Row{"ghcr.io/org/*", "ghcr.io/org/tool:1", true},
           Row{"ghcr.io/org/*", "ghcr.io/other/tool:1", false},
           Row{"debian", "debian-evil", false},
       }) {
    config::ImageRef image = config::ParseImageRef(row.image);
    ASSERT_TRUE(image.valid) << row.image << ": " << image.error;
    EXPECT_EQ(IsApproved(image, {row.pattern}), row.approved)
        << row.pattern << " and " << row.image;
    EXPECT_FALSE(IsApproved(image, {}));
  }
}

}  // namespace
}  // namespace bulkhead::check
