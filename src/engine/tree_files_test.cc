// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/tree_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/real_path.h"
#include "base/scratch.h"

namespace bulkhead::engine {
namespace {

// tree/ and other/ beside each other, with links from the first.
class TreeFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    base::Result<base::ScratchFolder> made =
        base::ScratchFolder::Make("tree-files-test");
    ASSERT_TRUE(made.ok());
    folder_.emplace(std::move(made).value());
    root_ = base::RealPath(folder_->path());
    Write("tree/sub/file", "file");
    Write("tree/file", "top");
    Write("other/secret", "secret");
    Link("file", "tree/sub/inside");
    Link("../file", "tree/sub/above");
    Link("../../other/secret", "tree/sub/out");
    Link("out", "tree/sub/chain");
    Link("../other", "tree/folder");
  }

  [[nodiscard]] std::string At(const std::string& path) const {
    return base::JoinPath(root_, path);
  }
  void Write(const std::string& path, std::string_view text) const {
    ASSERT_TRUE(base::WriteInto(At(path), text).ok());
  }
  void Link(const char* to, const std::string& path) const {
    ASSERT_EQ(symlink(to, At(path).c_str()), 0);
  }
  // What is read below the scratch folder, else why not.
  [[nodiscard]] std::string Read(const TreeFiles& files,
                                 const std::string& path) const {
    base::Result<std::shared_ptr<const base::Source>> source =
        files.Read(At(path), 100);
    if (source.ok()) return std::string(source.value()->text());
    return source.error().message;
  }
  [[nodiscard]] std::string Refused(const std::string& path) const {
    return At(path) +
           " is a symbolic link that leads out of the checked folder, where "
           "nothing is read; name the file to have it read";
  }

  std::optional<base::ScratchFolder> folder_;
  std::string root_;
};

TEST_F(TreeFilesTest, FollowsLinksThatStay) {
  TreeFiles files({At("tree")}, {});
  EXPECT_EQ(Read(files, "tree/sub/file"), "file");
  EXPECT_EQ(Read(files, "tree/sub/inside"), "file");
  EXPECT_EQ(Read(files, "tree/sub/above"), "top");
}

TEST_F(TreeFilesTest, ReadsNothingBehindLinksThatLeadOut) {
  TreeFiles files({At("tree/sub")}, {});
  EXPECT_EQ(Read(files, "tree/sub/inside"), "file");
  for (std::string path :
       {"tree/sub/above", "tree/sub/out", "tree/sub/chain"}) {
    EXPECT_EQ(Read(files, path), Refused(path));
  }
  // What a document names elsewhere is its own affair.
  EXPECT_EQ(Read(files, "other/secret"), "secret");
}

TEST_F(TreeFilesTest, ALinkMayLeadToAllOfItsRepository) {
  Write("tree/.git/HEAD", "");
  TreeFiles files({At("tree/sub")}, {});
  EXPECT_EQ(Read(files, "tree/sub/above"), "top");
  EXPECT_EQ(Read(files, "tree/sub/out"), Refused("tree/sub/out"));
}

TEST_F(TreeFilesTest, ReadsWhatIsNamed) {
  EXPECT_EQ(Read(TreeFiles({At("tree/sub/out")}, {}), "tree/sub/out"),
            "secret");
  TreeFiles files({At("tree")}, {At("tree/sub/chain")});
  EXPECT_EQ(Read(files, "tree/sub/chain"), "secret");
  EXPECT_EQ(Read(files, "tree/sub/out"), Refused("tree/sub/out"));
}

TEST_F(TreeFilesTest, AFolderMayBeNamedByALink) {
  TreeFiles files({At("tree/folder")}, {});
  EXPECT_EQ(Read(files, "tree/folder/secret"), "secret");
  Link("secret", "other/near");
  EXPECT_EQ(Read(files, "tree/folder/near"), "secret");
}

}  // namespace
}  // namespace bulkhead::engine
