// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/packages.h"

#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/walk.h"
#include "check/pins.h"

namespace bulkhead::check {
namespace {

using config::Manager;

// How a manager is called among the pins, and how it writes a version.
struct ManagerPins {
  Manager manager;
  std::string_view key;
  std::string_view separator;
};
constexpr ManagerPins kManagers[] = {
    {Manager::kApt, "apt", "="},       {Manager::kAptGet, "apt", "="},
    {Manager::kAptitude, "apt", "="},  {Manager::kApk, "apk", "="},
    {Manager::kYum, "dnf", "-"},       {Manager::kDnf, "dnf", "-"},
    {Manager::kMicrodnf, "dnf", "-"},  {Manager::kTdnf, "dnf", "-"},
    {Manager::kZypper, "zypper", "="}, {Manager::kPip, "pip", "=="},
    {Manager::kPipx, "pip", "=="},     {Manager::kUv, "pip", "=="},
    {Manager::kNpm, "npm", "@"},       {Manager::kGem, "gem", ":"},
    {Manager::kGo, "go", "@"},
};

const ManagerPins* PinsOf(Manager manager) {
  for (const ManagerPins& row : kManagers) {
    if (row.manager == manager) return &row;
  }
  return nullptr;
}

// The image at the root of a stage; not valid where it can't be told.
config::ImageRef BaseImageOf(const DockerfileContext& context, int stage) {
  const config::Stage* own = StageAt(context, stage);
  if (own == nullptr) return {};
  const config::Stage* root = StageAt(context, own->root_stage);
  return root != nullptr && root->base.known() ? root->image
                                               : config::ImageRef();
}

// Puts the version behind the name, in the place of a moving one (@latest).
// nullopt where the word is not written as it is meant.
std::optional<model::Edit> AddVersion(const ScriptOperation& at,
                                      const DockerfileContext& context,
                                      const config::PackageRef& package,
                                      std::string_view separator,
                                      std::string_view version) {
  if (package.kind != config::PackageKind::kPlain) return std::nullopt;
  model::Range word = at.InFile(package.range);
  std::string_view text = context.file.Text(word);
  bool quoted = text.size() > 2 && (text[0] == '"' || text[0] == '\'') &&
                text.back() == text[0];
  if (quoted) {
    word = {word.begin + 1, word.end - 1};
    text = context.file.Text(word);
  }
  std::string name(package.name);
  if (!package.extras.empty()) name += base::Format("[{}]", package.extras);
  if (text !=
      base::Format("{}{}{}", name, package.separator, package.version)) {
    return std::nullopt;
  }
  return model::Edit{context.file.source->path(),
                     {word.begin + name.size(), word.end},
                     base::Format("{}{}", separator, version)};
}

}  // namespace

bool IsAmong(config::Manager manager,
             std::initializer_list<config::Manager> list) {
  return std::find(list.begin(), list.end(), manager) != list.end();
}

bool IsMounted(const Script& script, std::string_view folder) {
  return script.HasMount(config::MountType::kCache, folder) ||
         script.HasMount(config::MountType::kTmpfs, folder);
}

bool IsKept(const DockerfileContext& context, int stage) {
  if (stage < 0 || context.InFinalImage(stage)) return true;
  return std::any_of(
      context.evaluation.stages.begin(), context.evaluation.stages.end(),
      [&](const config::Stage& other) { return other.base_stage == stage; });
}

std::string_view SudoOf(const ScriptOperation& at) {
  bool sudo = config::WrappedBy(at.script.shell, *at.operation.command, "sudo");
  return sudo ? "sudo " : "";
}

Edits AppendCleaning(const ScriptOperation& at,
                     const DockerfileContext& context, std::string_view clean) {
  const config::Command& command = *at.operation.command;
  if (command.in_conditional || command.in_loop || command.in_function ||
      command.in_substitution || command.is_condition) {
    return {};
  }
  for (const config::Command* outer = &command; outer != nullptr;
       outer = config::ParentOf(at.script.shell, *outer)) {
    if (outer->nesting == config::Nesting::kShell) return {};
  }
  return AppendCommand(context, at.script,
                       base::Format("{}{}", SudoOf(at), clean));
}

std::string ListNames(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> shown(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(
                                         std::min(names.size(), kShown)));
  std::string out = base::Printable(base::Join(shown, ", "));
  if (names.size() > kShown) {
    out += base::Format(" and {} more", names.size() - kShown);
  }
  return out;
}

void FixBehindVerb(const ScriptOperation& at, const DockerfileContext& context,
                   bool safe, std::string_view text, std::string description,
                   model::Finding& finding) {
  if (at.script.exec_form || at.operation.verb_range.empty()) return;
  model::Range verb = at.InFile(at.operation.verb_range);
  // Only where the verb stands in the file as it is: not in a variable.
  if (context.file.Text(verb) != at.operation.verb) return;
  SetFix(finding, safe, std::move(description),
         {{context.file.source->path(),
           {verb.end, verb.end},
           " " + std::string(text)}});
}

bool IsUnpinned(const config::PackageRef& package) {
  bool named = package.kind == config::PackageKind::kPlain ||
               package.kind == config::PackageKind::kModule;
  return named && package.version.empty() && !package.name.empty();
}

void ReportUnpinned(const ScriptOperation& at, const DockerfileContext& context,
                    Findings& out) {
  ReportPackages(at, context, out, &IsUnpinned);
}

void OfferPackagePins(const ScriptOperation& at,
                      const DockerfileContext& context,
                      const std::vector<const config::PackageRef*>& packages,
                      model::Finding& finding) {
  const model::Pins* pins = context.options.pins;
  if (pins == nullptr) return;
  const ManagerPins* manager = PinsOf(at.operation.manager);
  if (manager == nullptr) return;
  std::vector<std::string> missing;
  std::vector<model::Edit> edits;
  bool written_plainly = !at.script.exec_form;
  for (const config::PackageRef* package : packages) {
    std::optional<std::string> version =
        PinnedVersion(pins, manager->key, package->name,
                      BaseImageOf(context, at.script.stage));
    if (!version) {
      missing.emplace_back(package->name);
      continue;
    }
    std::optional<model::Edit> edit =
        AddVersion(at, context, *package, manager->separator, *version);
    if (edit) {
      edits.push_back(std::move(*edit));
    } else {
      written_plainly = false;
    }
  }
  SayNoPin(pins, manager->key, missing, finding);
  if (!missing.empty() || !written_plainly) return;
  SetFix(finding, false, "Install the pinned versions", std::move(edits));
}

}  // namespace bulkhead::check
