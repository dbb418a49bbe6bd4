// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The package managers of RPM: yum, dnf, microdnf, tdnf and zypper. They differ
// in names, caches and the letters of the peers' rules: one table.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "check/dockerfile/packages.h"
#include "check/dockerfile/rules.h"

namespace bulkhead::check {
namespace {

using config::Manager;
using config::PackageAction;

bool Installs(const ScriptOperation& at) {
  return at.operation.action == PackageAction::kInstall;
}

// zypper asks before each change of what is installed, yum and dnf are held to
// what they install.
bool AsksQuestion(const ScriptOperation& at) {
  if (at.operation.assume_yes) return false;
  if (Installs(at)) return !at.operation.packages.empty();
  if (at.operation.manager != Manager::kZypper) return false;
  return at.operation.action == PackageAction::kRemove ||
         at.operation.action == PackageAction::kUpgrade ||
         at.operation.action == PackageAction::kDistUpgrade;
}

void ReportWithoutYes(const DockerfileContext& context,
                      std::initializer_list<Manager> managers, Findings& out) {
  ForEachOperation(context, managers, [&](const ScriptOperation& at) {
    if (!AsksQuestion(at)) return;
    model::Finding& finding =
        out.Add(at.InFile(at.operation.verb_range), at.construct(),
                base::Format("{} {} asks a question that nobody answers",
                             at.program(), at.operation.verb));
    if (at.operation.action == PackageAction::kDistUpgrade) {
      finding.aliases.clear();  // hadolint has a rule of its own on these
    }
    FixBehindVerb(at, context, true, "-y", "Answer yes with -y", finding);
  });
}

void YumWithoutYes(const DockerfileContext& context, Findings& out) {
  ReportWithoutYes(context, {Manager::kYum}, out);
}
void DnfWithoutYes(const DockerfileContext& context, Findings& out) {
  ReportWithoutYes(context, {Manager::kDnf, Manager::kMicrodnf, Manager::kTdnf},
                   out);
}
void ZypperWithoutYes(const DockerfileContext& context, Findings& out) {
  ReportWithoutYes(context, {Manager::kZypper}, out);
}

constexpr std::string_view kCleanFix = "Remove the cache at the end of the RUN";

// Some command behind `index` empties the cache of the manager.
bool IsCleanedAfter(const ScriptOperation& at,
                    std::initializer_list<Manager> family) {
  for (const config::CacheRemoval& removal : at.script.cache_removals) {
    if (removal.command->index > at.operation.command->index &&
        IsAmong(removal.manager, family)) {
      return true;
    }
  }
  return false;
}

// Folders of yum's and dnf's caches: each manager's removal counts for the
// others, since they share them.
constexpr std::array<std::string_view, 4> kRpmCaches = {
    "/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5",
    "/var/cache/zypp"};

bool IsCacheMounted(const Script& script) {
  return std::any_of(
      kRpmCaches.begin(), kRpmCaches.end(),
      [&](std::string_view folder) { return IsMounted(script, folder); });
}

// Reinstallations fill the cache as well.
bool FillsCache(const config::PackageOperation& operation) {
  return operation.action == PackageAction::kInstall ||
         (operation.action == PackageAction::kUpgrade &&
          operation.manager != Manager::kYum) ||
         operation.verb == "reinstall" || operation.verb == "rei";
}

void ReportCacheKept(const DockerfileContext& context,
                     std::initializer_list<Manager> managers,
                     std::initializer_list<Manager> cleaners, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run() || IsCacheMounted(script)) continue;
    for (const config::PackageOperation& operation : script.packages) {
      if (!IsAmong(operation.manager, managers) || !FillsCache(operation)) {
        continue;
      }
      ScriptOperation at{script, operation};
      if (IsCleanedAfter(at, cleaners)) continue;
      model::Finding& finding =
          out.Add(at.InFile(operation.command->range), at.construct(),
                  base::Format("{} {} leaves its cache in the layer",
                               at.program(), operation.verb));
      if (operation.manager == Manager::kMicrodnf) {
        WithoutAliases(finding, {"DS-0019"});
      } else {
        WithoutAliases(finding, {"DS-0027"});
      }
      OfferFix(finding, true, std::string(kCleanFix),
               AppendCleaning(at, context,
                              config::InfoOf(operation.manager).clean_command));
      break;  // one a RUN
    }
  }
}

void YumCache(const DockerfileContext& context, Findings& out) {
  ReportCacheKept(context, {Manager::kYum},
                  {Manager::kYum, Manager::kDnf, Manager::kMicrodnf}, out);
}
void DnfCache(const DockerfileContext& context, Findings& out) {
  ReportCacheKept(
      context, {Manager::kDnf, Manager::kMicrodnf, Manager::kTdnf},
      {Manager::kYum, Manager::kDnf, Manager::kMicrodnf, Manager::kTdnf}, out);
}

