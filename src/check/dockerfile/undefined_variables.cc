// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Variables that nothing defines.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;
using config::Stage;
using config::UndefinedUse;

// Official images whose environment is PATH alone, by their configuration.
constexpr std::string_view kBareImages[] = {
    "alpine", "amazonlinux", "buildpack-deps", "busybox",
    "centos", "debian",      "ubuntu",
};
constexpr std::string_view kPath[] = {"PATH"};
// Set by official images of languages. That one of them is close to the name
// of another variable says nothing.
constexpr std::string_view kSetByImages[] = {
    "CARGO_HOME",   "GEM_HOME",       "GOLANG_VERSION", "GOPATH",
    "GOROOT",       "GRADLE_HOME",    "JAVA_HOME",      "JAVA_VERSION",
    "LANG",         "MAVEN_HOME",     "NODE_VERSION",   "PHP_INI_DIR",
    "PHP_VERSION",  "PYTHON_VERSION", "RUBY_VERSION",   "RUSTUP_HOME",
    "RUST_VERSION", "YARN_VERSION",
};

const Stage* RootOf(const DockerfileContext& context,
                    const Instruction& instruction) {
  const Stage* stage = context.evaluation.StageOf(instruction);
  if (stage == nullptr) return nullptr;
  return &context.evaluation
              .stages[static_cast<std::size_t>(stage->root_stage)];
}

// The base image brings no variable but PATH.
bool BaseIsBare(const DockerfileContext& context,
                const Instruction& instruction) {
  const Stage* root = RootOf(context, instruction);
  if (root == nullptr) return false;
  if (root->from_scratch) return true;
  if (!root->base.known() || !root->image.IsOfficial()) return false;
  return std::find(std::begin(kBareImages), std::end(kBareImages),
                   root->image.BaseName()) != std::end(kBareImages);
}

bool IsSetByBase(const DockerfileContext& context, const UndefinedUse& use) {
  return use.base_may_define && !BaseIsBare(context, *use.instruction) &&
         std::find(std::begin(kSetByImages), std::end(kSetByImages),
                   use.name) != std::end(kSetByImages);
}

// Place of the variable's name within the word; empty where it is not found.
model::Range NameIn(const DockerfileContext& context, const UndefinedUse& use) {
  std::string_view text = context.file.Text(use.range);
  for (std::string_view open : {"${", "$"}) {
    std::string needle = std::string(open) + use.name;
    std::size_t at = text.find(needle);
    while (at != std::string_view::npos) {
      std::size_t end = at + needle.size();
      if (end == text.size() || !base::IsNameChar(text[end])) {
        return {use.range.begin + at + open.size(), use.range.begin + end};
      }
      at = text.find(needle, at + 1);
    }
  }
  return {};
}

// ${NAME:-x}, ${NAME+x}: the author has thought of it being unset.
bool HasDefault(const DockerfileContext& context, const UndefinedUse& use) {
  model::Range name = NameIn(context, use);
  std::string_view behind = context.file.Text({name.end, use.range.end});
  if (name.size() == 0) return false;
  return behind.starts_with(":-") || behind.starts_with(":+") ||
         (context.file.source->text()[name.begin - 1] == '{' &&
          (behind.starts_with('-') || behind.starts_with('+')));
}

void Report(const DockerfileContext& context, const UndefinedUse& use,
            std::string_view what, std::string_view suggestion, Findings& out) {
  std::string message = base::Format("{} {}", what, base::Printable(use.name));
  if (!suggestion.empty()) {
    message += base::Format("; did you mean {}?", base::Printable(suggestion));
  }
  model::Finding& finding =
      out.Add(use.range, use.instruction->range, std::move(message));
  if (use.instruction->Is(InstructionKind::kExpose)) {
    WithoutAliases(finding, {"UndefinedVar"});
  }
  if (HasDefault(context, use)) finding.severity = model::Severity::kInfo;
  model::Range name = NameIn(context, use);
  if (suggestion.empty() || name.size() == 0) return;
  SetFix(finding, false, base::Format("Use {}", base::Printable(suggestion)),
         {Replace(context, name, std::string(suggestion))});
}

void UndeclaredFromArg(const DockerfileContext& context, Findings& out) {
  for (const UndefinedUse& use : context.evaluation.undefined) {
    if (!use.in_from) continue;
    Report(context, use, "No ARG before the first FROM declares",
           use.did_you_mean, out);
  }
}

