// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Which files git ignores (gitignore(5)), so that a walk leaves out what is not
// part of the project.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::engine {

// The rules of the folders on the way from the root of a walk to the current
// one. Enter and Leave follow the walk; not thread-safe.
class GitIgnore {
 public:
  // Rules of a .gitignore in `folder`, a path relative to the root of the walk
  // ("" for the root itself). Text is copied.
  void Add(std::string_view folder, std::string_view text);
  // Number of rule sets; give it to Leave to drop those added since.
  [[nodiscard]] std::size_t Mark() const { return rules_.size(); }
  void Leave(std::size_t mark) { rules_.resize(mark); }

  // True where the last rule that matches `path` (relative to the root of the
  // walk) ignores it. Ask for every folder on the way down: what lies below an
  // ignored folder is ignored, whatever other rules say.
  [[nodiscard]] bool Ignores(std::string_view path, bool is_folder) const;

 private:
  struct Rule {
    std::string folder;  // "" or with a slash at the end
    std::string pattern;
    bool negated = false;
    bool folders_only = false;
    bool anchored = false;  // matches the path from `folder`, not just a name
  };
  std::vector<Rule> rules_;
};

}  // namespace bulkhead::engine
