// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// apt, apt-get and aptitude.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/index_updates.h"
#include "check/dockerfile/packages.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"

namespace bulkhead::check {
namespace {

using config::Manager;
using config::PackageAction;

constexpr std::string_view kLists = "/var/lib/apt/lists";
constexpr std::string_view kArchives = "/var/cache/apt";

void AptUse(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const config::Command& command : script.shell.commands()) {
      if (!command.Is("apt")) continue;
      model::Range name = script.InFile(command.words.front().range);
      model::Finding& finding =
          out.Add(name, script.outer->range,
                  "apt is made for people; its options and output may change");
      if (context.file.Text(name) == "apt" && !script.exec_form) {
        SetFix(finding, true, "Call apt-get",
               {{context.file.source->path(), name, "apt-get"}});
      }
    }
  }
}

void AptUnpinned(const DockerfileContext& context, Findings& out) {
  ForEachOperation(context,
                   {Manager::kAptGet, Manager::kApt, Manager::kAptitude},
                   [&](const ScriptOperation& at) {
                     if (at.operation.action != PackageAction::kInstall) return;
                     ReportUnpinned(at, context, out);
                   });
}

void AptWithoutYes(const DockerfileContext& context, Findings& out) {
  ForEachOperation(
      context, {Manager::kAptGet, Manager::kApt, Manager::kAptitude},
      [&](const ScriptOperation& at) {
        if (at.operation.action != PackageAction::kInstall) return;
        if (at.operation.assume_yes) return;
        model::Finding& finding =
            out.Add(at.InFile(at.operation.verb_range), at.construct(),
                    base::Format("{} {} asks a question that nobody answers",
                                 at.program(), at.operation.verb));
        if (at.operation.manager != Manager::kAptGet) {
          finding.aliases.clear();
        }
        CountOnce(out, finding);
        FixBehindVerb(at, context, true, "-y", "Answer yes with -y", finding);
      });
}

void AptRecommends(const DockerfileContext& context, Findings& out) {
  ForEachOperation(
      context, {Manager::kAptGet, Manager::kApt},
      [&](const ScriptOperation& at) {
        if (at.operation.action != PackageAction::kInstall) return;
        if (at.operation.no_recommends) return;
        model::Finding& finding =
            out.Add(at.InFile(at.operation.verb_range), at.construct(),
                    base::Format("{} {} also installs recommended packages",
                                 at.program(), at.operation.verb));
        if (at.operation.manager != Manager::kAptGet) finding.aliases.clear();
        CountOnce(out, finding);
        FixBehindVerb(at, context, false, "--no-install-recommends",
                      "Leave recommended packages out", finding);
      });
}

// "/var/lib/apt/lists", a folder above it, or all that is in it.
bool CoversLists(std::string_view path) {
  if (path.empty()) return false;
  return path.starts_with(kLists) ||
         (kLists.starts_with(path) && kLists[path.size()] == '/');
}

bool RemovesLists(const Script& script) {
  for (const config::Command& command : script.shell.commands()) {
    if (command.IsAnyOf("apt", "apt-get") &&
        (command.HasArg("distclean") || command.HasArg("dist-clean"))) {
      return true;
    }
  }
  return std::any_of(script.cache_removals.begin(), script.cache_removals.end(),
                     [](const config::CacheRemoval& removal) {
                       if (CoversLists(removal.path)) return true;
                       return removal.command->HasArg("distclean") ||
                              removal.command->HasArg("dist-clean");
                     });
}

// Debian's images empty /var/cache/apt by a hook; some builds remove it.
bool RemovesCleanHook(const Script& script) {
  for (const config::Command& command : script.shell.commands()) {
    if (command.Is("rm") &&
        command.HasArg("/etc/apt/apt.conf.d/docker-clean")) {
      return true;
    }
  }
  return false;
}

bool KeepsArchives(const DockerfileContext& context, const Script& script) {
  if (IsMounted(script, kArchives)) return false;
  for (const config::CacheRemoval& removal : script.cache_removals) {
    if (removal.path.empty() || removal.path.starts_with(kArchives)) {
      return false;
    }
  }
  for (const Script& earlier : context.scripts) {
    if (earlier.index > script.index) break;
    if (earlier.stage == script.stage && RemovesCleanHook(earlier)) return true;
  }
  return false;
}

const config::PackageOperation* FirstOf(const Script& script,
                                        PackageAction action) {
  for (const config::PackageOperation& operation : script.packages) {
    if (operation.action == action &&
        IsAmong(operation.manager,
                {Manager::kApt, Manager::kAptGet, Manager::kAptitude})) {
      return &operation;
    }
  }
  return nullptr;
}

void AptLists(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    bool onbuild = script.outer != script.instruction;
    bool kept = onbuild || IsKept(context, script.stage);
    if (!script.is_run() || !kept) continue;
    const config::PackageOperation* update =
        FirstOf(script, PackageAction::kUpdateIndex);
    if (update == nullptr) continue;
    bool lists_gone = IsMounted(script, kLists) || RemovesLists(script);
    if (lists_gone && !KeepsArchives(context, script)) continue;
    model::Finding& finding = out.Add(
        script.InFile(update->command->range), script.outer->range,
        lists_gone
            ? "the downloaded packages stay in /var/cache/apt"
            : "the package lists stay in /var/lib/apt/lists of the layer");
    if (lists_gone) continue;
    OfferFix(finding, true, "Remove the lists at the end of the RUN",
             AppendCommand(context, script,
                           base::Format("{}rm -rf /var/lib/apt/lists/*",
                                        SudoOf({script, *update}))));
  }
}