void UndefinedVariable(const DockerfileContext& context, Findings& out) {
  for (const UndefinedUse& use : context.evaluation.undefined) {
    if (use.in_from) continue;
    if (use.name.starts_with("BUILDKIT_SBOM_SCAN_")) continue;
    std::string_view suggestion = use.did_you_mean;
    if (use.name == "PATH" || IsSetByBase(context, use)) continue;
    if (suggestion.empty()) suggestion = base::DidYouMean(use.name, kPath);
    if (use.base_may_define && suggestion.empty() &&
        !BaseIsBare(context, *use.instruction)) {
      continue;
    }
    Report(context, use, "Nothing defines the variable", suggestion, out);
  }
}

// The global ARGs as they are without build arguments.
class Defaults {
 public:
  explicit Defaults(const DockerfileContext& context) {
    options_.escape = context.file.escape;
    for (const Section& section : SectionsOf(context)) {
      if (section.stage != nullptr) break;
      for (const Instruction& instruction : section.instructions)
        Add(instruction);
    }
  }

  base::Result<config::Value> Expand(std::string_view word) const {
    return config::ExpandWord(
        word, [this](std::string_view name) { return Find(name); }, options_);
  }

 private:
  void Add(const Instruction& instruction) {
    if (!instruction.Is(InstructionKind::kArg) || !instruction.pairs()) return;
    for (const config::KeyValue& pair : instruction.pairs()->pairs) {
      if (!pair.has_value) continue;
      base::Result<config::Value> value = Expand(pair.value);
      if (value.ok()) values_[pair.key] = value.value().Default();
    }
  }

  std::optional<config::Variable> Find(std::string_view name) const {
    std::map<std::string_view, std::string>::const_iterator found =
        values_.find(name);
    if (found != values_.end()) return config::Variable{found->second};
    // Which one does not matter for the form of a name.
    if (config::IsPlatformArg(name)) return config::Variable{"linux"};
    return std::nullopt;
  }

  std::map<std::string_view, std::string> values_;
  config::ExpandOptions options_;
};

void InvalidDefaultBase(const DockerfileContext& context, Findings& out) {
  std::optional<Defaults> defaults;
  for (const Stage& stage : context.evaluation.stages) {
    if (stage.from == nullptr || stage.from->from() == nullptr) continue;
    const config::PlacedText& image = stage.from->from()->image;
    if (!HasVariable(image.value)) continue;
    if (!defaults) defaults.emplace(context);
    base::Result<config::Value> name = defaults->Expand(image.value);
    if (!name.ok() || config::ParseImageRef(name.value().Default()).valid) {
      continue;
    }
    const std::string& text = name.value().Default();
    out.Add(image.range, stage.from->range,
            text.empty()
                ? base::Format("Without build arguments, {} names no image",
                               base::Printable(image.value))
                : base::Format("Without build arguments, {} is {}, which names "
                               "no image",
                               base::Printable(image.value),
                               base::Printable(text)));
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/undeclared-from-arg",
      .aliases = {"UndefinedArgInFrom"},
      .severity = model::Severity::kMedium,
      .title = "FROM uses a variable that no global ARG declares",
      .why = "FROM sees only ARGs that stand before the first FROM; any other "
             "variable is empty there, and the build takes another image than "
             "meant, or none.",
      .remedy = "Declare the variable by ARG before the first FROM.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#understand-how-arg-and-from-interact"},
      .fix = model::FixKind::kUnsafe},
     &UndeclaredFromArg},
    {{.id = "dockerfile/undefined-variable",
      .aliases = {"UndefinedVar"},
      .severity = model::Severity::kMedium,
      .title = "Use of a variable that nothing defines",
      .why = "The builder puts nothing in its place: COPY takes another path, "
             "or a setting stays empty, and no error tells of it.",
      .remedy = "Define the variable by ARG or ENV in this stage or one that "
                "it is built on, or correct its name.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#environment-replacement"},
      .fix = model::FixKind::kUnsafe},
     &UndefinedVariable},
    {{.id = "dockerfile/invalid-default-base",
      .aliases = {"InvalidDefaultArgInFrom"},
      .severity = model::Severity::kInfo,
      .title = "FROM names no image unless a build argument is given",
      .why = "Whoever builds the file without knowing the argument gets an "
             "error, and tools that read the file cannot tell the base image.",
      .remedy = "Give the ARG a default that makes the name valid.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#understand-how-arg-and-from-interact"},
      .no_fix = "the right image is the author's choice"},
     &InvalidDefaultBase},
};

}  // namespace

DockerfileRules UndefinedVariablesRules() { return kRules; }

}  // namespace bulkhead::check
