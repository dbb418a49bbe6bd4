// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The forms of ENV, LABEL and ARG.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Comment;
using config::Instruction;
using config::InstructionKind;
using config::KeyValue;

constexpr std::string_view kDescription = "InvalidDefinitionDescription";

// How `ENV a b c` is written with "=": quotes where the value has blanks;
// nothing where quotes and escapes would change their meaning.
std::vector<model::Edit> WithEquals(const DockerfileContext& context,
                                    const KeyValue& pair) {
  bool blanks = pair.value.find_first_of(" \t") != std::string_view::npos;
  if (pair.value_range.size() == 0) return {};
  model::Range gap = {pair.key_range.end, pair.value_range.begin};
  std::string_view inside = Unquoted(pair.value);
  bool quotes = inside.find_first_of("\"'\\`") != std::string_view::npos;
  if (quotes && (blanks || inside.size() != pair.value.size())) return {};
  if (!blanks || inside.size() != pair.value.size()) {
    return {Replace(context, gap, "=")};
  }
  return {Replace(context, gap, "=\""),
          InsertAt(context, pair.value_range.end, "\"")};
}

void LegacyKeyValue(const DockerfileContext& context, Findings& out) {
  for (const Instruction& outer : context.instructions()) {
    const Instruction& instruction = Inner(outer);
    const config::KeyValueArgs* args = instruction.pairs();
    if (args == nullptr || !args->legacy || args->pairs.empty()) continue;
    if (instruction.Is(InstructionKind::kArg)) continue;
    const KeyValue& pair = args->pairs.front();
    model::Finding& finding = out.Add(
        pair.range, outer.range,
        base::Format("{} {} has a blank instead of =", instruction.keyword,
                     base::Printable(pair.key)));
    if (&outer != &instruction) finding.aliases.clear();
    std::vector<model::Edit> edits = WithEquals(context, pair);
    if (!edits.empty()) {
      SetFix(finding, true, "Write it with =", std::move(edits));
    }
  }
}

bool WantsDescriptions(const DockerfileContext& context) {
  auto named = [](const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(), [](const std::string& n) {
      return base::EqualsIgnoreCase(n, kDescription) || n == "all";
    });
  };
  const std::vector<std::string>& enabled = context.options.enabled_rules;
  if (named(context.options.experimental)) return true;
  if (std::find(enabled.begin(), enabled.end(),
                "dockerfile/description-comment") != enabled.end()) {
    return true;
  }
  const std::optional<config::CheckDirective>& check = context.file.check;
  return check && (check->experimental_all || named(check->experimental));
}

// Names that a comment right above the instruction may begin with.
std::vector<std::string> DescribedNames(const DockerfileContext& context,
                                        const Instruction& instruction) {
  std::vector<std::string> names;
  if (instruction.from() != nullptr) {
    const config::Stage* stage = context.evaluation.StageOf(instruction);
    if (stage != nullptr && !stage->name.empty()) names.push_back(stage->name);
  } else if (instruction.Is(InstructionKind::kArg) && instruction.pairs()) {
    for (const KeyValue& pair : instruction.pairs()->pairs) {
      names.emplace_back(pair.key);
    }
  }
  return names;
}

void DescriptionComment(const DockerfileContext& context, Findings& out) {
  if (!WantsDescriptions(context)) return;
  for (const Instruction& instruction : context.instructions()) {
    if (instruction.comment_count == 0) continue;
    const Comment& comment =
        context.file.comments[instruction.first_comment +
                              instruction.comment_count - 1];
    if (comment.directive || comment.text.empty()) continue;
    std::vector<std::string> names = DescribedNames(context, instruction);
    if (names.empty()) continue;
    std::string_view first = comment.text.substr(0, comment.text.find(' '));
    if (std::find(names.begin(), names.end(), first) != names.end()) continue;
    std::string wanted = base::Join(names, " or ");
    model::Finding& finding =
        out.Add(comment.range, instruction.range,
                base::Format("The comment above {} begins with {} and not with "
                             "{}",
                             instruction.keyword, base::Printable(first),
                             base::Printable(wanted)));
    std::size_t line = context.file.source->LineStart(instruction.first_line);
    SetFix(finding, true, "Put an empty line behind the comment",
           {InsertAt(context, line, "\n")});
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/legacy-key-value",
      .aliases = {"LegacyKeyValueFormat"},
      .severity = model::Severity::kInfo,
      .title = "ENV or LABEL without an equals sign",
      .why = "In the old form all the rest of the line is the value, further "
             "pairs and line continuations included, so that a second variable "
             "gets lost in the first one.",
      .remedy = "Write NAME=value, in quotes where the value has blanks.",
      .references = {"https://docs.docker.com/reference/build-checks/"
                     "legacy-key-value-format/"},
      .fix = model::FixKind::kSafe},
     &LegacyKeyValue},
    {{.id = "dockerfile/description-comment",
      .aliases = {"InvalidDefinitionDescription"},
      .severity = model::Severity::kInfo,
      .title = "Comment that describes no stage or argument",
      .why = "Builders show a comment above ARG and FROM as the description "
             "of the argument or stage whose name it begins with. This check "
             "is experimental: `# check=experimental=` switches it on.",
      .remedy = "Begin the comment with the name that it describes, or put an "
                "empty line behind it.",
      .references = {"https://docs.docker.com/reference/build-checks/"
                     "invalid-definition-description/"},
      .fix = model::FixKind::kSafe},
     &DescriptionComment},
};

}  // namespace

DockerfileRules KeyValueRules() { return kRules; }

}  // namespace bulkhead::check
