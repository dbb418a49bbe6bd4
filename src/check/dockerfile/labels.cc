// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Labels: their keys, and what a label schema asks of them.
#include "base/text.h"
#include "check/dockerfile/label_values.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/spdx.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;
using config::KeyValue;
using config::Stage;

template <typename Look>
void ForEachLabel(const DockerfileContext& context, Look look) {
  for (const Instruction& outer : context.instructions()) {
    const Instruction& instruction = Inner(outer);
    if (!instruction.Is(InstructionKind::kLabel) || !instruction.pairs()) {
      continue;
    }
    const std::vector<KeyValue>& pairs = instruction.pairs()->pairs;
    for (std::size_t i = 0; i < pairs.size(); ++i) look(outer, pairs[i], i);
  }
}

// What is wrong with a key, by Docker's guidelines; "" where nothing is.
std::string_view DefectOf(std::string_view key) {
  for (std::string_view reserved :
       {"com.docker.", "io.docker.", "org.dockerproject."}) {
    if (key.starts_with(reserved)) return "lies in a name space of Docker";
  }
  for (char c : key) {
    if (base::IsUpper(c)) return "has upper case letters";
    if (!base::IsLower(c) && !base::IsDigit(c) && c != '.' && c != '-') {
      return "holds other characters than letters, digits, dots and hyphens";
    }
  }
  if (!base::IsLower(key.front())) return "does not begin with a letter";
  if (!base::IsAlnum(key.back())) return "does not end with a letter or digit";
  if (base::Contains(key, "..") || base::Contains(key, "--")) {
    return "has two separators in a row";
  }
  return "";
}

void LabelKey(const DockerfileContext& context, Findings& out) {
  ForEachLabel(context, [&](const Instruction& outer, const KeyValue& pair,
                            std::size_t) {
    std::string_view key = Unquoted(pair.key);
    if (key.empty() || HasVariable(key)) return;
    std::string_view defect = DefectOf(key);
    if (defect.empty()) return;
    model::Finding& finding = out.Add(
        pair.key_range, outer.range,
        base::Format("The label key {} {}", base::Printable(key), defect));
    std::string lower = base::ToLower(key);
    if (lower == key || !DefectOf(lower).empty() || pair.key != key) return;
    SetFix(finding, false, "Write the key in lower case",
           {Replace(context, pair.key_range, lower)});
  });
}

// For each stage: the label is set in it, in a stage that it is built on, or
// in one that is built on it.
std::vector<bool> StagesWithLabel(const DockerfileContext& context,
                                  std::string_view label) {
  const std::vector<Stage>& stages = context.evaluation.stages;
  std::vector<bool> with(stages.size(), false);
  for (const Stage& stage : stages) {
    std::size_t i = static_cast<std::size_t>(stage.index);
    if (stage.base_stage >= 0) {
      with[i] = with[static_cast<std::size_t>(stage.base_stage)];
    }
    for (const Instruction& instruction : context.InstructionsOf(stage)) {
      if (!instruction.Is(InstructionKind::kLabel)) continue;
      if (instruction.pairs() == nullptr) continue;
      for (const KeyValue& pair : instruction.pairs()->pairs) {
        if (Unquoted(pair.key) == label) with[i] = true;
      }
    }
  }
  for (std::size_t i = stages.size(); i-- > 0;) {
    if (with[i] && stages[i].base_stage >= 0) {
      with[static_cast<std::size_t>(stages[i].base_stage)] = true;
    }
  }
  return with;
}

// Stages from which others only take files: not images of their own.
std::vector<bool> StagesForFiles(const DockerfileContext& context) {
  const std::vector<Stage>& stages = context.evaluation.stages;
  std::vector<bool> for_files(stages.size(), false);
  for (const Stage& stage : stages) {
    for (const config::Dependency& dependency : stage.dependencies) {
      if (dependency.stage < 0) continue;
      if (dependency.kind == config::DependencyKind::kBase) continue;
      for_files[static_cast<std::size_t>(dependency.stage)] = true;
    }
  }
  return for_files;
}

void MissingLabel(const DockerfileContext& context, Findings& out) {
  if (context.options.label_schema.empty()) return;
  std::vector<bool> for_files = StagesForFiles(context);
  for (const auto& [label, type] : context.options.label_schema) {
    std::vector<bool> with = StagesWithLabel(context, label);
    for (const Stage& stage : context.evaluation.stages) {
      std::size_t i = static_cast<std::size_t>(stage.index);
      if (with[i] || for_files[i] || stage.from == nullptr) continue;
      out.Add(stage.from->keyword_range, stage.from->range,
              base::Format("The label {} is missing", base::Printable(label)))
          .subject = "LABEL " + label;
    }
  }
}

