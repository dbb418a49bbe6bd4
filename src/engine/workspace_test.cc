// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/workspace.h"

#include <gtest/gtest.h>

namespace bulkhead::engine {
namespace {

std::string TextOf(const base::FileSystem& files, const std::string& path) {
  base::Result<std::shared_ptr<const base::Source>> source =
      files.Read(path, 100);
  return source.ok() ? std::string(source.value()->text())
                     : source.error().message;
}

TEST(Workspace, HasChangesUnderEverySpelling) {
  base::MemoryFileSystem files;
  files.Add("/w/p/a", "old");
  Workspace workspace(files, "/w");
  EXPECT_EQ(TextOf(workspace, "/w/p/a"), "old");
  workspace.Set("p/a", "new");
  for (const char* path : {"/w/p/a", "p/a", "./p/a", "p/../p//a"}) {
    EXPECT_EQ(TextOf(workspace, path), "new") << path;
  }
  EXPECT_EQ(TextOf(files, "/w/p/a"), "old");
  EXPECT_EQ(workspace.Stat("p/a").size, 3u);
}

TEST(Workspace, ListsNewFiles) {
  base::MemoryFileSystem files;
  files.Add("/w/p/b", "b");
  Workspace workspace(files, "/w");
  workspace.Set("/w/p/a", "a");
  workspace.Set("/w/q/new", "n");
  base::Result<std::vector<base::DirEntry>> entries = workspace.List("/w/p");
  ASSERT_TRUE(entries.ok());
  std::vector<std::string> names;
  for (const base::DirEntry& entry : entries.value()) {
    names.push_back(entry.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(workspace.List("/w/q").value().size(), 1u);
  EXPECT_TRUE(workspace.Exists("q/new"));
  EXPECT_FALSE(workspace.Exists("q/other"));
}

TEST(Workspace, BoundsWhatItReads) {
  base::MemoryFileSystem files;
  Workspace workspace(files, "/w");
  workspace.Set("a", std::string(101, 'x'));
  EXPECT_EQ(TextOf(workspace, "a"),
            "a has 101 bytes, more than the limit of 100");
}

TEST(ReadRecorder, NotesWhatIsNotThere) {
  base::MemoryFileSystem files;
  files.Add("/w/a", "a");
  Workspace workspace(files, "/w");
  ReadRecorder recorder(workspace);
  TextOf(recorder, "a");
  TextOf(recorder, "/w/missing");
  EXPECT_EQ(recorder.Take(), (std::set<std::string>{"/w/a", "/w/missing"}));
}

}  // namespace
}  // namespace bulkhead::engine
