// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A package index that is fetched and not used in the same layer.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/packages.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"

namespace bulkhead::check {
namespace {

using config::Manager;
using config::PackageAction;
using config::PackageOperation;

bool UsesIndex(const PackageOperation& operation) {
  switch (operation.action) {
    case PackageAction::kInstall:
    case PackageAction::kUpgrade:
    case PackageAction::kDistUpgrade:
    case PackageAction::kDownload:
      return true;
    default:
      return operation.verb == "source" || operation.verb == "build-dep";
  }
}

// The index is fetched into a cache mount on purpose.
bool IsForMount(const Script& script, Manager manager) {
  const config::PackageManagerInfo& info = config::InfoOf(manager);
  for (std::string_view folder : info.cache_folders.All()) {
    if (IsMounted(script, folder)) return true;
  }
  return false;
}

// All that a RUN does is fetch and empty indexes.
bool DoesNothingElse(const Script& script) {
  return std::all_of(
      script.shell.commands().begin(), script.shell.commands().end(),
      [&](const config::Command& command) {
        if (command.IsAnyOf({"set", "sudo", "true", ":"})) return true;
        bool cleans = std::any_of(script.cache_removals.begin(),
                                  script.cache_removals.end(),
                                  [&](const config::CacheRemoval& removal) {
                                    return removal.command == &command;
                                  });
        return cleans ||
               std::any_of(script.packages.begin(), script.packages.end(),
                           [&](const PackageOperation& operation) {
                             return operation.command == &command &&
                                    operation.action ==
                                        PackageAction::kUpdateIndex;
                           });
      });
}

bool IsSameFamily(Manager a, Manager b) {
  std::initializer_list<Manager> apt = {Manager::kApt, Manager::kAptGet,
                                        Manager::kAptitude};
  return a == b || (IsAmong(a, apt) && IsAmong(b, apt));
}

// The next RUN of the stage that uses the index, and the operation by which.
struct IndexUse {
  const Script* script = nullptr;
  const PackageOperation* operation = nullptr;
  bool elsewhere = false;  // some other stage may use it
};

IndexUse FindUse(const DockerfileContext& context, const Script& script,
                 const PackageOperation& update) {
  IndexUse use;
  for (const Script& later : context.scripts) {
    if (later.index <= script.index || !later.is_run()) continue;
    for (const PackageOperation& operation : later.packages) {
      if (!IsSameFamily(operation.manager, update.manager)) continue;
      if (later.stage != script.stage) {
        use.elsewhere = use.elsewhere || UsesIndex(operation);
        continue;
      }
      if (use.script != nullptr) continue;
      bool fetches = operation.action == PackageAction::kUpdateIndex ||
                     operation.updates_index || operation.no_cache;
      if (fetches) return {&later, nullptr, false};
      if (UsesIndex(operation)) use = {&later, &operation, use.elsewhere};
    }
  }
  return use;
}

// The command goes to where its index is used, or away where it is not.
Edits MoveUpdate(const DockerfileContext& context, const Script& script,
                 const PackageOperation& update) {
  IndexUse use = FindUse(context, script, update);
  if (use.script == nullptr && use.elsewhere) return {};
  if (script.exec_form || !script.shell.ok() ||
      !script.instruction->heredocs.empty()) {
    return {};
  }
  Edits edits = DoesNothingElse(script)
                    ? RemoveInstruction(context, *script.outer)
                    : RemoveCommand(context, script, *update.command);
  if (edits.empty() || use.operation == nullptr) return edits;
  if (use.script->instruction != use.script->outer) return {};
  model::Range range = script.InFile(update.command->node->range);
  std::string_view text = context.file.Text(range);
  if (text.find_first_of("\n|") != std::string_view::npos) return {};
  Edits insert =
      InsertCommand(context, *use.script, *use.operation->command, text);
  if (insert.empty()) return {};
  edits.push_back(insert.front());
  return edits;
}

void UpdateAlone(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const PackageOperation& update : script.packages) {
      if (update.action != PackageAction::kUpdateIndex) continue;
      bool used =
          std::any_of(script.packages.begin(), script.packages.end(),
                      [&](const PackageOperation& other) {
                        return other.command->index > update.command->index &&
                               UsesIndex(other);
                      });
      if (used || IsForMount(script, update.manager)) continue;
      model::Finding& finding = out.Add(
          script.InFile(update.command->range), script.outer->range,
          base::Format("{} {} alone: a later RUN installs from an index that "
                       "the build cache has kept",
                       config::InfoOf(update.manager).name, update.verb));
      if (!IsAmong(update.manager,
                   {Manager::kApt, Manager::kAptGet, Manager::kAptitude})) {
        WithoutAliases(finding, {"CIS-DI-0007"});
      }
      OfferFix(finding, false, "Fetch the index where it is used",
               MoveUpdate(context, script, update));
      break;  // one a RUN
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/update-alone",
      .aliases = {"DS-0017", "CKV_DOCKER_5", "CIS-DI-0007"},
      .severity = model::Severity::kLow,
      .title = "A package index is fetched in a layer of its own",
      .why = "The build cache keeps the layer: later builds install old "
             "versions, without security updates, or fail.",
      .remedy = "Join the update and the install with && in one RUN.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#apt-get"},
      .fix = model::FixKind::kUnsafe},
     &UpdateAlone},
};

}  // namespace

DockerfileRules UpdateAloneRules() { return kRules; }

}  // namespace bulkhead::check
