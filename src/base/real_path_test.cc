// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/real_path.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/scratch.h"

namespace bulkhead::base {
namespace {

TEST(RealPath, FollowsLinksToTheirEnd) {
  Result<ScratchFolder> made = ScratchFolder::Make("real-path-test");
  ASSERT_TRUE(made.ok());
  std::string root = RealPath(made.value().path());
  std::string folder = JoinPath(root, "folder");
  ASSERT_TRUE(WriteInto(JoinPath(folder, "file"), "x", 0644).ok());
  std::string link = JoinPath(root, "link");
  ASSERT_EQ(symlink("folder", link.c_str()), 0);
  EXPECT_EQ(RealPath(link), folder);
  EXPECT_EQ(RealPath(JoinPath(link, "file")), JoinPath(folder, "file"));
  EXPECT_EQ(RealPath(JoinPath(link, "../folder")), folder);
  EXPECT_EQ(RealPath(JoinPath(link, "missing")), "");
  std::string loop = JoinPath(root, "loop");
  ASSERT_EQ(symlink("loop", loop.c_str()), 0);
  EXPECT_EQ(RealPath(loop), "");
}

}  // namespace
}  // namespace bulkhead::base
