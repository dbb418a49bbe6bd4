// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Where images may come from, as the policy says.
#include <algorithm>

#include "base/text.h"
#include "check/approved_images.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::ImageRef;
using config::Instruction;
using config::PlacedText;
using config::Stage;

// An image that the build takes files from.
struct UsedImage {
  const Instruction* instruction = nullptr;
  model::Range range;
  ImageRef ref;
};

bool IsScratch(const ImageRef& ref) {
  return ref.IsOfficial() && ref.BaseName() == "scratch";
}

// Images of COPY --from and RUN --mount=from.
template <typename Look>
void ForEachSource(const DockerfileContext& context,
                   const Instruction& instruction, Look look) {
  auto see = [&](const PlacedText& word) {
    std::string_view name = Unquoted(word.value);
    if (name.empty() || HasVariable(name) || base::ParseInt(name)) return;
    if (context.evaluation.FindStage(name) != nullptr) return;
    ImageRef ref = config::ParseImageRef(name);
    if (!ref.valid || IsScratch(ref)) return;
    look(UsedImage{&instruction, word.range, std::move(ref)});
  };
  if (instruction.copy() != nullptr) see(instruction.copy()->from);
  if (instruction.run() == nullptr) return;
  for (const config::Mount& mount : instruction.run()->mounts) see(mount.from);
}

template <typename Look>
void ForEachImage(const DockerfileContext& context, Look look) {
  for (const Stage& stage : context.evaluation.stages) {
    if (stage.from == nullptr || stage.from->from() == nullptr) continue;
    if (stage.base_stage >= 0 || stage.from_scratch) continue;
    if (!stage.base.known() || !stage.image.valid) continue;
    look(UsedImage{stage.from, stage.from->from()->image.range, stage.image});
  }
  for (const Instruction& instruction : context.instructions()) {
    ForEachSource(context, instruction, look);
  }
}

bool MatchesRegistry(std::string_view pattern, std::string_view registry) {
  auto is_hub = [](std::string_view name) {
    return name == "docker.io" || name == "index.docker.io" ||
           name == "hub.docker.com";
  };
  if (is_hub(pattern) && is_hub(registry)) return true;
  return base::GlobMatch(pattern, registry);
}

void UntrustedRegistry(const DockerfileContext& context, Findings& out) {
  const std::vector<std::string>& trusted = context.options.trusted_registries;
  if (trusted.empty()) return;
  ForEachImage(context, [&](const UsedImage& image) {
    const std::string& registry = image.ref.registry;
    if (std::any_of(trusted.begin(), trusted.end(),
                    [&](const std::string& pattern) {
                      return MatchesRegistry(pattern, registry);
                    })) {
      return;
    }
    out.Add(image.range, image.instruction->range,
            base::Format("{} comes from {}, which is not an allowed registry",
                         base::Printable(image.ref.Familiar()),
                         base::Printable(registry)))
        .subject = "image " + image.ref.Familiar();
  });
}

void UnapprovedImage(const DockerfileContext& context, Findings& out) {
  const std::vector<std::string>& approved = context.options.approved_images;
  if (approved.empty()) return;
  ForEachImage(context, [&](const UsedImage& image) {
    if (IsApproved(image.ref, approved)) return;
    std::string name = image.ref.Familiar();
    if (!image.ref.tag.empty()) name += ":" + image.ref.tag;
    out.Add(image.range, image.instruction->range,
            base::Format("{} is not an approved image", base::Printable(name)))
        .subject = "image " + image.ref.Familiar();
  });
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/untrusted-registry",
      .aliases = {"DL3026"},
      .severity = model::Severity::kMedium,
      .title = "Image from a registry that the policy does not allow",
      .why = "Images of other registries have not passed the checks that the "
             "allowed ones stand for; a name that looks alike may hold "
             "anything.",
      .remedy = "Take the image from an allowed registry, or mirror it there.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#choose-the-right-base-image"},
      .no_fix = "the image may not exist in an allowed registry"},
     &UntrustedRegistry},
    {{.id = "dockerfile/unapproved-image",
      .severity = model::Severity::kMedium,
      .title = "Image that the policy does not approve",
      .why = "The policy lists the images that somebody looks after; nobody "
             "follows the advisories of others.",
      .remedy = "Use an image of the list, or have this one added.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#choose-the-right-base-image"},
      .no_fix = "which image serves is not in the file"},
     &UnapprovedImage},
};

}  // namespace

DockerfileRules RegistryAllowedRules() { return kRules; }

}  // namespace bulkhead::check
