// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// HEALTHCHECK: there is one, and one only.
#include "base/text.h"
#include "check/dockerfile/known_images.h"
#include "check/dockerfile/line_edits.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/servers.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;
using config::Stage;

bool Anywhere(const DockerfileContext& context) {
  for (const Instruction& instruction : context.instructions()) {
    if (instruction.Is(InstructionKind::kHealthcheck)) return true;
  }
  return false;
}

// For each stage: it has a HEALTHCHECK, its own or one of a stage that it is
// built on.
std::vector<bool> StagesWithHealthcheck(const DockerfileContext& context) {
  std::vector<bool> with;
  for (const Stage& stage : context.evaluation.stages) {
    bool has = stage.base_stage >= 0 &&
               with[static_cast<std::size_t>(stage.base_stage)];
    for (const Instruction& instruction : context.InstructionsOf(stage)) {
      if (instruction.Is(InstructionKind::kHealthcheck)) has = true;
    }
    with.push_back(has);
  }
  return with;
}

model::Range NameRange(const Stage& stage) {
  const config::FromArgs* from = stage.from->from();
  return from == nullptr ? stage.from->range : from->image.range;
}

// The port that the stage's program certainly listens on by TCP; -1. EXPOSE has
// just one, and the program, where it is known, says nothing else.
long long PortOf(const DockerfileContext& context, const Stage& stage) {
  if (stage.exposed.size() != 1 || !stage.exposed[0].value.known()) return -1;
  std::string_view text = stage.exposed[0].value.text;
  std::size_t slash = text.find('/');
  if (slash != std::string_view::npos && text.substr(slash) != "/tcp") {
    return -1;
  }
  long long port = base::ParseInt(text.substr(0, slash)).value_or(-1);
  bool starts = false;
  for (InstructionKind kind :
       {InstructionKind::kEntrypoint, InstructionKind::kCmd}) {
    const Script* script = CommandOf(context, stage, kind);
    if (script == nullptr) continue;
    starts = true;
    for (const config::Command& command : script->shell.commands()) {
      std::optional<StartedServer> server = ServerOf(context, command);
      if (server && server->port != port) return -1;
    }
  }
  return starts ? port : -1;
}

// A probe by a program that the base image certainly has; "" without one.
std::string ProbeOf(const KnownImage& image, long long port) {
  if (image.language == "python") {
    return base::Format(
        "[\"python3\", \"-c\", \"import socket; "
        "socket.create_connection(('127.0.0.1', {}), 3).close()\"]",
        port);
  }
  if (image.language == "node") {
    return base::Format(
        "[\"node\", \"-e\", \"require('net').connect({}, '127.0.0.1')"
        ".on('connect', () => process.exit(0))"
        ".on('error', () => process.exit(1))\"]",
        port);
  }
  switch (image.family) {
    case ImageFamily::kAlpine:
    case ImageFamily::kBusybox:
      return base::Format("[\"nc\", \"-z\", \"127.0.0.1\", \"{}\"]", port);
    case ImageFamily::kDebian:
    case ImageFamily::kUbuntu:
      return base::Format("[\"bash\", \"-c\", \"</dev/tcp/127.0.0.1/{}\"]",
                          port);
    default:
      return "";
  }
}

void OfferProbe(const DockerfileContext& context, const Stage& stage,
                model::Finding& finding) {
  if (!IsFollowable(context) || base::Contains(stage.name, "dev")) return;
  long long port = PortOf(context, stage);
  if (port <= 0) return;
  std::string probe = ProbeOf(KnownImageOf(context, stage), port);
  if (probe.empty()) return;
  OfferFix(
      finding, false, base::Format("Ask whether port {} answers", port),
      {InsertBeforeStart(context, stage,
                         base::Format("HEALTHCHECK --interval=30s --timeout=5s "
                                      "--start-period=30s {}\n    CMD {}",
                                      context.file.escape, probe))});
}

