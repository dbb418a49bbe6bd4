// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/shell/package_line.h"

#include <string>
#include <utility>
#include <vector>

#include "base/text.h"

namespace bulkhead::config {

namespace {

bool IsFlagWord(const Word& word) {
  return word.value.size() > 1 && word.value[0] == '-';
}

// python -m pip: the words behind pip.
std::span<const Word> ArgsOfModule(std::span<const Word> args) {
  for (std::size_t i = 0; i + 1 < args.size(); ++i) {
    if (args[i].Is("-m")) {
      bool pip = args[i + 1].Is("pip");
      return pip ? args.subspan(i + 1) : std::span<const Word>();
    }
    if (!IsFlagWord(args[i])) break;
  }
  return {};
}

// What may be the verb: the first operand, the first two, the first three.
std::vector<std::string> PossibleVerbs(const PackageLine& line) {
  constexpr std::size_t kMost = 3;
  std::vector<std::string> verbs;
  for (const Word* operand : line.line.operands) {
    if (verbs.size() == kMost) break;
    std::string verb = verbs.empty() ? "" : verbs.back() + " ";
    verb += operand->value;
    verbs.push_back(std::move(verb));
  }
  return verbs;
}

// How many operands the verb takes; 0: it is not in the list.
std::size_t MatchVerb(const WordList& list,
                      const std::vector<std::string>& verbs) {
  for (std::size_t i = 0; i < verbs.size(); ++i) {
    if (list.Contains(verbs[i])) return i + 1;
  }
  return 0;
}

// Of all but pacman.
std::size_t ReadVerb(const PackageLine& line, PackageOperation& operation) {
  const PackageManagerInfo& info = *line.info;
  const std::pair<const WordList*, PackageAction> kLists[] = {
      {&info.install, PackageAction::kInstall},
      {&info.update, PackageAction::kUpdateIndex},
      {&info.upgrade, PackageAction::kUpgrade},
      {&info.dist_upgrade, PackageAction::kDistUpgrade},
      {&info.remove, PackageAction::kRemove},
      {&info.clean, PackageAction::kClean},
      {&info.download, PackageAction::kDownload},
      {&info.locked, PackageAction::kLockedInstall},
  };
  const std::vector<std::string> verbs = PossibleVerbs(line);
  std::size_t used = 0;
  for (const auto& [list, action] : kLists) {
    // The longest verb wins: `yarn global add`, not `yarn global`.
    std::size_t count = MatchVerb(*list, verbs);
    if (count <= used) continue;
    used = count;
    operation.action = action;
  }
  bool runs = (info.manager == Manager::kGo || info.manager == Manager::kPipx ||
               info.manager == Manager::kUv) &&
              !line.line.operands.empty();
  if (used == 0 && runs) {
    bool tool = line.line.operands[0]->Is("tool") &&
                line.line.operands.size() > 1 &&
                line.line.operands[1]->Is("run");
    bool run = line.line.operands[0]->Is("run") && info.manager != Manager::kUv;
    if (run || tool) {
      operation.action = PackageAction::kRun;
      used = tool ? 2 : 1;
    }
  }
  if (used == 0) {
    if (line.line.operands.empty()) {
      // Yarn and bundler install when told nothing.
      bool bare =
          info.manager == Manager::kYarn || info.manager == Manager::kBundle;
      bool asks = line.line.Has("--version|--help|-v|-h");
      if (bare && !asks) operation.action = PackageAction::kLockedInstall;
    } else {
      operation.verb = line.line.operands[0]->value;
      operation.verb_range = line.line.operands[0]->range;
    }
    return 0;
  }
  const Word* last = line.line.operands[used - 1];
  operation.verb = last->value;
  operation.verb_range = {line.line.operands[0]->range.begin, last->range.end};
  return used;
}

// pacman -Syu
void ReadPacmanVerb(const PackageLine& line, PackageOperation& operation) {
  bool sync = line.line.Has("-S|--sync");
  bool refresh = line.line.Has("-y|--refresh");
  bool upgrade = line.line.Has("-u|--sysupgrade");
  operation.updates_index = refresh;
  if (!line.line.flags.empty()) {
    operation.verb = line.line.flags[0].word->value;
    operation.verb_range = line.line.flags[0].word->range;
  }
  if (line.line.Has("-R|--remove")) {
    operation.action = PackageAction::kRemove;
  } else if (line.line.Has("-U|--upgrade")) {
    operation.action = PackageAction::kInstall;
  } else if (sync && line.line.Has("-c|--clean")) {
    operation.action = PackageAction::kClean;
  } else if (sync && line.line.Has("-w|--downloadonly")) {
    operation.action = PackageAction::kDownload;
  } else if (sync && !line.line.operands.empty()) {
    operation.action = PackageAction::kInstall;
  } else if (sync && upgrade) {
    operation.action = PackageAction::kUpgrade;
  } else if (sync && refresh) {
    operation.action = PackageAction::kUpdateIndex;
  }
}

}  // namespace

PackageLine ReadPackageLine(const Command& command) {
  PackageLine line;
  line.info = FindPackageManager(command.name);
  std::span<const Word> args = command.args();
  if (line.info == nullptr && command.name.starts_with("python")) {
    std::span<const Word> rest = ArgsOfModule(args);
    if (rest.empty()) return line;
    line.info = &InfoOf(Manager::kPip);
    args = rest.subspan(1);
  }
  if (line.info == nullptr) return line;
  bool cargo = line.info->manager == Manager::kCargo;
  // cargo +nightly install
  if (cargo && !args.empty() && args[0].value.starts_with('+')) {
    args = args.subspan(1);
  }
  line.line = ReadCommandLine(
      args, {.flags_with_value = line.info->flags_with_value,
             .clusters = line.info->manager != Manager::kGo,
             // What follows is for the build of a gem.
             .stops_at_dashes = line.info->manager == Manager::kGem});
  return line;
}

std::size_t ReadPackageVerb(const PackageLine& line,
                            PackageOperation& operation) {
  if (line.info->manager != Manager::kPacman) return ReadVerb(line, operation);
  ReadPacmanVerb(line, operation);
  return 0;
}

}  // namespace bulkhead::config
