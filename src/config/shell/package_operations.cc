// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// From commands to operations of package managers.
#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"
#include "config/shell/package_line.h"
#include "config/shell/package_managers.h"
#include "config/shell/package_spec.h"

namespace bulkhead::config {

namespace {

bool IsFalse(std::string_view value) {
  std::string lower = base::ToLower(value);
  return lower.empty() || lower == "0" || lower == "false" || lower == "no" ||
         lower == "off" || lower == "n" || lower == "f";
}

std::optional<std::string_view> ValueIn(std::span<const Word> words,
                                        std::string_view name) {
  for (const Word& word : words) {
    if (word.value.size() > name.size() && word.value.starts_with(name) &&
        word.value[name.size()] == '=') {
      return word.value.substr(name.size() + 1);
    }
  }
  return std::nullopt;
}

// An environment variable that works as a flag, followed through the commands
// of a script.
class Switch {
 public:
  Switch(std::string_view name, const VariableLookup& variables) : name_(name) {
    if (variables) value_ = variables(name);
  }

  // What the command leaves behind for those that follow.
  void See(const Command& command) {
    std::optional<std::string_view> value;
    if (command.words.empty()) value = InAssignments(command);
    if (command.Is("export")) value = ValueIn(command.args(), name_);
    if (value) value_ = value;
  }

  // It is on for this command.
  [[nodiscard]] bool IsOn(const ShellScript& script,
                          const Command& command) const {
    std::optional<std::string_view> value;
    for (const Command* c = &command; c != nullptr && !value;
         c = ParentOf(script, *c)) {
      value = InAssignments(*c);
      bool sets = c->Is("env") || c->Is("sudo");
      if (!value && sets) value = ValueIn(c->args(), name_);
    }
    if (!value) value = value_;
    return value && !IsFalse(*value);
  }

 private:
  [[nodiscard]] std::optional<std::string_view> InAssignments(
      const Command& command) const {
    for (const Assignment& assignment : command.assignments) {
      if (assignment.name == name_) return assignment.value.value;
    }
    return std::nullopt;
  }