void MissingHealthcheck(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr || target->from == nullptr) return;
  std::size_t index = static_cast<std::size_t>(target->index);
  if (StagesWithHealthcheck(context)[index]) return;
  model::Finding& finding = out.Add(NameRange(*target), target->from->range,
                                    "The image has no HEALTHCHECK");
  finding.subject = "HEALTHCHECK";
  // Images of tools and bases of other images need none.
  if (target->exposed.empty()) finding.severity = model::Severity::kInfo;
  if (Anywhere(context)) WithoutAliases(finding, {"DS-0026", "CKV_DOCKER_2"});
  OfferProbe(context, *target, finding);
}

// Stages other than the target that have none, and of which nothing with a
// HEALTHCHECK is made.
void StageWithoutHealthcheck(const DockerfileContext& context, Findings& out) {
  const std::vector<Stage>& stages = context.evaluation.stages;
  std::vector<bool> fine = StagesWithHealthcheck(context);
  for (std::size_t i = stages.size(); i-- > 0;) {
    if (fine[i] && stages[i].base_stage >= 0) {
      fine[static_cast<std::size_t>(stages[i].base_stage)] = true;
    }
  }
  for (const Stage& stage : stages) {
    if (fine[static_cast<std::size_t>(stage.index)]) continue;
    if (stage.index == context.evaluation.target_stage) continue;
    if (stage.from == nullptr) continue;
    model::Finding& finding = out.Add(
        NameRange(stage), stage.from->range,
        base::Format("The stage {} has no HEALTHCHECK",
                     stage.name.empty() ? base::Format("{}", stage.index)
                                        : base::Printable(stage.name)));
    OfferProbe(context, stage, finding);
  }
}

void MultipleHealthcheck(const DockerfileContext& context, Findings& out) {
  for (const Section& section : SectionsOf(context)) {
    const Instruction* previous = nullptr;
    model::Finding* last = nullptr;
    for (const Instruction& instruction : section.instructions) {
      if (!instruction.Is(InstructionKind::kHealthcheck)) continue;
      if (previous != nullptr) {
        // Trivy has one finding a stage.
        if (last != nullptr) WithoutAliases(*last, {"DS-0023"});
        last = &out.Add(instruction.keyword_range, instruction.range,
                        "A second HEALTHCHECK in the stage: only the last one "
                        "counts");
        Relate(context, *last, previous->keyword_range, "This one is ignored");
        SetFix(*last, true, "Remove the one that is ignored",
               {RemoveLines(context, previous->range)});
      }
      previous = &instruction;
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/missing-healthcheck",
      .aliases = {"DL3057", "DS-0026", "CKV_DOCKER_2", "CIS-DI-0006"},
      .severity = model::Severity::kLow,
      .title = "Image without HEALTHCHECK",
      .why = "A process that hangs still counts as running: nothing restarts "
             "it, and requests go on being sent to it.",
      .remedy =
          "Add a HEALTHCHECK that asks the service itself, or HEALTHCHECK "
          "NONE where the platform has its own probes.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#healthcheck"},
      .fix = model::FixKind::kUnsafe},
     &MissingHealthcheck},
    {{.id = "dockerfile/stage-without-healthcheck",
      .aliases = {"DL3057"},
      .severity = model::Severity::kInfo,
      .title = "Stage without HEALTHCHECK",
      .why = "The stage is not the one that is built by default; whoever "
             "builds it as a target gets an image without health check.",
      .remedy = "Add a HEALTHCHECK where the stage is run as an image.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#healthcheck"},
      .fix = model::FixKind::kUnsafe,
      .on_by_default = false},
     &StageWithoutHealthcheck},
    {{.id = "dockerfile/multiple-healthcheck",
      .aliases = {"DL3012", "DS-0023"},
      .severity = model::Severity::kMedium,
      .title = "Several HEALTHCHECK in one stage",
      .why = "Only the last one counts; what the earlier ones were to watch "
             "goes unwatched.",
      .remedy = "Keep one HEALTHCHECK a stage, joining its commands by &&.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#healthcheck"},
      .fix = model::FixKind::kSafe},
     &MultipleHealthcheck},
};

}  // namespace

DockerfileRules ImageHealthcheckRules() { return kRules; }

}  // namespace bulkhead::check
