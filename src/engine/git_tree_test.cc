// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What git prints; tests/integration/new_since_test.py has real repositories.
#include "engine/git_tree.h"

#include <gtest/gtest.h>

namespace bulkhead::engine {
namespace {

using Texts = std::map<std::string, std::string>;

std::string_view WithNuls(std::string* text) {
  for (char& c : *text) {
    if (c == '|') c = '\0';
  }
  return *text;
}

std::string Listed(std::string text, std::size_t max_entries = 9) {
  base::Result<TreeListing> listing =
      ParseTreeListing(WithNuls(&text), max_entries);
  if (!listing.ok()) return listing.error().message;
  std::string out;
  for (const auto& [path, entry] : listing.value()) {
    out += path + " " + std::to_string(entry.mode) + " " + entry.object + " " +
           std::to_string(entry.size) + "\n";
  }
  return out;
}

TEST(ParseTreeListing, ReadsBlobs) {
  EXPECT_EQ(Listed(""), "");
  EXPECT_EQ(Listed("100644 blob abc       7\ta b\tc|"
                   "120000 blob def 3\tlink|"
                   "160000 commit 123 -\tmodule|"),
            "a b\tc 33188 abc 7\nlink 40960 def 3\n");
}

TEST(ParseTreeListing, RefusesWhatItIsNot) {
  EXPECT_EQ(Listed("100644 blob abc 7\ta"),
            "git ls-tree printed what was not expected: \"100644 blob abc "
            "7\\ta\"");
  for (const char* text : {"|", "100644 blob abc 7|", "100644 blob abc\ta|",
                           "100644 blob abc x\ta|", "100644 blob abc -7\ta|",
                           "1006z4 blob abc 7\ta|", "040000 blob abc 7\ta|",
                           "100644 blob abc 7\t|"}) {
    EXPECT_TRUE(Listed(text).starts_with("git ls-tree printed")) << text;
  }
  EXPECT_EQ(Listed("100644 blob a 1\ta|100644 blob b 1\tb|", 1),
            "the commit has more than 1 files");
}

TEST(ParseBatch, ReadsTexts) {
  base::Result<Texts> texts = ParseBatch("a blob 3\nx\ny\nb blob 0\n\n");
  ASSERT_TRUE(texts.ok());
  EXPECT_EQ(texts.value(), (Texts{{"a", "x\ny"}, {"b", ""}}));
}

TEST(ParseBatch, RefusesWhatItIsNot) {
  for (const char* text :
       {"a missing\n", "a blob 3\nxy", "a blob 2\nxyz\n", "a blob x\n\n",
        "a blob -1\n\n", "a tree 0\n\n", "a blob 99999999999999999999\nx\n"}) {
    base::Result<Texts> texts = ParseBatch(text);
    EXPECT_FALSE(texts.ok()) << text;
  }
}

TEST(ParseRenames, ReadsOldAndNewPaths) {
  std::string text = "M|x|R100|old|new|A|y|C075|from|to|R080|a b|c d|";
  base::Result<Texts> renames = ParseRenames(WithNuls(&text));
  ASSERT_TRUE(renames.ok());
  EXPECT_EQ(renames.value(), (Texts{{"old", "new"}, {"a b", "c d"}}));
  for (std::string broken : {"M|", "R100|old|", "|x|"}) {
    EXPECT_FALSE(ParseRenames(WithNuls(&broken)).ok()) << broken;
  }
}

}  // namespace
}  // namespace bulkhead::engine
