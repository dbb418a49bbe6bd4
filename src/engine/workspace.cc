// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/workspace.h"

#include <algorithm>

#include "base/staged_file.h"
#include "base/text.h"

namespace bulkhead::engine {

std::string Workspace::Key(std::string_view path) const {
  if (path == "-") return "-";
  return base::NormalPath(base::IsAbsolute(path)
                              ? std::string(path)
                              : base::Format("{}/{}", folder_, path));
}

const std::string* Workspace::Find(const std::string& path) const {
  const File* file = FindFile(path);
  return file == nullptr ? nullptr : &file->text;
}

const Workspace::File* Workspace::FindFile(const std::string& path) const {
  // Most paths have a name that no changed file has.
  std::string_view name = base::BaseName(path);
  bool is_name = !name.empty() && name != "." && name != "..";
  if (texts_.empty() || (is_name && !names_.contains(name))) return nullptr;
  auto at = texts_.find(Key(path));
  return at == texts_.end() ? nullptr : at->second.get();
}

base::Result<std::shared_ptr<const base::Source>> Workspace::Read(
    const std::string& path, std::size_t max_bytes) const {
  const std::string* text = Find(path);
  if (text == nullptr) return below_->Read(path, max_bytes);
  if (text->size() > max_bytes) {
    return base::Error{
        base::ErrorCode::kLimit,
        base::Format("{} has {} bytes, more than the limit of {}",
                     base::Printable(path), text->size(), max_bytes)};
  }
  return std::shared_ptr<const base::Source>(
      std::make_shared<base::Source>(path, *text));
}

base::Result<std::vector<base::DirEntry>> Workspace::List(
    const std::string& path) const {
  base::Result<std::vector<base::DirEntry>> entries = below_->List(path);
  std::string folder = Key(path);
  std::vector<base::DirEntry> added;
  for (const auto& [file, text] : texts_) {
    if (base::DirName(file) != folder) continue;
    added.push_back(
        {std::string(base::BaseName(file)), base::FileType::kRegular});
  }
  if (added.empty()) return entries;
  std::vector<base::DirEntry> list;
  if (entries.ok()) list = std::move(entries).value();
  auto by_name = [](const base::DirEntry& a, const base::DirEntry& b) {
    return a.name < b.name;
  };
  for (base::DirEntry& entry : added) {
    auto at = std::lower_bound(list.begin(), list.end(), entry, by_name);
    if (at == list.end() || at->name != entry.name) {
      list.insert(at, std::move(entry));
    }
  }
  return list;
}

base::FileInfo Workspace::Stat(const std::string& path,
                               bool follow_links) const {
  base::FileInfo info = below_->Stat(path, follow_links);
  const File* file = FindFile(path);
  if (file == nullptr) return info;
  if (info.type == base::FileType::kMissing) {
    info = {.type = base::FileType::kRegular,
            .mode = file->mode,
            .kind = "a regular file"};
    base::FileOwner owner = base::OwnerOfNewFiles();
    info.owner = owner.user;
    info.group = owner.group;
  }
  info.size = file->text.size();
  return info;
}

}  // namespace bulkhead::engine
