// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The files of a commit, read by the program git, as a file system. Nothing is
// checked out: neither the work tree nor the index is touched, no hook, filter
// or network is used.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "base/result.h"

namespace bulkhead::engine {

// One entry of a commit's tree.
struct TreeEntry {
  unsigned mode = 0;  // 0100644, 0120000 of a symbolic link, ...
  std::string object;
  std::size_t size = 0;
};
// By path relative to the top of the repository.
using TreeListing = std::map<std::string, TreeEntry>;

// What `git ls-tree -r -l -z` prints; entries that are no blobs (submodules)
// are left out. Pure, for tests.
base::Result<TreeListing> ParseTreeListing(std::string_view text,
                                           std::size_t max_entries);
// What `git cat-file --batch` prints for blobs, by object. Pure.
base::Result<std::map<std::string, std::string>> ParseBatch(
    std::string_view text);
// New paths by old ones, of `git diff --name-status -M -z`. Pure.
base::Result<std::map<std::string, std::string>> ParseRenames(
    std::string_view text);

struct GitCommit {
  std::string name;  // for people: "main (f71d2be)"
  std::string top;   // absolute path of the repository's work tree
  std::unique_ptr<base::FileSystem> files;
};

// The commit where HEAD left `ref`: their merge base, or `ref` itself where
// they have none. Its files appear under their paths of today: what git knows
// to be renamed in the index under its new path. The working folder must lie in
// the repository. Paths outside of it are those of the machine. Errors say what
// to do.
base::Result<GitCommit> OpenCommit(const std::string& ref);

}  // namespace bulkhead::engine
