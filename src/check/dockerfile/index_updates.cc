// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/index_updates.h"

#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/packages.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {

using config::Manager;
using config::PackageAction;
using config::PackageOperation;

namespace {

// All that a RUN does is fetch and empty indexes.
bool DoesNothingElse(const Script& script, const config::Command* upgrade) {
  return std::all_of(
      script.shell.commands().begin(), script.shell.commands().end(),
      [&](const config::Command& command) {
        if (command.IsAnyOf("set", "sudo", "true", ":") ||
            &command == upgrade) {
          return true;
        }
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

}  // namespace

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

Edits MoveUpdate(const DockerfileContext& context, const Script& script,
                 const PackageOperation& update,
                 const config::Command* upgrade) {
  if (!IsFollowable(context)) return {};
  IndexUse use = FindUse(context, script, update);
  if (use.script == nullptr && use.elsewhere) return {};
  if (script.exec_form || !script.shell.ok() ||
      !script.instruction->heredocs.empty()) {
    return {};
  }
  bool whole = DoesNothingElse(script, upgrade);
  if (!whole && upgrade != nullptr) return {};
  Edits edits = whole ? RemoveInstruction(context, *script.outer)
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

Edits RemoveUpgrade(const DockerfileContext& context, const Script& script,
                    const PackageOperation& upgrade) {
  Edits edits = RemoveCommand(context, script, *upgrade.command);
  if (!edits.empty()) return edits;
  for (const PackageOperation& update : script.packages) {
    if (update.action == PackageAction::kUpdateIndex &&
        update.command->index < upgrade.command->index) {
      return MoveUpdate(context, script, update, upgrade.command);
    }
  }
  return {};
}

}  // namespace bulkhead::check
