// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/overlay.h"

#include <gtest/gtest.h>

namespace bulkhead::base {
namespace {

TEST(Overlay, ReplacesAndAddsFiles) {
  MemoryFileSystem below;
  below.Add("/a/old", "1");
  below.Add("/a/other", "2");
  OverlayFileSystem files(below);
  files.Set("/a/old", "changed");
  files.Set("/a/new", "3");
  EXPECT_EQ(files.Read("/a/old", 100).value()->text(), "changed");
  EXPECT_EQ(files.Read("/a/other", 100).value()->text(), "2");
  EXPECT_EQ(files.Read("/a/new", 100).value()->text(), "3");
  EXPECT_FALSE(files.Read("/a/new", 0).ok());
  EXPECT_EQ(files.Stat("/a/new").type, FileType::kRegular);
  EXPECT_EQ(files.Stat("/a/old").size, 7u);
  Result<std::vector<DirEntry>> entries = files.List("/a");
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries.value().size(), 3u);
  EXPECT_EQ(entries.value()[0].name, "new");
  EXPECT_FALSE(files.List("/none").ok());
}

TEST(Overlay, KnowsAFileByAnyOfItsNames) {
  MemoryFileSystem below;
  OverlayFileSystem files(below);
  files.Set("a/../b", "1");
  EXPECT_EQ(files.Read(CurrentFolder() + "/b", 100).value()->text(), "1");
  files.Set(CurrentFolder() + "/c", "2");
  EXPECT_EQ(files.Read("./c", 100).value()->text(), "2");
}

}  // namespace
}  // namespace bulkhead::base
