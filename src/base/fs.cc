// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/fs.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "base/fd.h"
#include "base/staged_file.h"
#include "base/text.h"

namespace bulkhead::base {
namespace {

FileType TypeOf(mode_t mode) {
  if (S_ISREG(mode)) return FileType::kRegular;
  if (S_ISDIR(mode)) return FileType::kFolder;
  if (S_ISLNK(mode)) return FileType::kSymlink;
  return FileType::kOther;
}

FileType TypeOfEntry(unsigned char type) {
  if (type == DT_REG) return FileType::kRegular;
  if (type == DT_DIR) return FileType::kFolder;
  if (type == DT_LNK) return FileType::kSymlink;
  return FileType::kOther;
}

struct DirCloser {
  void operator()(DIR* dir) const { closedir(dir); }
};
using UniqueDir = std::unique_ptr<DIR, DirCloser>;

}  // namespace

Result<std::shared_ptr<const Source>> RealFileSystem::Read(
    const std::string& path, std::size_t max_bytes) const {
  return Source::Read(path, max_bytes);
}

Result<std::vector<DirEntry>> RealFileSystem::List(
    const std::string& path) const {
  UniqueDir dir(opendir(path.c_str()));
  if (dir == nullptr) return SystemError("cannot list", path);
  std::vector<DirEntry> out;
  while (true) {
    errno = 0;  // the only sign that tells an error from the end
    const dirent* entry = readdir(dir.get());  // NOLINT(concurrency-*)
    if (entry == nullptr) break;
    std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    FileType type = TypeOfEntry(entry->d_type);
    if (entry->d_type == DT_UNKNOWN) {
      type = Stat(JoinPath(path, name), false).type;
    }
    out.push_back({std::string(name), type});
  }
  if (errno != 0) return SystemError("cannot list", path);
  std::sort(out.begin(), out.end(), [](const DirEntry& a, const DirEntry& b) {
    return a.name < b.name;
  });
  return out;
}

FileInfo RealFileSystem::Stat(const std::string& path,
                              bool follow_links) const {
  struct stat info = {};
  int failed =
      follow_links ? stat(path.c_str(), &info) : lstat(path.c_str(), &info);
  if (failed != 0) return {};
  return {.type = TypeOf(info.st_mode),
          .mode = info.st_mode & 07777u,
          .size = static_cast<unsigned long long>(info.st_size),
          .device = info.st_dev,
          .inode = info.st_ino,
          .kind = std::string(FileKind(info.st_mode)),
          .owner = info.st_uid,
          .group = info.st_gid};
}

Error MemoryFileSystem::Missing(std::string_view verb,
                                const std::string& path) const {
  errno = ENOENT;
  for (std::string at = NormalPath(path); at != "/" && at != ".";
       at = DirName(at)) {
    if (files_.contains(at)) errno = ENOTDIR;
  }
  return SystemError(verb, path);
}

void MemoryFileSystem::Add(const std::string& path, std::string content,
                           unsigned mode, unsigned owner, unsigned group) {
  files_[NormalPath(path)] = {std::move(content), mode, owner, group};
}

Result<std::shared_ptr<const Source>> MemoryFileSystem::Read(
    const std::string& path, std::size_t max_bytes) const {
  auto found = files_.find(NormalPath(path));
  if (found == files_.end()) {
    bool folder = Stat(path).type == FileType::kFolder;
    if (folder) {
      return Error{
          ErrorCode::kUnsupported,
          Format("{} is a folder, expected a regular file", Printable(path))};
    }
    return Missing("cannot open", path);
  }
  if (found->second.content.size() > max_bytes) {
    return Error{
        ErrorCode::kLimit,
        Format("{} has {} bytes, more than the limit of {}", Printable(path),
               found->second.content.size(), max_bytes)};
  }
  return std::shared_ptr<const Source>(
      std::make_shared<Source>(path, found->second.content));
}

Result<std::vector<DirEntry>> MemoryFileSystem::List(
    const std::string& path) const {
  if (Stat(path).type != FileType::kFolder) {
    return Missing("cannot list", path);
  }
  std::string prefix = NormalPath(path);
  if (prefix != "/") prefix += '/';
  std::map<std::string, FileType> names;
  for (auto at = files_.lower_bound(prefix);
       at != files_.end() && at->first.starts_with(prefix); ++at) {
    std::string_view rest = std::string_view(at->first).substr(prefix.size());
    std::size_t slash = rest.find('/');
    names[std::string(rest.substr(0, slash))] = slash == std::string_view::npos
                                                    ? FileType::kRegular
                                                    : FileType::kFolder;
  }
  std::vector<DirEntry> out;
  for (const auto& [name, type] : names) out.push_back({name, type});
  return out;
}

FileInfo MemoryFileSystem::Stat(const std::string& path, bool) const {
  std::string normal = NormalPath(path);
  auto found = files_.find(normal);
  if (found != files_.end()) {
    return {.type = FileType::kRegular,
            .mode = found->second.mode,
            .size = found->second.content.size(),
            .kind = "a regular file",
            .owner = found->second.owner,
            .group = found->second.group};
  }
  if (normal != "/") normal += '/';
  auto below = files_.lower_bound(normal);
  if (below != files_.end() && below->first.starts_with(normal)) {
    return {.type = FileType::kFolder,
            .mode = 0755,
            .kind = "a folder",
            .owner = 0,
            .group = 0};
  }
  return {};
}

bool IsAbsolute(std::string_view path) { return path.starts_with('/'); }

std::string JoinPath(std::string_view folder, std::string_view path) {
  if (IsAbsolute(path) || folder.empty() || folder == ".") {
    return std::string(path);
  }
  std::string out;
  out.reserve(folder.size() + 1 + path.size());
  out += folder;
  if (!out.ends_with('/')) out += '/';
  out += path;
  return out;
}

namespace {

// Whether NormalPath has nothing to do, which it seldom has.
bool IsNormal(std::string_view path) {
  if (path.empty() || path.ends_with('/')) return path == "/";
  for (std::size_t at = IsAbsolute(path) ? 1 : 0; at <= path.size();) {
    std::size_t end = std::min(path.find('/', at), path.size());
    std::string_view part = path.substr(at, end - at);
    if (part.empty() || part == "." || part == "..") return false;
    at = end + 1;
  }
  return true;
}

}  // namespace

std::string NormalPath(std::string_view path) {
  if (IsNormal(path)) return std::string(path);
  bool absolute = IsAbsolute(path);
  std::string out = absolute ? "/" : "";
  const std::size_t root = out.size();
  out.reserve(path.size());
  while (!path.empty()) {
    std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), part.size() + 1));
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      std::size_t slash = out.rfind('/');
      std::size_t last = slash == std::string::npos ? 0 : slash + 1;
      bool is_name =
          out.size() > last && out.compare(last, std::string::npos, "..") != 0;
      if (is_name) out.resize(std::max(root, last == 0 ? 0 : slash));
      if (is_name || absolute) continue;
    }
    if (out.size() > root) out += '/';
    out += part;
  }
  return out.empty() ? "." : out;
}

