// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Package managers: one table of what their command lines mean, and the
// operations that a script does with them. Sources: the manual page of each
// program.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "config/shell/commands.h"
#include "config/shell/shell.h"
#include "config/shell/word_list.h"

namespace bulkhead::config {

enum class Manager : std::uint8_t {
  kApt,  // the program apt
  kAptGet,
  kAptitude,
  kApk,
  kYum,
  kDnf,
  kMicrodnf,
  kTdnf,
  kZypper,
  kPacman,
  kPip,  // pip, pip3, pip3.11, python -m pip, uv pip
  kPipx,
  kUv,
  kPoetry,
  kConda,
  kNpm,
  kYarn,
  kPnpm,
  kBun,
  kGem,
  kBundle,
  kGo,
  kCargo,
  kComposer,
};

enum class PackageAction : std::uint8_t {
  kInstall,
  kUpdateIndex,  // apt-get update, apk update, yum makecache, zypper refresh
  kUpgrade,      // everything (no package named) or the named packages
  kDistUpgrade,  // apt-get dist-upgrade, full-upgrade, zypper dup
  kRemove,
  kClean,          // cache: apt-get clean, yum clean all, npm cache clean
  kDownload,       // fetch, or simulate, without install
  kLockedInstall,  // by the project's lock or manifest: npm ci, poetry install
  kRun,            // fetch and run: go run pkg@v, pipx run
  kOther,
};

enum class PackageKind : std::uint8_t {
  kPlain,         // by name, from the index
  kFile,          // path of a file or folder: ./x.deb, ., /tmp/a.whl
  kUrl,           // http(s) or ftp address of a package
  kVcs,           // git+https://..., git://, user/repo, git@...
  kRequirements,  // -r FILE
  kConstraints,   // -c FILE
  kEditable,      // -e PATH-or-URL
  kGroup,         // yum groupinstall X, dnf install @x, pattern
  kModule,        // yum/dnf module install name:stream
  kCapability,    // zypper "name>=1" of other forms, virtual provides
  kUnknown,       // the word's begin is a variable or substitution
};

struct PackageRef {
  PackageKind kind = PackageKind::kPlain;
  std::string_view name;  // without version; the path or URL as it is
  // What joins name and version: "=", "==", ">=", "~=", "@", "-", ":"; "" where
  // no version is given.
  std::string_view separator;
  std::string_view version;  // may hold $VARIABLE as written
  std::string_view extras;   // pip name[extras], or npm scope's alias
  TextRange range;           // of the word
  const Word* word = nullptr;
  // The version names one release (1.2.3, =1.2-r0), not a range, wildcard or
  // moving tag (latest, *, ^1). A variable counts as a version.
  bool pinned = false;
};

// What a script does with a package manager in one command.
struct PackageOperation {
  const Command* command = nullptr;
  Manager manager = Manager::kApt;
  PackageAction action = PackageAction::kOther;
  // As written: "install", "-S"; of several words (yarn global add) the last.
  std::string_view verb;
  TextRange verb_range;
  std::vector<PackageRef> packages;
  bool assume_yes = false;  // by flag or by the environment of the command
  bool no_cache = false;    // apk/pip --no-cache(-dir), PIP_NO_CACHE_DIR=1
  bool no_recommends =
      false;  // apt --no-install-recommends, zypper, dnf weak deps
  bool quiet = false;
  bool updates_index = false;  // install that refreshes too: apk -U, pacman -Sy
  bool allow_unsigned =
      false;            // --allow-untrusted, --nogpgcheck, --force-yes ...
  bool global = false;  // npm -g, yarn global, pnpm -g
  bool dev_excluded = false;  // --omit=dev, --production, --no-dev
  bool frozen = false;        // --frozen-lockfile, --locked, --require-hashes
  bool has_requirements = false;  // some package is a kRequirements
  bool has_constraints = false;   // some package is a kConstraints
  std::string_view virtual_name;  // apk -t NAME
  // pip --index-url, --extra-index-url, npm --registry, gem --source ...
  std::vector<std::string_view> indexes;

  // Installs something by name from an index.
  [[nodiscard]] bool InstallsPackages() const {
    return action == PackageAction::kInstall && !packages.empty();
  }
};

// How a manager writes name and version in one word.
enum class VersionStyle : std::uint8_t {
  kNone,
  kEquals,     // apt: name=1.2, name/release
  kOperators,  // apk, zypper, conda: name=1, name>=1, name~1
  kRpm,        // yum, dnf: name-1.2-3.el9
  kPip,        // name[extra]==1.2, name~=1
  kAt,         // npm, cargo, uv, go: name@1.2
  kColon,      // gem, composer: name:1.2
};

// One row of the table.
struct PackageManagerInfo {
  Manager manager = Manager::kApt;
  std::string_view name;  // "apt-get"
  WordList programs;      // base names it is called by
  VersionStyle style = VersionStyle::kNone;
  // Verbs.
  WordList install;
  WordList update;
  WordList upgrade;
  WordList dist_upgrade;
  WordList remove;
  WordList clean;
  WordList download;
  WordList locked;
  // Without packages, `install` means the project's own manifest.
  bool bare_install_is_locked = false;
  // Flags.
  WordList flags_with_value;
  WordList yes;
  WordList quiet;
  WordList no_cache;
  WordList no_recommends;
  WordList allow_unsigned;
  WordList updates_index;
  WordList index_flags;  // whose value is an index or channel
  WordList requirement_flags;
  WordList constraint_flags;
  WordList editable_flags;
  WordList version_flags;  // whose value is the version of all packages
  // For remedies and for CacheRemovals().
  WordList cache_folders;  // what fills up in an image, as root
  std::string_view clean_command;
  std::string_view update_command;
};

std::span<const PackageManagerInfo> PackageManagers();
const PackageManagerInfo& InfoOf(Manager manager);
// The manager that a base name calls; null for other programs.
const PackageManagerInfo* FindPackageManager(std::string_view program);

// In order of the commands. A command such as `apt-get --version` is kOther.
// Views live as long as the script. `variables` are those of ShellOptions: they
// answer for PIP_NO_CACHE_DIR and the like.
std::vector<PackageOperation> PackageOperations(
    const ShellScript& script, const VariableLookup& variables = {});

// A removal of a package manager's cache or index: rm -rf /var/lib/apt/lists/*,
// apt-get clean, dnf clean all, ... A folder that several managers use makes
// one entry for each.
struct CacheRemoval {
  const Command* command = nullptr;
  Manager manager = Manager::kApt;
  std::string_view path;  // the folder that is emptied; "" for a verb
};
// `operations` are those of the script.
std::vector<CacheRemoval> CacheRemovals(
    const ShellScript& script, std::span<const PackageOperation> operations);

}  // namespace bulkhead::config
