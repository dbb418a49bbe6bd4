// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The tag of base images.
#include "base/text.h"
#include "check/dockerfile/base_pins.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Stage;

// A base image that is no stage and not scratch.
struct Base {
  const Stage* stage = nullptr;
  model::Range range;
  std::string_view written;  // "debian:$V"
  std::string text;          // variables replaced where they are known
  bool known = false;
  std::string_view end;  // what is certain of the end of `text`
};

// The default that an ARG of an earlier stage gives to FROM $NAME. FROM does
// not see it, but the author thinks so.
std::string DefaultOfStageArg(const DockerfileContext& context,
                              const Stage& stage, std::string_view name) {
  for (std::size_t i = stage.begin; i-- > 0;) {
    const config::Instruction& arg = context.file.instructions[i];
    if (!arg.Is(config::InstructionKind::kArg) || !arg.pairs()) continue;
    for (const config::KeyValue& pair : arg.pairs()->pairs) {
      if (pair.key != name || !pair.has_value) continue;
      return HasVariable(pair.value) ? "" : std::string(Unquoted(pair.value));
    }
  }
  return "";
}

template <typename Look>
void ForEachBase(const DockerfileContext& context, Look look) {
  for (const Stage& stage : context.evaluation.stages) {
    if (stage.from == nullptr || stage.from->from() == nullptr) continue;
    if (stage.base_stage >= 0 || stage.from_scratch) continue;
    const config::PlacedText& word = stage.from->from()->image;
    Base base{&stage, word.range, Unquoted(word.value), stage.base.text};
    const std::vector<std::string>& undefined = stage.base.undefined;
    if (undefined.empty()) {
      base.known = stage.base.known() && stage.image.valid;
      base.end = stage.base.known() ? std::string_view(base.text)
                                    : stage.base.known_suffix();
    } else if (base.written == "$" + undefined[0] ||
               base.written == "${" + undefined[0] + "}") {
      base.text = DefaultOfStageArg(context, stage, undefined[0]);
      base.known = config::ParseImageRef(base.text).valid;
      base.end = base.text;
      if (context.evaluation.FindStage(base.text, stage.index)) continue;
    } else {
      base.text = base.written;
      base.end = base.written;
      base.end.remove_prefix(base.end.find_last_of("$}") + 1);
    }
    if (base.end.empty()) continue;
    if (undefined.empty() && stage.base.known() && !base.known) continue;
    look(base);
  }
}

model::Finding& Report(const Base& base, std::string message, Findings& out) {
  model::Finding& finding =
      out.Add(base.range, base.stage->from->range, std::move(message));
  config::ImageRef ref = config::ParseImageRef(base.text);
  finding.subject =
      "FROM " + (ref.valid ? ref.Familiar() : std::string(base.written));
  return finding;
}

void LatestTag(const DockerfileContext& context, Findings& out) {
  ForEachBase(context, [&](const Base& base) {
    if (!base.end.ends_with(":latest")) return;
    model::Finding& finding =
        Report(base,
               base::Format("The base image {} has the tag latest",
                            base::Printable(base.text)),
               out);
    if (!base.written.ends_with(":latest")) {
      WithoutAliases(finding, {"DL3007", "CKV_DOCKER_7"});
    }
    OfferBasePin(context, *base.stage, finding);
  });
}

// The name ends without tag and digest; what can't be seen stands in front of
// a slash.
bool IsUntagged(const Base& base) {
  if (base.known) {
    config::ImageRef ref = config::ParseImageRef(base.text);
    return ref.tag.empty() && ref.digest.empty();
  }
  std::size_t slash = base.end.rfind('/');
  return slash != std::string_view::npos && slash + 1 < base.end.size() &&
         base.end.find_first_of(":@", slash) == std::string_view::npos;
}

void UntaggedBase(const DockerfileContext& context, Findings& out) {
  ForEachBase(context, [&](const Base& base) {
    if (!IsUntagged(base)) return;
    model::Finding& finding =
        Report(base,
               base::Format("The base image {} has no tag, so it is latest",
                            base::Printable(base.text)),
               out);
    if (base.written.starts_with('$')) WithoutAliases(finding, {"DL3006"});
    OfferBasePin(context, *base.stage, finding);
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
                     "#pin-base-image-versions"},
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPins},
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
                     "#pin-base-image-versions"},
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPins},
     &UntaggedBase},
};

}  // namespace

DockerfileRules FromTagRules() { return kRules; }

}  // namespace bulkhead::check
