// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The table. A row holds what the manual page of the program says; adding a
// manager is adding a row and a name in `enum class Manager`.
#include "config/shell/package_managers.h"

#include <iterator>
#include <unordered_map>

#include "base/text.h"

namespace bulkhead::config {

namespace {

constexpr const char* kAptFlagsWithValue =
    "-t|--target-release|--default-release|-o|--option|-c|--config-file|-a|"
    "--host-architecture|-P|--build-profiles|--solver";
constexpr const char* kAptYes = "-y|--yes|--assume-yes|--force-yes";
constexpr const char* kAptUnsigned =
    "--allow-unauthenticated|--force-yes|--allow-insecure-repositories";
constexpr const char* kRpmFlagsWithValue =
    "-c|--config|-d|--debuglevel|-e|--errorlevel|--enablerepo|--disablerepo|"
    "--repo|--repoid|--repofrompath|-x|--exclude|--excludepkgs|--installroot|"
    "--setopt|--releasever|--disableplugin|--enableplugin|--downloaddir|"
    "--destdir|--color|--rpmverbosity|--advisory|--forcearch";
constexpr const char* kRpmYes = "-y|--assumeyes|--yes";
constexpr const char* kRpmInstall =
    "install|in|reinstall|rei|downgrade|dg|localinstall|groupinstall|"
    "group install|groups install|module install|builddep|swap|do";
constexpr const char* kRpmUpgrade =
    "update|upgrade|up|upgrade-minimal|update-minimal|up-min|groupupdate|"
    "module update";
constexpr const char* kRpmRemove =
    "remove|erase|rm|autoremove|groupremove|group remove|module remove";

constexpr PackageManagerInfo kManagers[] = {
#include "config/shell/package_managers.inc"
};

constexpr WordKinds kProgramKinds = [] {
  WordKinds kinds;
  for (const PackageManagerInfo& row : kManagers) {
    kinds.Add(row.programs.kinds());
  }
  return kinds;
}();

}  // namespace

bool WordList::Holds(std::string_view word) const {
  // Asked for every command of every script: no search, one pass.
  std::size_t at = 0;
  while (at < words_.size()) {
    std::size_t same = 0;
    while (same < word.size() && at + same < words_.size() &&
           words_[at + same] == word[same]) {
      ++same;
    }
    at += same;
    bool ends = at == words_.size() || words_[at] == '|';
    if (same == word.size() && ends) return true;
    while (at < words_.size() && words_[at] != '|') ++at;
    ++at;
  }
  return false;
}

std::vector<std::string_view> WordList::All() const {
  if (words_.empty()) return {};
  return base::Split(words_, '|');
}

std::span<const PackageManagerInfo> PackageManagers() { return kManagers; }

const PackageManagerInfo& InfoOf(Manager manager) {
  for (const PackageManagerInfo& row : kManagers) {
    if (row.manager == manager) return row;
  }
  return kManagers[0];
}

const PackageManagerInfo* FindPackageManager(std::string_view program) {
  // pip3.11
  if (program.starts_with("pip") && !program.starts_with("pipx")) {
    std::size_t end = program.find_last_not_of("0123456789.");
    if (end != std::string_view::npos) program = program.substr(0, end + 1);
  }
  // Asked for every command of every script.
  if (!kProgramKinds.MayHold(program)) return nullptr;
  static const std::unordered_map<std::string_view, const PackageManagerInfo*>
      kByProgram = [] {
        std::unordered_map<std::string_view, const PackageManagerInfo*> table;
        for (const PackageManagerInfo& row : kManagers) {
          for (std::string_view name : row.programs.All()) {
            table.emplace(name, &row);
          }
        }
        return table;
      }();
  auto at = kByProgram.find(program);
  return at == kByProgram.end() ? nullptr : at->second;
}

}  // namespace bulkhead::config
