// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A package index that is fetched and not used in the same layer.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/index_updates.h"
#include "check/dockerfile/packages.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"

namespace bulkhead::check {
namespace {

using config::Manager;
using config::PackageAction;
using config::PackageOperation;

// The index is fetched into a cache mount on purpose.
bool IsForMount(const Script& script, Manager manager) {
  const config::PackageManagerInfo& info = config::InfoOf(manager);
  for (std::string_view folder : info.cache_folders.All()) {
    if (IsMounted(script, folder)) return true;
  }
  return false;
}

// A later command of the RUN installs or upgrades something.
bool IsFollowedByUse(const Script& script, const PackageOperation& operation) {
  return std::any_of(script.packages.begin(), script.packages.end(),
                     [&](const PackageOperation& other) {
                       return other.command->index > operation.command->index &&
                              UsesIndex(other);
                     });
}

void UpdateAlone(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const PackageOperation& update : script.packages) {
      if (update.action != PackageAction::kUpdateIndex) continue;
      if (IsFollowedByUse(script, update) || IsForMount(script, update.manager))
        continue;
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
               MoveUpdate(context, script, update, nullptr));
      break;  // one a RUN
    }
  }
}

// `update` of yum, dnf and zypper upgrades all packages. That of apt is called
// upgrade, and no other tool minds it.
void UpgradeAlone(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const PackageOperation& upgrade : script.packages) {
      bool all = upgrade.action == PackageAction::kUpgrade &&
                 (upgrade.verb == "update" || upgrade.verb == "up") &&
                 upgrade.packages.empty() &&
                 IsAmong(upgrade.manager,
                         {Manager::kYum, Manager::kDnf, Manager::kMicrodnf,
                          Manager::kTdnf, Manager::kZypper});
      if (!all || IsFollowedByUse(script, upgrade)) continue;
      out.Add(script.InFile(upgrade.command->range), script.outer->range,
              base::Format("{} {} alone: the build cache keeps the versions of "
                           "today",
                           config::InfoOf(upgrade.manager).name, upgrade.verb));
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
    {{.id = "dockerfile/upgrade-alone",
      .aliases = {"DS-0017", "CKV_DOCKER_5"},
      .severity = model::Severity::kInfo,
      .title = "All packages are upgraded in a layer of their own",
      .why = "The build cache keeps the layer: later builds get no newer "
             "versions, though the file says so.",
      .remedy = "Build from a current base image (docker build --pull), or "
                "upgrade in the RUN that installs.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#apt-get"},
      .no_fix = "Whether the upgrade is needed can't be told."},
     &UpgradeAlone},
};

}  // namespace

DockerfileRules UpdateAloneRules() { return kRules; }

}  // namespace bulkhead::check
