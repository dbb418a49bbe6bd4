// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/tree_files.h"

#include <algorithm>

#include "base/real_path.h"
#include "base/text.h"

namespace bulkhead::engine {
namespace {

// The top of the repository that a folder lies in, else the folder itself.
std::string TopOf(const base::FileSystem& files, const std::string& folder) {
  for (std::string at = folder;; at = base::DirName(at)) {
    if (files.Exists(base::JoinPath(at, ".git"))) return at;
    if (at == "/") return folder;
  }
}

}  // namespace

TreeFiles::TreeFiles(const std::vector<std::string>& checked,
                     const std::vector<std::string>& named) {
  for (const std::string& path : named) {
    named_.insert(base::AbsolutePath(path));
  }
  for (const std::string& path : checked) {
    std::string absolute = base::AbsolutePath(path);
    bool is_folder = files_.Stat(absolute).type == base::FileType::kFolder;
    if (!is_folder) named_.insert(absolute);
    AddRoot(is_folder ? absolute : base::DirName(absolute));
  }
  if (checked.empty()) AddRoot(base::CurrentFolder());
}

void TreeFiles::AddRoot(const std::string& folder) {
  std::string top = TopOf(files_, folder);
  bool known = std::any_of(roots_.begin(), roots_.end(),
                           [&](const Root& root) { return root.shown == top; });
  if (!known) roots_.push_back({top, base::RealPath(top)});
}

bool TreeFiles::LeadsOut(const std::string& path) const {
  if (files_.Stat(path, false).type != base::FileType::kSymlink) return false;
  std::string absolute = base::AbsolutePath(path);
  bool ours = std::any_of(roots_.begin(), roots_.end(), [&](const Root& root) {
    return base::LiesIn(absolute, root.shown);
  });
  if (!ours || named_.contains(absolute)) return false;
  std::string real = base::RealPath(path);
  return std::none_of(roots_.begin(), roots_.end(), [&](const Root& root) {
    return base::LiesIn(real, root.real);
  });
}

base::Result<std::shared_ptr<const base::Source>> TreeFiles::Read(
    const std::string& path, std::size_t max_bytes) const {
  if (!LeadsOut(path)) return files_.Read(path, max_bytes);
  return base::Error{
      base::ErrorCode::kPermission,
      base::Format("{} is a symbolic link that leads out of the checked "
                   "folder, where nothing is read; name the file to have it "
                   "read",
                   base::Printable(path))};
}

base::Result<std::vector<base::DirEntry>> TreeFiles::List(
    const std::string& path) const {
  return files_.List(path);
}

base::FileInfo TreeFiles::Stat(const std::string& path,
                               bool follow_links) const {
  return files_.Stat(path, follow_links);
}

}  // namespace bulkhead::engine
