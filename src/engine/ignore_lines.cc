// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/ignore_lines.h"

#include <optional>
#include <set>

#include "base/fs.h"
#include "base/text.h"

namespace bulkhead::engine {
namespace {

constexpr std::size_t kMaxBytes = 1u << 20;
constexpr unsigned kOthers = 077;

bool IsInRepository(const std::string& folder, const base::FileSystem& files) {
  std::string at = base::AbsolutePath(folder);
  while (!files.Exists(base::JoinPath(at, ".git"))) {
    if (at == "/") return false;
    at = base::DirName(at);
  }
  return true;
}

// The file with a line more; nullopt where it has one for the folder.
std::optional<FileChange> WithLine(const std::string& path,
                                   const std::string& name,
                                   const std::string& line,
                                   const base::FileSystem& files) {
  FileChange change{.path = path};
  base::Result<std::shared_ptr<const base::Source>> source =
      files.Read(path, kMaxBytes);
  change.created = !source.ok();
  if (source.ok()) change.before = source.value()->text();
  for (std::string_view old : base::Split(change.before, '\n')) {
    old = base::Trim(old);
    base::ConsumePrefix(old, "/");
    while (old.ends_with('/')) old.remove_suffix(1);
    if (old == name || old == name + "/*" || old == name + "/**") {
      return std::nullopt;
    }
  }
  std::string newline = base::Contains(change.before, "\r\n") ? "\r\n" : "\n";
  change.after = change.before;
  if (!change.after.empty() && !change.after.ends_with('\n')) {
    change.after += newline;
  }
  change.after += line + newline;
  return change;
}

}  // namespace

std::vector<FileChange> IgnoreSecretFiles(
    const std::vector<FileChange>& changes, const base::FileSystem& files) {
  std::set<std::string> folders;
  for (const FileChange& change : changes) {
    bool secret =
        change.created && change.mode != 0 && (change.mode & kOthers) == 0;
    if (secret) folders.insert(base::DirName(change.path));
  }
  std::vector<FileChange> out;
  for (const std::string& folder : folders) {
    std::string above = base::DirName(folder);
    std::string name(base::BaseName(folder));
    std::optional<FileChange> change;
    if (IsInRepository(above, files)) {
      change = WithLine(base::JoinPath(above, ".gitignore"), name,
                        "/" + name + "/", files);
      if (change) out.push_back(std::move(*change));
    }
    std::string docker = base::JoinPath(above, ".dockerignore");
    if (!files.Exists(docker)) continue;
    change = WithLine(docker, name, name, files);
    if (change) out.push_back(std::move(*change));
  }
  return out;
}

}  // namespace bulkhead::engine
