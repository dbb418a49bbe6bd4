// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// ENV whose pairs refer to one another.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;
using config::KeyValue;

// Names of the variables in a value as it is written, between single quotes
// and behind escapes not.
std::vector<std::string_view> NamesIn(std::string_view value, char escape) {
  std::vector<std::string_view> names;
  bool single = false;
  bool twice = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    char c = value[i];
    if (single) {
      single = c != '\'';
    } else if (c == escape) {
      ++i;
    } else if (c == '"') {
      twice = !twice;
    } else if (c == '\'' && !twice) {
      single = true;
    } else if (c == '$') {
      std::size_t begin = i + 1;
      if (begin < value.size() && value[begin] == '{') ++begin;
      std::size_t end = begin;
      while (end < value.size() && base::IsNameChar(value[end])) ++end;
      if (end > begin) names.push_back(value.substr(begin, end - begin));
      i = end - 1;
    }
  }
  return names;
}

// The first variable of pair `index` that another pair of the same ENV sets
// and nothing before it; empty where there is none.
std::string_view SiblingUsed(const std::vector<KeyValue>& pairs,
                             std::size_t index, char escape,
                             const std::set<std::string_view>& before) {
  for (std::string_view name : NamesIn(pairs[index].value, escape)) {
    if (before.contains(name)) continue;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (i != index && pairs[i].key == name) return name;
    }
  }
  return {};
}

// Puts ENV on a line of its own in front of the pair.
void OfferSplit(const DockerfileContext& context, const Instruction& env,
                std::size_t index, model::Finding& finding) {
  const std::vector<KeyValue>& pairs = env.pairs()->pairs;
  if (index == 0) return;
  std::string_view text = context.file.source->text();
  model::Range gap = {pairs[index - 1].range.end, pairs[index].range.begin};
  std::string_view between = text.substr(gap.begin, gap.size());
  for (char c : between) {
    if (!base::IsSpace(c) && c != context.file.escape) return;  // a comment
  }
  SetFix(finding, false, "Set it in an ENV of its own",
         {Replace(context, gap, "\n" + std::string(env.keyword) + " ")});
}

// Reports the first pair of an ENV that uses another one.
void CheckEnv(const DockerfileContext& context, const Instruction& outer,
              const std::set<std::string_view>& before, Findings& out) {
  const Instruction& instruction = Inner(outer);
  const std::vector<KeyValue>& pairs = instruction.pairs()->pairs;
  if (!instruction.Is(InstructionKind::kEnv) || pairs.size() < 2) return;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    std::string_view name = SiblingUsed(pairs, i, context.file.escape, before);
    if (name.empty()) continue;
    model::Finding& finding = out.Add(
        pairs[i].range, outer.range,
        base::Format("{} is made of {}, which the same ENV sets and so "
                     "is not set yet",
                     base::Printable(pairs[i].key), base::Printable(name)));
    if (&outer == &instruction) OfferSplit(context, outer, i, finding);
    return;
  }
}

void SelfReference(const DockerfileContext& context, Findings& out) {
  std::vector<std::set<std::string_view>> of_stage(
      context.evaluation.stages.size());
  for (const Section& section : SectionsOf(context)) {
    std::set<std::string_view> before;
    if (section.stage != nullptr && section.stage->base_stage >= 0) {
      before = of_stage[static_cast<std::size_t>(section.stage->base_stage)];
    }
    for (const Instruction& outer : section.instructions) {
      const Instruction& instruction = Inner(outer);
      const config::KeyValueArgs* args = instruction.pairs();
      if (args == nullptr || instruction.Is(InstructionKind::kLabel)) continue;
      CheckEnv(context, outer, before, out);
      for (const KeyValue& pair : args->pairs) before.insert(pair.key);
    }
    if (section.stage == nullptr) continue;
    of_stage[static_cast<std::size_t>(section.stage->index)] =
        std::move(before);
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/env-self-reference",
      .aliases = {"DL3044"},
      .severity = model::Severity::kMedium,
      .title = "ENV uses a variable that it sets itself",
      .why = "All values of an ENV are taken from before it: the variable is "
             "empty or has its old value there, and no error tells of it.",
      .remedy = "Set the variable in an ENV before this one.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#environment-replacement"},
      .fix = model::FixKind::kUnsafe},
     &SelfReference},
};

}  // namespace

DockerfileRules EnvRules() { return kRules; }

}  // namespace bulkhead::check