std::string_view BaseName(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos || path == "/"
             ? path
             : path.substr(slash + 1);
}

std::string DirName(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  path = path.substr(0, slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.empty() ? "/" : std::string(path);
}

std::string RelativePath(std::string_view path, std::string_view folder) {
  if (folder == "." && !IsAbsolute(path)) return std::string(path);
  if (path == folder) return ".";
  std::string_view rest = path;
  if (!ConsumePrefix(rest, folder)) return std::string(path);
  if (folder.ends_with('/')) return std::string(rest);
  if (!ConsumePrefix(rest, "/")) return std::string(path);
  return std::string(rest);
}

bool LiesIn(std::string_view path, std::string_view folder) {
  if (folder == "." && !IsAbsolute(path)) return true;
  if (!ConsumePrefix(path, folder)) return false;
  return path.empty() || path[0] == '/' || folder == "/";
}

std::string CurrentFolder() {
  std::unique_ptr<char, decltype(&std::free)> folder(getcwd(nullptr, 0),
                                                     &std::free);
  return folder == nullptr ? "/" : std::string(folder.get());
}

std::string AbsolutePath(std::string_view path) {
  if (IsAbsolute(path)) return NormalPath(path);
  return NormalPath(JoinPath(CurrentFolder(), path));
}

Status ReplaceFile(const std::string& path, std::string_view bytes) {
  Result<StagedFile> staged = StagedFile::Stage(path, bytes);
  if (!staged.ok()) return std::move(staged).error();
  return staged.value().Commit();
}

}  // namespace bulkhead::base
