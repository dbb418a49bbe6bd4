// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// pip, npm, gem, go and yarn: versions and caches.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/packages.h"
#include "check/dockerfile/rules.h"

namespace bulkhead::check {
namespace {

using config::Manager;
using config::PackageAction;
using config::PackageKind;
using config::PackageRef;

void PipUnpinned(const DockerfileContext& context, Findings& out) {
  ForEachOperation(
      context, {Manager::kPip, Manager::kPipx, Manager::kUv},
      [&](const ScriptOperation& at) {
        const config::PackageOperation& operation = at.operation;
        if (operation.action != PackageAction::kInstall) return;
        if (operation.has_constraints || operation.has_requirements) return;
        ReportPackages(at, context, out, [](const PackageRef& package) {
          bool from_source = package.kind == PackageKind::kVcs ||
                             package.kind == PackageKind::kEditable;
          if (from_source && base::Contains(package.name, "://")) {
            return package.version.empty() && !package.pinned;
          }
          return IsUnpinned(package);
        });
      });
}

bool SaysYes(std::string_view value) {
  std::string lower = base::ToLower(value);
  return lower == "1" || lower == "on" || lower == "true" || lower == "yes";
}

// PIP_NO_CACHE_DIR of the command, of an export before it, or of ENV and ARG.
bool CacheIsOff(const DockerfileContext& context, const ScriptOperation& at) {
  constexpr std::string_view kName = "PIP_NO_CACHE_DIR";
  std::optional<std::string_view> value =
      context.evaluation.KnownVariable(kName, at.script.index);
  for (const config::Command& command : at.script.shell.commands()) {
    if (command.index > at.operation.command->index) break;
    bool own = command.index == at.operation.command->index;
    if (own || command.name.empty()) {
      for (const config::Assignment& assignment : command.assignments) {
        if (assignment.name == kName) value = assignment.value.value;
      }
    }
    if (!command.Is("export")) continue;
    for (const config::Word& word : command.args()) {
      std::string_view text = word.value;
      if (base::ConsumePrefix(text, kName) && base::ConsumePrefix(text, "=")) {
        value = text;
      }
    }
    for (const config::Assignment& assignment : command.assignments) {
      if (assignment.name == kName) value = assignment.value.value;
    }
  }
  return value && SaysYes(*value);
}

void PipCache(const DockerfileContext& context, Findings& out) {
  ForEachOperation(context, {Manager::kPip}, [&](const ScriptOperation& at) {
    if (at.operation.action != PackageAction::kInstall) return;
    if (at.operation.no_cache || CacheIsOff(context, at)) return;
    bool mounted = std::any_of(
        at.script.mounts().begin(), at.script.mounts().end(),
        [](const config::Mount& mount) {
          bool off_image = mount.type == config::MountType::kCache ||
                           mount.type == config::MountType::kTmpfs;
          return off_image && (base::Contains(mount.target.value, "pip") ||
                               mount.target.value.ends_with("/.cache") ||
                               mount.target.value.ends_with("/.cache/"));
        });
    if (mounted || at.operation.command->Is("uv")) return;
    model::Finding& finding =
        out.Add(at.InFile(at.operation.verb_range), at.construct(),
                "pip install keeps its cache in the layer");
    FixBehindVerb(at, context, true, "--no-cache-dir", "Keep no cache",
                  finding);
  });
}

void NpmUnpinned(const DockerfileContext& context, Findings& out) {
  ForEachOperation(context, {Manager::kNpm}, [&](const ScriptOperation& at) {
    if (at.operation.action != PackageAction::kInstall) return;
    ReportPackages(at, context, out, [](const PackageRef& package) {
      if (package.kind == PackageKind::kVcs) return package.version.empty();
      return IsUnpinned(package);
    });
  });
}

void GemUnpinned(const DockerfileContext& context, Findings& out) {
  ForEachOperation(context, {Manager::kGem}, [&](const ScriptOperation& at) {
    if (at.operation.action == PackageAction::kInstall)
      ReportUnpinned(at, context, out);
  });
}

void GoUnpinned(const DockerfileContext& context, Findings& out) {
  ForEachOperation(context, {Manager::kGo}, [&](const ScriptOperation& at) {
    bool fetches = at.operation.action == PackageAction::kInstall ||
                   at.operation.verb == "run";
    if (!fetches) return;
    ReportPackages(at, context, out, [](const PackageRef& package) {
      if (package.kind != PackageKind::kPlain) return false;
      return package.version.empty() || package.version == "latest" ||
             package.version == "none";
    });
  });
}

void YarnCache(const DockerfileContext& context, Findings& out) {
  ForEachOperation(context, {Manager::kYarn}, [&](const ScriptOperation& at) {
    bool installs = at.operation.action == PackageAction::kInstall ||
                    at.operation.action == PackageAction::kLockedInstall;
    if (!installs || !IsKept(context, at.script.stage)) return;
    for (const config::PackageOperation& later : at.script.packages) {
      if (later.manager == Manager::kYarn &&
          later.action == PackageAction::kClean &&
          later.command->index > at.operation.command->index) {
        return;
      }
    }
    bool mounted =
        std::any_of(at.script.mounts().begin(), at.script.mounts().end(),
                    [](const config::Mount& mount) {
                      return (mount.type == config::MountType::kCache ||
                              mount.type == config::MountType::kTmpfs) &&
                             base::Contains(mount.target.value, "yarn");
                    });
    if (mounted) return;
    OfferFix(out.Add(at.InFile(at.operation.command->range), at.construct(),
                     "yarn install keeps its cache in the layer"),
             false, "Remove the cache at the end of the RUN",
             AppendCleaning(at, context, "yarn cache clean"));
  });
}

constexpr std::string_view kPinWhy =
    "Two builds of the same file can install different versions, and a version "
    "that an attacker published today is taken at once.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/gem-unpinned",
      .aliases = {"DL3028"},
      .severity = model::Severity::kInfo,
      .title = "Gems without a version",
      .why = kPinWhy,
      .remedy = "Give a version: gem install bundler:2.5.22, or use a "
                "Gemfile.lock.",
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPackagePins},
     &GemUnpinned},
    {{.id = "dockerfile/go-unpinned",
      .aliases = {"DL3062"},
      .severity = model::Severity::kInfo,
      .title = "Go programs without a version",
      .why = kPinWhy,
      .remedy = "Give a version: go install example.org/tool@v1.2.3.",
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPackagePins},
     &GoUnpinned},
    {{.id = "dockerfile/npm-unpinned",
      .aliases = {"DL3016"},
      .severity = model::Severity::kLow,
      .title = "Packages of npm without a version",
      .why = kPinWhy,
      .remedy = "Use npm ci with a lock file, or give versions: npm install "
                "express@4.21.1.",
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPackagePins},
     &NpmUnpinned},
    {{.id = "dockerfile/pip-cache-kept",
      .aliases = {"DL3042"},
      .severity = model::Severity::kInfo,
      .title = "The cache of pip stays in the image",
      .why = "Every wheel is in the image twice, and a later layer can't "
             "remove it.",
      .remedy = "Use pip install --no-cache-dir, or a cache mount on "
                "/root/.cache/pip.",
      .fix = model::FixKind::kSafe},
     &PipCache},
    {{.id = "dockerfile/pip-unpinned",
      .aliases = {"DL3013"},
      .severity = model::Severity::kLow,
      .title = "Packages of pip without a version",
      .why = kPinWhy,
      .remedy = "Install from a requirements file with hashes, or give "
                "versions: pip install flask==3.0.3.",
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPackagePins},
     &PipUnpinned},
    {{.id = "dockerfile/yarn-cache-kept",
      .aliases = {"DL3060"},
      .severity = model::Severity::kInfo,
      .title = "The cache of yarn stays in the image",
      .why = "Every package is in the image twice, and a later layer can't "
             "remove it.",
      .remedy = "End the same RUN with yarn cache clean, or use a cache mount.",
      .fix = model::FixKind::kUnsafe},
     &YarnCache},
};

}  // namespace

DockerfileRules LanguagePackagesRules() { return kRules; }

}  // namespace bulkhead::check
