// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// FROM --platform.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Stage;

constexpr std::string_view kSystems[] = {
    "aix",     "android", "darwin",  "dragonfly", "freebsd",
    "illumos", "ios",     "js",      "linux",     "netbsd",
    "openbsd", "plan9",   "solaris", "wasip1",    "windows",
};

const config::PlacedText* PlatformOf(const Stage& stage) {
  if (stage.from == nullptr || stage.from->from() == nullptr) return nullptr;
  const config::PlacedText& platform = stage.from->from()->platform;
  return platform.empty() ? nullptr : &platform;
}

model::Edit RemovePlatform(const DockerfileContext& context,
                           const Stage& stage) {
  return RemoveWord(context, stage.from->FindFlag("platform")->range);
}

// Architectures by the names that Go gives them.
std::string_view ArchitectureName(std::string_view written) {
  if (written == "x86_64" || written == "x86-64") return "amd64";
  if (written == "aarch64") return "arm64";
  if (written == "armhf" || written == "armel") return "arm";
  if (written == "i386") return "386";
  return written;
}

// The stage says by its name that it is meant for this one platform.
bool NamesPlatform(std::string_view stage_name, std::string_view platform) {
  std::vector<std::string_view> parts = base::Split(platform, '/');
  if (parts.size() > 1) {
    return base::Contains(stage_name, parts[0]) ||
           base::Contains(stage_name, ArchitectureName(parts[1]));
  }
  for (std::string_view system : kSystems) {
    if (platform == system) return base::Contains(stage_name, system);
  }
  return base::Contains(stage_name, ArchitectureName(platform)) ||
         base::Contains(stage_name, "linux");
}

void FixedPlatform(const DockerfileContext& context, Findings& out) {
  for (const Stage& stage : context.evaluation.stages) {
    const config::PlacedText* platform = PlatformOf(stage);
    if (platform == nullptr || HasVariable(platform->value)) continue;
    std::string value = base::ToLower(Unquoted(platform->value));
    if (NamesPlatform(stage.name, value)) continue;
    model::Finding& finding =
        out.Add(platform->range, stage.from->range,
                base::Format("The platform of the base image is fixed to {}",
                             base::Printable(Unquoted(platform->value))));
    if (stage.from->FindFlag("platform") != nullptr) {
      SetFix(finding, false, "Remove --platform",
             {RemovePlatform(context, stage)});
    }
  }
}

void RedundantPlatform(const DockerfileContext& context, Findings& out) {
  for (const Stage& stage : context.evaluation.stages) {
    const config::PlacedText* platform = PlatformOf(stage);
    if (platform == nullptr) continue;
    std::string_view value = Unquoted(platform->value);
    if (value != "$TARGETPLATFORM" && value != "${TARGETPLATFORM}") continue;
    model::Finding& finding =
        out.Add(platform->range, stage.from->range,
                base::Format("--platform={} is the default of FROM", value));
    if (stage.from->FindFlag("platform") != nullptr) {
      SetFix(finding, true, "Remove --platform",
             {RemovePlatform(context, stage)});
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/fixed-platform",
      .aliases = {"DL3029", "FromPlatformFlagConstDisallowed"},
      .severity = model::Severity::kInfo,
      .title = "Base image fixed to one platform",
      .why = "The stage is built for this platform whatever platform the "
             "build asks for: on other machines it runs emulated or not at "
             "all, and a multi-platform image holds the wrong programs.",
      .remedy = "Leave --platform out, use --platform=$BUILDPLATFORM for "
                "stages that cross-compile, or name the stage after its "
                "platform.",
      .references = {"https://docs.docker.com/build/building/multi-platform/"},
      .fix = model::FixKind::kUnsafe},
     &FixedPlatform},
    {{.id = "dockerfile/redundant-platform",
      .aliases = {"DL3065", "RedundantTargetPlatform"},
      .severity = model::Severity::kInfo,
      .title = "FROM --platform states the default",
      .why = "The target platform is what FROM takes anyway; the flag only "
             "makes readers look for a reason.",
      .remedy = "Leave --platform out.",
      .references = {"https://docs.docker.com/build/building/multi-platform/"},
      .fix = model::FixKind::kSafe},
     &RedundantPlatform},
};

}  // namespace

DockerfileRules FromPlatformRules() { return kRules; }

}  // namespace bulkhead::check
