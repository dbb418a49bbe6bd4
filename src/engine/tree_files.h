// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The real files of a run. A checked folder may hold symbolic links that
// somebody else made: where one leads out of it, what lies behind is not read,
// since its text would stand in the report.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/fs.h"

namespace bulkhead::engine {

// Thread-safe.
class TreeFiles : public base::FileSystem {
 public:
  // `checked` are the folders and files to check, none for the working folder.
  // A link in one of the folders may lead to all of its repository. Files among
  // them, and `named` ones, are read wherever they lead.
  TreeFiles(const std::vector<std::string>& checked,
            const std::vector<std::string>& named);

  // ErrorCode::kPermission for a link that leads out.
  [[nodiscard]] base::Result<std::shared_ptr<const base::Source>> Read(
      const std::string& path, std::size_t max_bytes) const override;
  [[nodiscard]] base::Result<std::vector<base::DirEntry>> List(
      const std::string& path) const override;
  [[nodiscard]] base::FileInfo Stat(const std::string& path,
                                    bool follow_links) const override;

 private:
  // Both absolute, the second without symbolic links.
  struct Root {
    std::string shown;
    std::string real;
  };

  void AddRoot(const std::string& folder);
  [[nodiscard]] bool LeadsOut(const std::string& path) const;

  std::vector<Root> roots_;
  std::set<std::string> named_;  // absolute
  base::RealFileSystem files_;
};

}  // namespace bulkhead::engine
