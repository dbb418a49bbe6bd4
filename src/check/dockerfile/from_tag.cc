// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The tag of base images.
#include "base/text.h"
#include "check/dockerfile/rules.h"

namespace bulkhead::check {
namespace {

using config::Stage;

// Reports each base image for which `wanted` holds. A base that depends on a
// build argument is judged by the argument's default, or not at all.
template <typename Predicate>
void ForEachBase(const DockerfileContext& context, Predicate wanted) {
  for (const Stage& stage : context.evaluation.stages) {
    if (stage.from == nullptr || stage.from->from() == nullptr) continue;
    if (stage.base_stage >= 0 || stage.from_scratch) continue;
    if (!stage.base.known() || !stage.image.valid) continue;
    wanted(stage, stage.from->from()->image.range);
  }
}

void LatestTag(const DockerfileContext& context, Findings& out) {
  ForEachBase(context, [&](const Stage& stage, model::Range range) {
    if (stage.image.tag != "latest" || !stage.image.digest.empty()) return;
    out.Add(range, stage.from->range,
            base::Format("The base image {} has the tag latest",
                         base::Printable(stage.base.text)))
        .subject = "FROM " + stage.image.Familiar();
  });
}

void UntaggedBase(const DockerfileContext& context, Findings& out) {
  ForEachBase(context, [&](const Stage& stage, model::Range range) {
    if (!stage.image.tag.empty() || !stage.image.digest.empty()) return;
    out.Add(range, stage.from->range,
            base::Format("The base image {} has no tag, so it is latest",
                         base::Printable(stage.base.text)))
        .subject = "FROM " + stage.image.Familiar();
  });
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/latest-tag",
      .aliases = {"DL3007", "DS-0001", "CKV_DOCKER_7", "DKL-DI-0006"},
      .severity = model::Severity::kMedium,
      .title = "Base image with the tag latest",
      .why = "The tag latest moves: two builds of the same file can contain "
             "different software, and nobody can say what a running container "
             "was made of.",
      .remedy = "Name a version, best with its digest: "
                "debian:12.7-slim@sha256:...",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#pin-base-image-versions"}},
     &LatestTag},
    {{.id = "dockerfile/untagged-base",
      .aliases = {"DL3006", "DS-0001", "CKV_DOCKER_7"},
      .severity = model::Severity::kMedium,
      .title = "Base image without a tag or digest",
      .why = "Without a tag Docker takes latest, which moves: two builds of "
             "the same file can contain different software.",
      .remedy = "Name a version, best with its digest: "
                "debian:12.7-slim@sha256:...",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#pin-base-image-versions"}},
     &UntaggedBase},
};

}  // namespace

DockerfileRules FromTagRules() { return kRules; }

}  // namespace bulkhead::check
