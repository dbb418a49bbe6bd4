// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/overlay.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::base {

std::string OverlayFileSystem::KeyOf(const std::string& path) const {
  if (IsAbsolute(path)) return NormalPath(path);
  return NormalPath(JoinPath(folder_, path));
}

const std::string* OverlayFileSystem::Find(const std::string& path) const {
  if (files_.empty()) return nullptr;
  auto found = files_.find(KeyOf(path));
  return found == files_.end() ? nullptr : &found->second;
}

void OverlayFileSystem::Set(const std::string& path, std::string content) {
  files_[KeyOf(path)] = std::move(content);
}

Result<std::shared_ptr<const Source>> OverlayFileSystem::Read(
    const std::string& path, std::size_t max_bytes) const {
  const std::string* text = Find(path);
  if (text == nullptr) return below_->Read(path, max_bytes);
  if (text->size() > max_bytes) {
    return Error{ErrorCode::kLimit,
                 Format("{} has {} bytes, more than the limit of {}", path,
                        text->size(), max_bytes)};
  }
  return std::shared_ptr<const Source>(std::make_shared<Source>(path, *text));
}

Result<std::vector<DirEntry>> OverlayFileSystem::List(
    const std::string& path) const {
  Result<std::vector<DirEntry>> entries = below_->List(path);
  if (!entries.ok() || files_.empty()) return entries;
  std::string folder = KeyOf(path);
  for (const auto& [file, content] : files_) {
    if (DirName(file) != folder) continue;
    std::string_view name = BaseName(file);
    std::vector<DirEntry>& list = entries.value();
    auto at = std::lower_bound(list.begin(), list.end(), name,
                               [](const DirEntry& entry, std::string_view n) {
                                 return entry.name < n;
                               });
    if (at == list.end() || at->name != name) {
      list.insert(at, {std::string(name), FileType::kRegular});
    }
  }
  return entries;
}

FileInfo OverlayFileSystem::Stat(const std::string& path,
                                 bool follow_links) const {
  FileInfo info = below_->Stat(path, follow_links);
  const std::string* text = Find(path);
  if (text == nullptr) return info;
  if (info.type == FileType::kMissing) {
    return {.type = FileType::kRegular,
            .mode = 0644,
            .size = text->size(),
            .kind = "a regular file"};
  }
  info.size = text->size();
  return info;
}

}  // namespace bulkhead::base