void SuperfluousLabel(const DockerfileContext& context, Findings& out) {
  if (!context.options.strict_labels) return;
  const Instruction* reported = nullptr;
  ForEachLabel(context, [&](const Instruction& outer, const KeyValue& pair,
                            std::size_t index) {
    std::string key(Unquoted(pair.key));
    if (context.options.label_schema.contains(key)) return;
    model::Finding& finding =
        out.Add(pair.range, outer.range,
                base::Format("The label {} is not one of the label schema",
                             base::Printable(key)));
    // hadolint has one finding an instruction.
    if (reported == &outer) finding.aliases.clear();
    reported = &outer;
    OfferFix(finding, false, "Remove the label",
             RemovePair(context, outer, index));
  });
}

// A type of the schema: how to check it, what it is, and hadolint's rule.
struct LabelType {
  std::string_view name;
  bool (*is)(std::string_view);
  std::string_view what;
  std::string_view alias;
};
constexpr LabelType kTypes[] = {
    {"url", &IsUrl, "URL", "DL3052"},
    {"rfc3339", &IsRfc3339, "time of RFC 3339", "DL3053"},
    {"spdx", &IsSpdxExpression, "licence of SPDX", "DL3054"},
    {"hash", &IsGitHash, "commit of git", "DL3055"},
    {"semver", &IsSemver, "semantic version", "DL3056"},
    {"email", &IsEmail, "mail address", "DL3058"},
};

const LabelType* TypeOf(std::string_view name) {
  for (const LabelType& type : kTypes) {
    if (base::EqualsIgnoreCase(type.name, name)) return &type;
  }
  return nullptr;
}

// The value that the label gets; nullopt where it is not known.
std::optional<std::string> ValueOf(const DockerfileContext& context,
                                   const Instruction& outer,
                                   const KeyValue& pair, std::size_t index) {
  if (outer.onbuild() == nullptr) {
    const std::vector<config::Value>& values =
        context.evaluation.ValuesOf(outer).pairs;
    if (index < values.size()) {
      if (!values[index].known()) return std::nullopt;
      return values[index].text;
    }
  }
  if (HasVariable(pair.value)) return std::nullopt;
  return std::string(Unquoted(pair.value));
}

void LabelValue(const DockerfileContext& context, Findings& out) {
  if (context.options.label_schema.empty()) return;
  ForEachLabel(context, [&](const Instruction& outer, const KeyValue& pair,
                            std::size_t index) {
    std::map<std::string, std::string>::const_iterator wanted =
        context.options.label_schema.find(std::string(Unquoted(pair.key)));
    if (wanted == context.options.label_schema.end()) return;
    std::optional<std::string> value = ValueOf(context, outer, pair, index);
    if (!value) return;
    if (value->empty()) {
      OnlyAliases(out.Add(pair.range, outer.range,
                          base::Format("The label {} is empty",
                                       base::Printable(wanted->first))),
                  {"DL3051"});
      return;
    }
    const LabelType* type = TypeOf(wanted->second);
    if (type == nullptr || type->is(*value)) return;
    OnlyAliases(out.Add(pair.value_range, outer.range,
                        base::Format("The label {} is {}, which is no {}",
                                     base::Printable(wanted->first),
                                     base::Printable(*value), type->what)),
                {type->alias});
  });
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/label-key",
      .aliases = {"DL3048"},
      .severity = model::Severity::kInfo,
      .title = "Label key outside the guidelines",
      .why = "Tools may not find the label, or take it for one that Docker "
             "itself has set.",
      .remedy = "Use lower case letters, digits, single dots and hyphens, and "
                "a name space of your own.",
      .references = {"https://docs.docker.com/engine/manage-resources/labels/"
                     "#key-format-recommendations"},
      .fix = model::FixKind::kUnsafe},
     &LabelKey},
    {{.id = "dockerfile/missing-label",
      .aliases = {"DL3049"},
      .severity = model::Severity::kLow,
      .title = "Label of the schema is missing",
      .why = "The label schema of the policy asks for the label: what reads it "
             "does not learn of this image.",
      .remedy = "Set the label in the stage.",
      .references = {"https://docs.docker.com/reference/dockerfile/#label"},
      .no_fix = "the value is not in the file"},
     &MissingLabel},
    {{.id = "dockerfile/superfluous-label",
      .aliases = {"DL3050"},
      .severity = model::Severity::kInfo,
      .title = "Label outside the schema",
      .why = "The policy allows the labels of its schema only: others may tell "
             "more of the build than is meant to be known.",
      .remedy = "Remove the label, or add it to the schema.",
      .references = {"https://docs.docker.com/reference/dockerfile/#label"},
      .fix = model::FixKind::kUnsafe},
     &SuperfluousLabel},
    {{.id = "dockerfile/label-value",
      .aliases = {"DL3051", "DL3052", "DL3053", "DL3054", "DL3055", "DL3056",
                  "DL3058"},
      .severity = model::Severity::kLow,
      .title = "Label value that the schema does not allow",
      .why = "What reads the label expects another kind of value and takes it "
             "for missing, or fails.",
      .remedy = "Set a value of the type that the label schema names.",
      .references = {"https://docs.docker.com/reference/dockerfile/#label"},
      .no_fix = "the right value is not in the file"},
     &LabelValue},
};

}  // namespace

DockerfileRules LabelsRules() { return kRules; }

}  // namespace bulkhead::check