void ZypperCache(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run() || IsCacheMounted(script)) continue;
    const config::PackageOperation* worst = nullptr;  // one a RUN
    for (const config::PackageOperation& operation : script.packages) {
      if (operation.manager != Manager::kZypper) continue;
      bool installs = operation.action == PackageAction::kInstall;
      bool touches = operation.action == PackageAction::kRemove ||
                     operation.action == PackageAction::kUpgrade;
      if (!installs && (!touches || worst != nullptr)) continue;
      if (IsCleanedAfter({script, operation}, {Manager::kZypper})) continue;
      worst = &operation;
      if (installs) break;
    }
    if (worst == nullptr) continue;
    ScriptOperation at{script, *worst};
    model::Finding& finding = out.Add(
        at.InFile(worst->command->range), at.construct(),
        base::Format("zypper {} leaves its cache in the layer", worst->verb));
    if (worst->action != PackageAction::kInstall) {
      OnlyAliases(finding, {"DS-0020"});
    }
    OfferFix(finding, true, std::string(kCleanFix),
             AppendCleaning(at, context,
                            config::InfoOf(worst->manager).clean_command));
  }
}

void ReportUnpinnedOf(const DockerfileContext& context,
                      std::initializer_list<Manager> managers, Findings& out) {
  ForEachOperation(context, managers, [&](const ScriptOperation& at) {
    if (Installs(at)) ReportUnpinned(at, context, out);
  });
}

void YumUnpinned(const DockerfileContext& context, Findings& out) {
  ReportUnpinnedOf(context, {Manager::kYum}, out);
}
void DnfUnpinned(const DockerfileContext& context, Findings& out) {
  ReportUnpinnedOf(context, {Manager::kDnf, Manager::kMicrodnf, Manager::kTdnf},
                   out);
}
void ZypperUnpinned(const DockerfileContext& context, Findings& out) {
  ReportUnpinnedOf(context, {Manager::kZypper}, out);
}

constexpr std::string_view kYesWhy =
    "The build has no keyboard: the command aborts where it would ask.";
constexpr std::string_view kCacheWhy =
    "Tens of megabytes that no running container needs; a later layer can't "
    "remove them.";
constexpr std::string_view kPinWhy =
    "Two builds of the same file can install different versions.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/dnf-cache-kept",
      .aliases = {"DL3040", "DS-0019", "DS-0027"},
      .severity = model::Severity::kInfo,
      .title = "The cache of dnf stays in the image",
      .why = kCacheWhy,
      .remedy = "End the same RUN with dnf clean all, or use a cache mount.",
      .fix = model::FixKind::kSafe},
     &DnfCache},
    {{.id = "dockerfile/dnf-unpinned",
      .aliases = {"DL3041"},
      .severity = model::Severity::kInfo,
      .title = "Packages of dnf without a version",
      .why = kPinWhy,
      .remedy = "Give versions: httpd-2.4.57.",
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPackagePins},
     &DnfUnpinned},
    {{.id = "dockerfile/dnf-without-yes",
      .aliases = {"DL3038"},
      .severity = model::Severity::kLow,
      .title = "dnf install waits for an answer",
      .why = kYesWhy,
      .remedy = "Add -y.",
      .fix = model::FixKind::kSafe},
     &DnfWithoutYes},
    {{.id = "dockerfile/yum-cache-kept",
      .aliases = {"DL3032", "DS-0015"},
      .severity = model::Severity::kInfo,
      .title = "The cache of yum stays in the image",
      .why = kCacheWhy,
      .remedy = "End the same RUN with yum clean all, or use a cache mount.",
      .fix = model::FixKind::kSafe},
     &YumCache},
    {{.id = "dockerfile/yum-unpinned",
      .aliases = {"DL3033"},
      .severity = model::Severity::kInfo,
      .title = "Packages of yum without a version",
      .why = kPinWhy,
      .remedy = "Give versions: httpd-2.4.57.",
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPackagePins},
     &YumUnpinned},
    {{.id = "dockerfile/yum-without-yes",
      .aliases = {"DL3030"},
      .severity = model::Severity::kLow,
      .title = "yum install waits for an answer",
      .why = kYesWhy,
      .remedy = "Add -y.",
      .fix = model::FixKind::kSafe},
     &YumWithoutYes},
    {{.id = "dockerfile/zypper-cache-kept",
      .aliases = {"DL3036", "DS-0020"},
      .severity = model::Severity::kInfo,
      .title = "The cache of zypper stays in the image",
      .why = kCacheWhy,
      .remedy = "End the same RUN with zypper clean --all, or use a cache "
                "mount.",
      .fix = model::FixKind::kSafe},
     &ZypperCache},
    {{.id = "dockerfile/zypper-unpinned",
      .aliases = {"DL3037"},
      .severity = model::Severity::kInfo,
      .title = "Packages of zypper without a version",
      .why = kPinWhy,
      .remedy = "Give versions: apache2=2.4.58.",
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPackagePins},
     &ZypperUnpinned},
    {{.id = "dockerfile/zypper-without-yes",
      .aliases = {"DL3034"},
      .severity = model::Severity::kLow,
      .title = "zypper waits for an answer",
      .why = kYesWhy,
      .remedy = "Use zypper --non-interactive install.",
      .fix = model::FixKind::kSafe},
     &ZypperWithoutYes},
};

}  // namespace

DockerfileRules RpmPackagesRules() { return kRules; }

}  // namespace bulkhead::check
