// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// MAINTAINER.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;

std::string LabelFor(std::string_view keyword, std::string_view name) {
  bool lower = base::ToLower(keyword) == keyword;
  std::string label = lower ? "label" : "LABEL";
  label += " org.opencontainers.image.authors=\"";
  for (char c : name) {
    if (c == '"' || c == '\\' || c == '$') label += '\\';
    label += c;
  }
  return label + "\"";
}

void Maintainer(const DockerfileContext& context, Findings& out) {
  for (const Instruction& instruction : context.instructions()) {
    if (!instruction.Is(InstructionKind::kMaintainer)) continue;
    model::Finding& finding =
        out.Add(instruction.keyword_range, instruction.range,
                "MAINTAINER is out of date");
    std::string_view name = Unquoted(base::Trim(instruction.rest));
    if (name.empty() || context.file.escape != '\\') continue;
    SetFix(finding, true, "Write it as a label",
           {Replace(context, instruction.range,
                    LabelFor(instruction.keyword, name))});
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/maintainer",
      .aliases = {"DL4000", "DS-0022", "CKV_DOCKER_6", "MaintainerDeprecated"},
      .severity = model::Severity::kInfo,
      .title = "MAINTAINER instead of a label",
      .why =
          "MAINTAINER has been deprecated since 2017 and holds one text that "
          "tools can hardly read; labels can be queried.",
      .remedy = "Use LABEL org.opencontainers.image.authors=\"...\".",
      .references = {"https://docs.docker.com/reference/build-checks/"
                     "maintainer-deprecated/"},
      .fix = model::FixKind::kSafe},
     &Maintainer},
};

}  // namespace

DockerfileRules MaintainerRules() { return kRules; }

}  // namespace bulkhead::check