  std::string_view name_;
  std::optional<std::string_view> value_;
};

// -o APT::Get::Assume-Yes=true, --setopt=install_weak_deps=False: "on" where
// the option has a true value, "off" where a false one.
std::optional<bool> OptionOf(const PackageLine& line, const WordList& flags,
                             std::string_view option) {
  std::optional<bool> found;
  for (const CommandFlag& flag : line.line.flags) {
    if (!flag.Matches(flags)) continue;
    std::optional<std::pair<std::string_view, std::string_view>> parts =
        base::Cut(flag.value, "=");
    if (!parts || !base::EqualsIgnoreCase(parts->first, option)) continue;
    found = !IsFalse(parts->second);
  }
  return found;
}

bool IsAptFamily(Manager manager) {
  return manager == Manager::kApt || manager == Manager::kAptGet ||
         manager == Manager::kAptitude;
}

bool IsRpmFamily(Manager manager) {
  return manager == Manager::kYum || manager == Manager::kDnf ||
         manager == Manager::kMicrodnf || manager == Manager::kTdnf;
}

// apt's -qq, -q=2 and -q -q imply --yes (apt-get(8)).
bool QuietMeansYes(const PackageLine& line) {
  if (line.info->manager == Manager::kAptitude) return false;
  for (const CommandFlag& flag : line.line.flags) {
    if (!flag.Matches(line.info->quiet) || flag.value.empty()) continue;
    std::optional<long long> level = base::ParseInt(flag.value);
    if (level && *level >= 2) return true;
  }
  return line.line.Count(line.info->quiet) >= 2;
}

void ReadFlags(const PackageLine& line, PackageOperation& operation) {
  const PackageManagerInfo& info = *line.info;
  operation.assume_yes = line.line.Has(info.yes);
  operation.no_cache = line.line.Has(info.no_cache);
  operation.no_recommends = line.line.Has(info.no_recommends);
  operation.quiet = line.line.Has(info.quiet);
  operation.allow_unsigned = line.line.Has(info.allow_unsigned);
  if (!info.updates_index.empty()) {
    operation.updates_index = line.line.Has(info.updates_index);
  }
  if (IsAptFamily(info.manager)) {
    WordList option = "-o|--option";
    operation.assume_yes =
        operation.assume_yes || QuietMeansYes(line) ||
        OptionOf(line, option, "APT::Get::Assume-Yes").value_or(false);
    operation.no_recommends =
        operation.no_recommends ||
        !OptionOf(line, option, "APT::Install-Recommends").value_or(true) ||
        !OptionOf(line, option, "APT::Get::Install-Recommends").value_or(true);
    operation.allow_unsigned =
        operation.allow_unsigned ||
        OptionOf(line, option, "APT::Get::AllowUnauthenticated")
            .value_or(false) ||
        OptionOf(line, option, "Acquire::AllowInsecureRepositories")
            .value_or(false);
  }
  if (IsRpmFamily(info.manager)) {
    operation.no_recommends =
        !OptionOf(line, "--setopt", "install_weak_deps").value_or(true);
    operation.allow_unsigned =
        operation.allow_unsigned ||
        !OptionOf(line, "--setopt", "gpgcheck").value_or(true);
    operation.assume_yes =
        operation.assume_yes ||
        OptionOf(line, "--setopt", "assumeyes").value_or(false);
  }
  operation.global =
      line.line.Has("-g|--global") ||
      (!line.line.operands.empty() && line.line.operands[0]->Is("global"));
  for (const CommandFlag& flag : line.line.flags) {
    bool omits = (flag.name == "--omit" && flag.value == "dev") ||
                 (flag.name == "--only" && base::Contains(flag.value, "prod"));
    if (omits) operation.dev_excluded = true;
    if (flag.Matches(info.index_flags) && !flag.value.empty()) {
      operation.indexes.push_back(flag.value);
    }
    bool virtual_flag =
        info.manager == Manager::kApk && flag.Matches("-t|--virtual");
    if (virtual_flag) operation.virtual_name = flag.value;
    if (flag.name == "--location" && flag.value == "global") {
      operation.global = true;
    }
    if (flag.name == "--trusted-host") operation.allow_unsigned = true;
  }
  operation.dev_excluded =
      operation.dev_excluded ||
      line.line.Has("--production|--prod|--no-dev|-P|--no-default-groups");
  operation.frozen = line.line.Has(
                         "--frozen-lockfile|--locked|--frozen|--require-hashes|"
                         "--immutable|--deployment") ||
                     operation.verb == "ci" ||
                     operation.verb == "clean-install";
}

PackageRef& AddPackage(PackageOperation& operation, const Word& word,
                       std::string_view text, PackageKind kind) {
  PackageRef package;
  package.kind = kind;
  package.name = text;
  package.range = word.range;
  package.word = &word;
  operation.packages.push_back(package);
  return operation.packages.back();
}

void AddOperand(const PackageLine& line, const Word& word,
                PackageOperation& operation) {
  std::string_view text = word.value;
  bool grouped =
      base::Contains(operation.verb, "group") ||
      (!line.line.operands.empty() && (line.line.operands[0]->Is("group") ||
                                       line.line.operands[0]->Is("groups")));
  bool module =
      !line.line.operands.empty() && line.line.operands[0]->Is("module");
  if (IsRpmFamily(line.info->manager)) {
    if (grouped || text.starts_with('@')) {
      AddPackage(operation, word, text, PackageKind::kGroup);
      return;
    }
    if (module) {
      PackageRef& package =
          AddPackage(operation, word, text, PackageKind::kModule);
      std::size_t colon = text.find(':');
      if (colon == std::string_view::npos) return;
      package.name = text.substr(0, colon);
      package.separator = text.substr(colon, 1);
      package.version = text.substr(colon + 1);
      package.pinned = IsPinnedVersion(package.version);
      return;
    }
  }
  PackageRef package = ParsePackage(*line.info, text);
  package.range = word.range;
  package.word = &word;
  if (line.info->manager == Manager::kGo) {
    bool local = package.kind == PackageKind::kPlain &&
                 (text.starts_with("...") || text == "all");
    if (local) package.kind = PackageKind::kFile;
  }
  operation.packages.push_back(package);
}

// It only tells what it would do: apt-get -s, dnf --assumeno.
bool Simulates(const PackageLine& line) {
  Manager manager = line.info->manager;
  bool short_flag = IsAptFamily(manager) || manager == Manager::kApk;
  return line.line.Has(
             "--dry-run|--simulate|--just-print|--no-act|--recon|--print-uris|"
             "--assumeno") ||
         (short_flag && line.line.Has("-s"));
}

// Packages that flags name: -r FILE, -e PATH, cargo --git URL.
void AddFlagPackages(const PackageLine& line, PackageOperation& operation) {
  const PackageManagerInfo& info = *line.info;
  for (const CommandFlag& flag : line.line.flags) {
    if (flag.value_word == nullptr) continue;
    if (flag.Matches(info.requirement_flags)) {
      AddPackage(operation, *flag.value_word, flag.value,
                 PackageKind::kRequirements);
      operation.has_requirements = true;
    } else if (flag.Matches(info.constraint_flags)) {
      AddPackage(operation, *flag.value_word, flag.value,
                 PackageKind::kConstraints);
      operation.has_constraints = true;
    } else if (flag.Matches(info.editable_flags)) {
      PackageRef package = ParsePackage(info, flag.value);
      package.kind = PackageKind::kEditable;
      package.range = flag.value_word->range;
      package.word = flag.value_word;
      operation.packages.push_back(package);
    } else if (info.manager == Manager::kCargo &&
               (flag.name == "--git" || flag.name == "--path")) {
      AddPackage(operation, *flag.value_word, flag.value,
                 flag.name == "--git" ? PackageKind::kVcs : PackageKind::kFile);
    }
  }
}

// gem -v 1.2, cargo --version 1.2 --tag v1: for all that have none.
void ApplyVersionFlags(const PackageLine& line, PackageOperation& operation) {
  for (const CommandFlag& flag : line.line.flags) {
    bool version = flag.Matches(line.info->version_flags);
    bool ref = line.info->manager == Manager::kCargo &&
               (flag.name == "--tag" || flag.name == "--rev");
    if ((!version && !ref) || flag.value.empty()) continue;
    for (PackageRef& package : operation.packages) {
      bool vcs = package.kind == PackageKind::kVcs;
      if (vcs != ref || !package.version.empty()) continue;
      package.separator = flag.name;
      package.version = flag.value;
      package.pinned = ref || IsPinnedVersion(flag.value);
    }
  }
}

void ReadPackages(const PackageLine& line, std::size_t verb,
                  PackageOperation& operation) {
  for (std::size_t i = verb; i < line.line.operands.size(); ++i) {
    bool single = operation.action == PackageAction::kRun && i > verb;
    if (single) break;
    AddOperand(line, *line.line.operands[i], operation);
  }
  bool pattern = false;
  for (const CommandFlag& flag : line.line.flags) {
    pattern = pattern ||
              (line.info->manager == Manager::kZypper &&
               flag.Matches("-t|--type") && flag.value.starts_with("pattern"));
  }
  for (PackageRef& package : operation.packages) {
    if (pattern) package.kind = PackageKind::kGroup;
  }
  AddFlagPackages(line, operation);
  ApplyVersionFlags(line, operation);
}

}  // namespace

std::vector<PackageOperation> PackageOperations(
    const ShellScript& script, const VariableLookup& variables) {
  std::vector<PackageOperation> operations;
  Switch pip_no_cache("PIP_NO_CACHE_DIR", variables);
  Switch uv_no_cache("UV_NO_CACHE", variables);
  for (const Command& command : script.commands()) {
    pip_no_cache.See(command);
    uv_no_cache.See(command);
    PackageLine line = ReadPackageLine(command);
    if (line.info == nullptr) continue;
    PackageOperation operation;
    operation.command = &command;
    operation.manager = line.info->manager;
    std::size_t verb = ReadPackageVerb(line, operation);
    ReadFlags(line, operation);
    if (operation.action != PackageAction::kOther &&
        operation.action != PackageAction::kClean) {
      ReadPackages(line, verb, operation);
    }
    if (operation.action != PackageAction::kOther && Simulates(line)) {
      operation.action = PackageAction::kDownload;
    }
    bool bare = operation.action == PackageAction::kInstall &&
                operation.packages.empty();
    if (bare && line.info->bare_install_is_locked) {
      operation.action = PackageAction::kLockedInstall;
    }
    bool pip = line.info->manager == Manager::kPip;
    bool uv = line.info->manager == Manager::kUv;
    operation.no_cache = operation.no_cache ||
                         (pip && pip_no_cache.IsOn(script, command)) ||
                         (uv && uv_no_cache.IsOn(script, command));
    operations.push_back(std::move(operation));
  }
  return operations;
}

}  // namespace bulkhead::config
