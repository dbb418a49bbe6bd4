// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// apk of Alpine Linux.
#include "base/text.h"
#include "check/dockerfile/packages.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"

namespace bulkhead::check {
namespace {

using config::Manager;
using config::PackageAction;

void ApkUnpinned(const DockerfileContext& context, Findings& out) {
  ForEachOperation(context, {Manager::kApk}, [&](const ScriptOperation& at) {
    if (at.operation.action == PackageAction::kInstall)
      ReportUnpinned(at, context, out);
  });
}

void ApkCache(const DockerfileContext& context, Findings& out) {
  ForEachOperation(context, {Manager::kApk}, [&](const ScriptOperation& at) {
    if (at.operation.action != PackageAction::kInstall) return;
    if (at.operation.no_cache || IsMounted(at.script, "/var/cache/apk")) return;
    // It fetches no index, and --no-cache would leave it without one.
    if (at.operation.command->HasArg("--no-network")) return;
    model::Finding& finding =
        out.Add(at.InFile(at.operation.verb_range), at.construct(),
                "apk add leaves its index in /var/cache/apk");
    CountOnce(out, finding);
    FixBehindVerb(at, context, true, "--no-cache",
                  "Fetch the index for this command only", finding);
  });
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/apk-cache-kept",
      .aliases = {"DL3019", "DS-0025", "DKL-DI-0004"},
      .severity = model::Severity::kInfo,
      .title = "The index of apk stays in the image",
      .why = "Megabytes that no running container needs; a later layer can't "
             "remove them.",
      .remedy = "Use apk add --no-cache, or a cache mount on /var/cache/apk.",
      .fix = model::FixKind::kSafe},
     &ApkCache},
    {{.id = "dockerfile/apk-unpinned",
      .aliases = {"DL3018"},
      .severity = model::Severity::kInfo,
      .title = "Packages of apk without a version",
      .why = "Two builds of the same file can install different versions.",
      .remedy = "Give a version or a bound: curl=8.9.1-r1, curl~8.9.",
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPackagePins},
     &ApkUnpinned},
};

}  // namespace

DockerfileRules ApkRules() { return kRules; }

}  // namespace bulkhead::check
