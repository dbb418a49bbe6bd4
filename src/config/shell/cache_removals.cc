// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What empties the caches of package managers.
#include "base/text.h"
#include "config/shell/package_managers.h"

namespace bulkhead::config {

namespace {

// What is emptied by removing `path`: without a pattern at its end, which
// stands for what the folder holds.
std::string_view EmptiedBy(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  std::size_t slash = path.rfind('/');
  bool pattern = slash != std::string_view::npos &&
                 path.find_first_of("*?[{", slash) != std::string_view::npos;
  return pattern ? path.substr(0, slash) : path;
}

// `path` is `folder` or one above it.
bool Holds(std::string_view path, std::string_view folder) {
  return folder.starts_with(path) &&
         (folder.size() == path.size() || folder[path.size()] == '/');
}

struct CacheFolders {
  Manager manager = Manager::kApt;
  std::vector<std::string_view> folders;
};

// The table's lists, split once: asked for every word of every rm.
const std::vector<CacheFolders>& AllCacheFolders() {
  static const std::vector<CacheFolders> kAll = [] {
    std::vector<CacheFolders> all;
    for (const PackageManagerInfo& row : PackageManagers()) {
      if (row.cache_folders.empty()) continue;
      all.push_back({row.manager, row.cache_folders.All()});
    }
    return all;
  }();
  return kAll;
}

void AddRemovals(const Command& command, std::string_view path,
                 std::vector<CacheRemoval>& removals) {
  std::string_view written = path;
  for (std::string_view home : {"~", "$HOME", "${HOME}"}) {
    base::ConsumePrefix(path, home);
  }
  bool at_home = path.size() != written.size();
  path = EmptiedBy(path);
  if (path.empty()) return;
  for (const CacheFolders& row : AllCacheFolders()) {
    for (std::string_view folder : row.folders) {
      std::string_view place = folder;
      if (at_home && !base::ConsumePrefix(place, "/root")) continue;
      if (!Holds(path, place)) continue;
      removals.push_back({&command, row.manager, folder});
      break;
    }
  }
}

bool Deletes(const Command& find) {
  return find.HasArg("-delete") || find.HasArg("rm");
}

}  // namespace

std::vector<CacheRemoval> CacheRemovals(
    const ShellScript& script, std::span<const PackageOperation> operations) {
  std::vector<CacheRemoval> removals;
  std::size_t next = 0;  // operations are in the order of the commands
  for (const Command& command : script.commands()) {
    if (command.Is("rm") || (command.Is("find") && Deletes(command))) {
      bool find = command.Is("find");
      for (const Word& word : command.args()) {
        bool option = !word.value.empty() && word.value[0] == '-';
        if (find && option) break;
        if (!option) AddRemovals(command, word.value, removals);
      }
      continue;
    }
    while (next < operations.size() && operations[next].command < &command) {
      ++next;
    }
    if (next < operations.size() && operations[next].command == &command &&
        operations[next].action == PackageAction::kClean) {
      removals.push_back({&command, operations[next].manager, {}});
    }
  }
  return removals;
}

}  // namespace bulkhead::config
