// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/staged_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/fs.h"

namespace bulkhead::base {
namespace {

class StagedFileTest : public testing::Test {
 protected:
  StagedFileTest() : folder_("/tmp/bulkhead-staged-XXXXXX") {
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    EXPECT_TRUE(ReplaceFile(Path("a"), "old").ok());
  }
  ~StagedFileTest() override {
    for (const char* name : {"a", "link", "s/t/new"})
      unlink(Path(name).c_str());
    for (const char* name : {"s/t", "s", ""}) rmdir(Path(name).c_str());
  }
  [[nodiscard]] std::string Path(const std::string& name) const {
    return folder_ + "/" + name;
  }
  [[nodiscard]] std::string TextOf(const std::string& name) const {
    Result<std::shared_ptr<const Source>> source =
        RealFileSystem().Read(Path(name), 100);
    return source.ok() ? std::string(source.value()->text()) : "<none>";
  }
  [[nodiscard]] std::size_t CountFiles() const {
    return RealFileSystem().List(folder_).value().size();
  }
  // The message of a refusal, without the folder.
  [[nodiscard]] std::string Refusal(const std::string& name,
                                    const StageOptions& options = {}) const {
    Result<StagedFile> staged = StagedFile::Stage(Path(name), "new", options);
    return staged.ok() ? "" : staged.error().message.substr(folder_.size() + 1);
  }

  std::string folder_;
};

TEST_F(StagedFileTest, ChangesNothingBeforeCommit) {
  {
    Result<StagedFile> staged = StagedFile::Stage(Path("a"), "new");
    ASSERT_TRUE(staged.ok());
    EXPECT_EQ(TextOf("a"), "old");
    EXPECT_EQ(CountFiles(), 2u);
  }
  EXPECT_EQ(CountFiles(), 1u);
  Result<StagedFile> staged = StagedFile::Stage(Path("a"), "new");
  ASSERT_TRUE(staged.ok());
  EXPECT_TRUE(staged.value().Commit().ok());
  EXPECT_EQ(TextOf("a"), "new");
  EXPECT_EQ(CountFiles(), 1u);
}

TEST_F(StagedFileTest, KeepsTheMode) {
  ASSERT_EQ(chmod(Path("a").c_str(), 0751), 0);
  EXPECT_TRUE(ReplaceFile(Path("a"), "new").ok());
  EXPECT_EQ(RealFileSystem().Stat(Path("a")).mode, 0751u);
}

TEST_F(StagedFileTest, RefusesWhatMustNotBeReplaced) {
  ASSERT_EQ(symlink("a", Path("link").c_str()), 0);
  EXPECT_EQ(Refusal("link"),
            "link is a symbolic link, only a regular file is replaced");
  EXPECT_EQ(Refusal("a", {.create = true}), "a is there already");
  ASSERT_EQ(chmod(Path("a").c_str(), 0444), 0);
  EXPECT_EQ(Refusal("a"), "a is read-only (mode 0444)");
}

TEST_F(StagedFileTest, MakesAFileAndItsFolders) {
  StageOptions options{.create = true, .mode = 0600};
  { ASSERT_TRUE(StagedFile::Stage(Path("s/t/new"), "x", options).ok()); }
  EXPECT_EQ(CountFiles(), 1u);  // the folders went, too
  Result<StagedFile> staged = StagedFile::Stage(Path("s/t/new"), "x", options);
  ASSERT_TRUE(staged.ok());
  ASSERT_TRUE(staged.value().Commit().ok());
  EXPECT_EQ(TextOf("s/t/new"), "x");
  EXPECT_EQ(RealFileSystem().Stat(Path("s/t/new")).mode, 0600u);
  EXPECT_EQ(RealFileSystem().Stat(Path("s/t")).mode, 0700u);
}

TEST_F(StagedFileTest, DoesNotReplaceWhatCameMeanwhile) {
  Result<StagedFile> staged =
      StagedFile::Stage(Path("s/t/new"), "x", {.create = true});
  ASSERT_TRUE(staged.ok());
  ASSERT_TRUE(ReplaceFile(Path("s/t/new"), "other").ok());
  EXPECT_FALSE(staged.value().Commit().ok());
  EXPECT_EQ(TextOf("s/t/new"), "other");
}

}  // namespace
}  // namespace bulkhead::base
