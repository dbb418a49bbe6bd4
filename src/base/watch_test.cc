// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/watch.h"

#include <gtest/gtest.h>

#include <csignal>

#include "base/testing.h"

namespace bulkhead::base {
namespace {

constexpr std::chrono::milliseconds kQuiet(1);

TEST(FolderWatcher, TellsOfChanges) {
  TemporaryFolder folder;
  Interrupts interrupts;
  FolderWatcher watcher(10);
  ASSERT_TRUE(watcher.Add(folder.Path("")).ok());
  ASSERT_TRUE(watcher.Add(folder.Path("")).ok());
  ASSERT_TRUE(watcher.Add(folder.Path("missing")).ok());
  EXPECT_EQ(watcher.size(), 1u);
  folder.Write("Dockerfile", "FROM a\n");
  Result<bool> changed = watcher.Wait(interrupts, kQuiet);
  ASSERT_TRUE(changed.ok());
  EXPECT_TRUE(changed.value());
}

TEST(FolderWatcher, EndsAtASignal) {
  TemporaryFolder folder;
  Interrupts interrupts;
  FolderWatcher watcher(10);
  ASSERT_TRUE(watcher.Add(folder.Path("")).ok());
  raise(SIGINT);
  Result<bool> changed = watcher.Wait(interrupts, kQuiet);
  ASSERT_TRUE(changed.ok());
  EXPECT_FALSE(changed.value());
}

TEST(FolderWatcher, IsBounded) {
  TemporaryFolder one;
  TemporaryFolder two;
  FolderWatcher watcher(1);
  ASSERT_TRUE(watcher.Add(one.Path("")).ok());
  Status added = watcher.Add(two.Path(""));
  ASSERT_FALSE(added.ok());
  EXPECT_EQ(added.error().code, ErrorCode::kLimit);
  EXPECT_EQ(added.error().message,
            "there are more than 1 folders to watch; name fewer");
}

TEST(FolderWatcher, ForgetsAFolderThatIsGone) {
  Interrupts interrupts;
  FolderWatcher watcher(1);
  {
    TemporaryFolder gone;
    ASSERT_TRUE(watcher.Add(gone.Path("")).ok());
  }
  ASSERT_TRUE(watcher.Wait(interrupts, kQuiet).ok());
  EXPECT_EQ(watcher.size(), 0u);
  TemporaryFolder other;
  EXPECT_TRUE(watcher.Add(other.Path("")).ok());
}

}  // namespace
}  // namespace bulkhead::base
