// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/scratch.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/fd.h"
#include "base/fs.h"
#include "base/interrupt.h"
#include "base/testing.h"

namespace bulkhead::base {
namespace {

TEST(ScratchFolder, IsPrivateAndGoesAway) {
  std::string path;
  {
    Result<ScratchFolder> folder = ScratchFolder::Make("bulkhead-test");
    ASSERT_TRUE(folder.ok());
    path = folder.value().path();
    struct stat info = {};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777u, 0700u);
    ASSERT_TRUE(WriteInto(path + "/a/b", "x").ok());
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(CopyTree, KeepsModesAndLinks) {
  TemporaryFolder from;
  TemporaryFolder to;
  from.Write("in/a/run.sh", "#!/bin/sh\n");
  chmod(from.Path("in/a/run.sh").c_str(), 0750);
  std::filesystem::create_symlink("/nowhere", from.Path("in/link"));
  ASSERT_TRUE(CopyTree(from.Path("in"), to.Path("x/y")).ok());
  struct stat info = {};
  ASSERT_EQ(stat(to.Path("x/y/a/run.sh").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0750u);
  EXPECT_EQ(std::filesystem::read_symlink(to.Path("x/y/link")), "/nowhere");
  ASSERT_TRUE(CopyTree(from.Path("in/a/run.sh"), to.Path("z/run.sh")).ok());
  EXPECT_EQ(ReadUnsized(to.Path("z/run.sh"), 100).value(), "#!/bin/sh\n");
}

TEST(CopyTree, RefusesTooMuch) {
  TemporaryFolder folder;
  folder.Write("in/a", "12345");
  folder.Write("in/b", "12345");
  Status many =
      CopyTree(folder.Path("in"), folder.Path("out"), {.max_entries = 1});
  ASSERT_FALSE(many.ok());
  EXPECT_EQ(many.error().code, ErrorCode::kLimit);
  Status large =
      CopyTree(folder.Path("in"), folder.Path("out"), {.max_bytes = 9});
  ASSERT_FALSE(large.ok());
  EXPECT_EQ(large.error().message,
            folder.Path("in") +
                " holds more than 300000 files or 0 MiB, too much to copy");
  EXPECT_FALSE(std::filesystem::exists(folder.Path("out")));
}

TEST(WriteInto, ReplacesALinkAndNotItsTarget) {
  TemporaryFolder folder;
  folder.Write("target", "old");
  std::filesystem::create_symlink(folder.Path("target"), folder.Path("link"));
  ASSERT_TRUE(WriteInto(folder.Path("link"), "new").ok());
  EXPECT_EQ(ReadUnsized(folder.Path("target"), 100).value(), "old");
  EXPECT_EQ(ReadUnsized(folder.Path("link"), 100).value(), "new");
}

TEST(InterruptGuard, TurnsSignalsIntoAFlag) {
  {
    InterruptGuard guard;
    EXPECT_FALSE(InterruptGuard::flag().load());
    raise(SIGTERM);
    EXPECT_TRUE(InterruptGuard::flag().load());
  }
  InterruptGuard again;
  EXPECT_FALSE(InterruptGuard::flag().load());
}

}  // namespace
}  // namespace bulkhead::base
