// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The names of stages.
#include <map>
#include <set>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Stage;

const config::PlacedText* NameOf(const Stage& stage) {
  if (stage.from == nullptr || stage.from->from() == nullptr) return nullptr;
  const config::PlacedText& name = stage.from->from()->stage_name;
  return name.empty() ? nullptr : &name;
}

void DuplicateName(const DockerfileContext& context, Findings& out) {
  std::map<std::string_view, const Stage*> seen;  // by name in lower case
  std::set<std::string_view> exact;
  for (const Stage& stage : context.evaluation.stages) {
    const config::PlacedText* name = NameOf(stage);
    if (name == nullptr) continue;
    const Stage*& first = seen[stage.name];
    bool same_case = !exact.insert(stage.name_text).second;
    if (first == nullptr) {
      first = &stage;
      continue;
    }
    model::Finding& finding =
        out.Add(name->range, stage.from->range,
                base::Format("A stage with the name {} is there already",
                             base::Printable(name->value)));
    if (!same_case) {
      WithoutAliases(finding, {"DL3024", "CKV_DOCKER_11"});
    } else if (stage.from->from()->as.value != "as") {
      WithoutAliases(finding, {"CKV_DOCKER_11"});
    }
    Relate(context, finding, NameOf(*first)->range, "The first one");
  }
}

// Renames the stage and all that refers to it by name.
Edits RenameStage(const DockerfileContext& context, const Stage& stage,
                  std::string_view fresh) {
  const std::vector<Stage>& stages = context.evaluation.stages;
  Edits edits = {Replace(context, NameOf(stage)->range, std::string(fresh))};
  for (const Stage& other : stages) {
    if (other.name == fresh) return {};
    // Not a second one of the name, nor the empty image.
    if (&other != &stage && other.name == stage.name) return {};
    if (base::EqualsIgnoreCase(other.base.text, "scratch") &&
        stage.name == "scratch") {
      return {};
    }
    for (const config::Dependency& dependency : other.dependencies) {
      if (dependency.stage != stage.index) continue;
      std::string_view text = context.file.Text(dependency.range);
      if (base::ParseInt(text)) continue;  // by its number
      if (!base::EqualsIgnoreCase(text, stage.name)) return {};
      edits.push_back(Replace(context, dependency.range, std::string(fresh)));
    }
  }
  return edits;
}

void ReservedName(const DockerfileContext& context, Findings& out) {
  for (const Stage& stage : context.evaluation.stages) {
    const config::PlacedText* name = NameOf(stage);
    if (name == nullptr) continue;
    if (stage.name != "scratch" && stage.name != "context") continue;
    model::Finding& finding =
        out.Add(name->range, stage.from->range,
                base::Format("The stage is called {}, which has a meaning of "
                             "its own",
                             name->value));
    std::string_view fresh = stage.name == "scratch" ? "base" : "files";
    OfferFix(finding, false, base::Format("Call it {}", fresh),
             RenameStage(context, stage, fresh));
  }
}

void NameCase(const DockerfileContext& context, Findings& out) {
  for (const Stage& stage : context.evaluation.stages) {
    const config::PlacedText* name = NameOf(stage);
    if (name == nullptr) continue;
    std::string lower = base::ToLower(name->value);
    if (lower == name->value) continue;
    SetFix(out.Add(name->range, stage.from->range,
                   base::Format("The stage name {} has upper case letters",
                                base::Printable(name->value))),
           true, "Write the name in lower case",
           {Replace(context, name->range, lower)});
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/duplicate-stage-name",
      .aliases = {"DL3024", "DS-0012", "CKV_DOCKER_11", "DuplicateStageName"},
      .severity = model::Severity::kMedium,
      .title = "Two stages with one name",
      .why = "What refers to the name gets whichever stage the builder picks: "
             "files of another stage than the author had in mind end up in "
             "the image.",
      .remedy = "Give each stage a name of its own.",
      .references = {"https://docs.docker.com/build/building/multi-stage/"},
      .no_fix = "only the author knows which stage each reference means"},
     &DuplicateName},
    {{.id = "dockerfile/reserved-stage-name",
      .aliases = {"DL3063", "ReservedStageName"},
      .severity = model::Severity::kLow,
      .title = "Stage with a reserved name",
      .why = "scratch is the empty image and context the build context; "
             "readers and tools take a stage of this name for the real thing.",
      .remedy = "Choose another name for the stage.",
      .references = {"https://docs.docker.com/build/building/multi-stage/"},
      .fix = model::FixKind::kUnsafe},
     &ReservedName},
    {{.id = "dockerfile/stage-name-case",
      .aliases = {"StageNameCasing"},
      .severity = model::Severity::kInfo,
      .title = "Stage name with upper case letters",
      .why = "Stage names are compared in lower case, so names that differ in "
             "case only are the same; writing them in lower case avoids the "
             "surprise.",
      .remedy = "Write stage names in lower case.",
      .references = {"https://docs.docker.com/build/building/multi-stage/"},
      .fix = model::FixKind::kSafe},
     &NameCase},
};

}  // namespace

DockerfileRules StageNamesRules() { return kRules; }

}  // namespace bulkhead::check