// The index is fetched in front of the install and removed at the end.
Edits FetchAndRemove(const DockerfileContext& context,
                     const ScriptOperation& install) {
  std::string_view sudo = SudoOf(install);
  Edits edits =
      InsertCommand(context, install.script, *install.operation.command,
                    base::Format("{}apt-get update", sudo));
  Edits clean = AppendCleaning(install, context, "rm -rf /var/lib/apt/lists/*");
  if (edits.empty() || clean.empty()) return {};
  edits.push_back(clean.front());
  return edits;
}

// Installing without fetching the index first leaves nothing new behind where
// the index was removed; it is reported for images that keep it.
void AptArchivesInHistory(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    const config::PackageOperation* install =
        FirstOf(script, PackageAction::kInstall);
    if (install == nullptr || RemovesLists(script) ||
        FirstOf(script, PackageAction::kUpdateIndex) != nullptr ||
        IsMounted(script, kLists)) {
      continue;
    }
    model::Finding& finding =
        out.Add(script.InFile(install->command->range), script.outer->range,
                "packages are installed from an index that an earlier layer "
                "fetched and kept");
    OfferFix(finding, false, "Fetch the index in the same RUN",
             FetchAndRemove(context, {script, *install}));
  }
}

void DistUpgrade(const DockerfileContext& context, Findings& out) {
  ForEachOperation(
      context,
      {Manager::kApt, Manager::kAptGet, Manager::kAptitude, Manager::kZypper},
      [&](const ScriptOperation& at) {
        if (at.operation.action != PackageAction::kDistUpgrade) return;
        model::Finding& finding =
            out.Add(at.InFile(at.operation.command->range), at.construct(),
                    base::Format("{} {} upgrades the whole base image, and may "
                                 "remove packages",
                                 at.program(), at.operation.verb));
        if (at.operation.manager == Manager::kZypper) {
          OnlyAliases(finding, {"DL3035"});
        } else if (at.operation.verb == "dist-upgrade") {
          WithoutAliases(finding, {"DL3035"});
        } else {
          finding.aliases.clear();
        }
        CountOnce(out, finding);
        OfferFix(finding, false, "Keep the release of the base image",
                 RemoveUpgrade(context, at.script, at.operation));
      });
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/apt-archives-kept",
      .aliases = {"DKL-DI-0005"},
      .severity = model::Severity::kInfo,
      .title = "Packages installed from the index of an earlier layer",
      .why = "The index of an earlier layer ages in the build cache: the "
             "install fails or brings old versions, and the index stays in "
             "the image.",
      .remedy = "Run apt-get update, apt-get install and the removal of "
                "/var/lib/apt/lists/* in one RUN.",
      .fix = model::FixKind::kUnsafe},
     &AptArchivesInHistory},
    {{.id = "dockerfile/apt-dist-upgrade",
      .aliases = {"DS-0024", "DKL-DI-0003", "DL3005", "DL3035"},
      .severity = model::Severity::kLow,
      .title = "The distribution is upgraded during the build",
      .why = "What is in the image differs from build to build and from what "
             "the tag of the base image says; packages may go, and where the "
             "sources name a newer release, all of it comes.",
      .remedy = "Take a newer base image, or use apt-get upgrade, which "
                "removes nothing.",
      .fix = model::FixKind::kUnsafe},
     &DistUpgrade},
    {{.id = "dockerfile/apt-lists-kept",
      .aliases = {"DL3009", "DKL-DI-0005"},
      .severity = model::Severity::kInfo,
      .title = "Package lists of apt stay in the image",
      .why = "Tens of megabytes that no running container needs; a later layer "
             "can't remove them.",
      .remedy = "End the same RUN with rm -rf /var/lib/apt/lists/*, or use "
                "cache mounts.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#apt-get"},
      .fix = model::FixKind::kSafe},
     &AptLists},
    {{.id = "dockerfile/apt-recommends",
      .aliases = {"DL3015", "DS-0029"},
      .severity = model::Severity::kInfo,
      .title = "Recommended packages are installed",
      .why = "Recommended packages are software that nobody asked for: more to "
             "attack and more to update.",
      .remedy = "Add --no-install-recommends and name what is really needed.",
      .fix = model::FixKind::kUnsafe},
     &AptRecommends},
    {{.id = "dockerfile/apt-unpinned",
      .aliases = {"DL3008"},
      .severity = model::Severity::kInfo,
      .title = "Packages of apt without a version",
      .why = "Two builds of the same file can install different versions.",
      .remedy = "Give versions (curl=7.88.1-10+deb12u8), or pin the base image "
                "by digest and use a snapshot archive.",
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPackagePins},
     &AptUnpinned},
    {{.id = "dockerfile/apt-use",
      .aliases = {"DL3027", "CKV_DOCKER_9"},
      .severity = model::Severity::kInfo,
      .title = "apt in a script",
      .why = "apt's command line is made for people and may change between "
             "releases.",
      .remedy = "Call apt-get or apt-cache.",
      .fix = model::FixKind::kSafe},
     &AptUse},
    {{.id = "dockerfile/apt-without-yes",
      .aliases = {"DL3014", "DS-0021"},
      .severity = model::Severity::kLow,
      .title = "apt-get install waits for an answer",
      .why = "The build has no keyboard: apt-get aborts where it would ask.",
      .remedy = "Add -y.",
      .fix = model::FixKind::kSafe},
     &AptWithoutYes},
};

}  // namespace

DockerfileRules AptRules() { return kRules; }

}  // namespace bulkhead::check
