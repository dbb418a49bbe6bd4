// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What COPY --from and RUN --mount=from refer to.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::Stage;

// A stage or image by name.
struct Reference {
  const Instruction* instruction = nullptr;
  config::PlacedText word;
  std::string_view name;         // without quotes
  const Stage* stage = nullptr;  // in which it stands; null before any FROM
  bool is_mount = false;
};

template <typename Look>
void ForEachReference(const DockerfileContext& context, Look look) {
  for (const Instruction& instruction : context.instructions()) {
    const Stage* stage = context.evaluation.StageOf(instruction);
    auto see = [&](const config::PlacedText& word, bool is_mount) {
      std::string_view name = Unquoted(word.value);
      if (name.empty() || HasVariable(name)) return;
      look(Reference{&instruction, word, name, stage, is_mount});
    };
    if (instruction.copy() != nullptr) see(instruction.copy()->from, false);
    if (instruction.run() == nullptr) continue;
    for (const config::Mount& mount : instruction.run()->mounts) {
      see(mount.from, true);
    }
  }
}

bool IsOwnNumber(const Reference& reference) {
  return reference.stage != nullptr && !reference.is_mount &&
         base::ParseInt(reference.name) == reference.stage->index;
}

bool IsOwnName(const Reference& reference) {
  return reference.stage != nullptr && !reference.stage->name.empty() &&
         base::ToLower(reference.name) == reference.stage->name;
}

std::string UnknownMessage(const Reference& reference, const Stage* later,
                           std::string_view suggestion) {
  std::string name = base::Printable(reference.name);
  if (base::ParseInt(reference.name) && !reference.is_mount) {
    return base::Format("There is no stage {} before this one", name);
  }
  if (base::Contains(reference.name, "/")) {
    return base::Format("The image {} has neither tag nor digest", name);
  }
  if (later != nullptr) {
    return base::Format(
        "The stage {} comes later, and not every builder finds "
        "it there",
        name);
  }
  std::string message =
      base::Format("No stage is called {}, so it is taken for an image", name);
  if (!suggestion.empty()) {
    message += base::Format("; did you mean {}?", base::Printable(suggestion));
  }
  return message;
}

void UnknownStage(const DockerfileContext& context, Findings& out) {
  ForEachReference(context, [&](const Reference& reference) {
    if (reference.name.find_first_of(":@") != std::string_view::npos) return;
    int own = reference.stage == nullptr ? 0 : reference.stage->index;
    if (IsOwnName(reference) || IsOwnNumber(reference)) return;
    if (reference.name == "scratch") return;
    if (context.evaluation.FindStage(reference.name, own) != nullptr) return;
    std::vector<std::string_view> names;
    for (const Stage& stage : context.evaluation.stages) {
      if (stage.index < own && !stage.name.empty()) names.push_back(stage.name);
    }
    std::string_view suggestion = base::DidYouMean(reference.name, names);
    const Stage* later = context.evaluation.FindStage(reference.name);
    model::Finding& finding =
        out.Add(reference.word.range, reference.instruction->range,
                UnknownMessage(reference, later, suggestion));
    if (reference.is_mount) finding.aliases.clear();
    if (later != nullptr) finding.severity = model::Severity::kLow;
    if (later == nullptr && !suggestion.empty()) {
      SetFix(finding, false, base::Format("Use {}", suggestion),
             {Replace(context, reference.word.range, std::string(suggestion))});
    }
  });
}

void OwnStage(const DockerfileContext& context, Findings& out) {
  ForEachReference(context, [&](const Reference& reference) {
    if (!IsOwnName(reference) && !IsOwnNumber(reference)) return;
    model::Finding& finding =
        out.Add(reference.word.range, reference.instruction->range,
                base::Format("The stage takes files from itself ({})",
                             base::Printable(reference.name)));
    if (IsOwnNumber(reference)) {
      finding.aliases = {"DL3022"};
    } else if (reference.is_mount) {
      finding.aliases.clear();
    } else if (reference.name != reference.stage->name_text) {
      WithoutAliases(finding, {"DL3023"});
    }
  });
}

// Images that hold a few files and are made to be copied whole, as their
// documentation shows.
constexpr std::string_view kMadeToCopy[] = {"tonistiigi/xx"};

// What the stage holds was put there for this copy.
bool HoldsChosenFiles(const DockerfileContext& context, std::string_view from) {
  const Stage* stage = context.evaluation.FindStage(from);
  if (stage == nullptr) return false;
  const Stage& root =
      context.evaluation.stages[static_cast<std::size_t>(stage->root_stage)];
  if (root.from_scratch) return true;
  return std::find(std::begin(kMadeToCopy), std::end(kMadeToCopy),
                   root.image.repository) != std::end(kMadeToCopy);
}

void WholeFileSystem(const DockerfileContext& context, Findings& out) {
  for (const Instruction& outer : context.instructions()) {
    const config::CopyArgs* copy = Inner(outer).copy();
    if (copy == nullptr || copy->from.empty()) continue;
    if (Unquoted(copy->dest.value) != "/") continue;
    for (const config::CopySource& source : copy->sources) {
      if (source.heredoc >= 0 || Unquoted(source.value) != "/") continue;
      std::string_view from = Unquoted(copy->from.value);
      model::Finding& finding =
          out.Add(source.range, outer.range,
                  base::Format("The whole file system of {} is copied",
                               base::Printable(from)));
      if (HoldsChosenFiles(context, from)) {
        finding.severity = model::Severity::kInfo;
      }
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/unknown-stage",
      .aliases = {"DL3022"},
      .severity = model::Severity::kMedium,
      .title = "COPY --from names no earlier stage",
      .why = "The builder takes the name for an image and fetches it from the "
             "registry: whoever owns that name there decides what goes into "
             "this image.",
      .remedy = "Name an earlier stage, or write an image with its tag or "
                "digest.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#copy---from"},
      .fix = model::FixKind::kUnsafe},
     &UnknownStage},
    {{.id = "dockerfile/copy-from-own-stage",
      .aliases = {"DL3023", "DS-0006"},
      .severity = model::Severity::kMedium,
      .title = "COPY --from its own stage",
      .why = "A stage that needs itself can't be built.",
      .remedy = "Name an earlier stage, or copy within the image by RUN cp.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#copy---from"},
      .no_fix = "the stage that was meant is not in the file"},
     &OwnStage},
    {{.id = "dockerfile/copy-whole-filesystem",
      .aliases = {"DL3067"},
      .severity = model::Severity::kLow,
      .title = "COPY of a whole file system",
      .why = "Everything that the other stage holds comes along: build tools, "
             "caches, keys that were only meant for the build.",
      .remedy = "Copy the files that the image needs.",
      .references = {"https://docs.docker.com/build/building/multi-stage/"},
      .no_fix = "which files are needed is not in the file"},
     &WholeFileSystem},
};

}  // namespace

DockerfileRules CopyFromRules() { return kRules; }

}  // namespace bulkhead::check
