// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Flags of instructions, by the rules of BuildKit's BFlags.
#include <vector>

#include "base/text.h"
#include "config/dockerfile/parse.h"

namespace bulkhead::config {
namespace {

const FlagInfo* FindInfo(std::initializer_list<FlagInfo> known,
                         std::string_view name) {
  for (const FlagInfo& info : known) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

std::string UnknownFlag(std::initializer_list<FlagInfo> known,
                        std::string_view name) {
  std::vector<std::string_view> names;
  for (const FlagInfo& info : known) names.push_back(info.name);
  const std::string_view near = base::DidYouMean(name, names);
  if (near.empty()) return base::Format("unknown flag: --{}", name);
  return base::Format("unknown flag: --{} (did you mean {}?)", name, near);
}

// "" where the flag is right.
std::string ErrorOf(const Flag& flag, const FlagInfo& info, bool doubled) {
  if (doubled && info.type != FlagType::kTexts) {
    return base::Format("duplicate flag specified: --{}", flag.name);
  }
  if (info.type != FlagType::kBool) {
    if (flag.has_value) return "";
    return base::Format("missing a value on flag: --{}", flag.name);
  }
  if (!flag.has_value) return "";
  if (flag.value.empty()) {
    return base::Format("missing a value on flag: --{}", flag.name);
  }
  if (base::EqualsIgnoreCase(flag.value, "true") ||
      base::EqualsIgnoreCase(flag.value, "false")) {
    return "";
  }
  return base::Format("expecting boolean value for flag --{}, not: {}",
                      flag.name, flag.value);
}

}  // namespace

bool CheckFlags(ParseContext& context, Instruction& instruction,
                std::initializer_list<FlagInfo> known) {
  for (std::size_t i = 0; i < instruction.flags.size(); ++i) {
    const Flag& flag = instruction.flags[i];
    const FlagInfo* info = FindInfo(known, flag.name);
    bool doubled = false;
    for (std::size_t k = 0;
         k < i && info != nullptr && info->type != FlagType::kTexts; ++k) {
      doubled = doubled || instruction.flags[k].name == flag.name;
    }
    std::string error = info == nullptr ? UnknownFlag(known, flag.name)
                                        : ErrorOf(flag, *info, doubled);
    if (error.empty()) continue;
    context.Fail(instruction, SyntaxStage::kInstruction, flag.range,
                 std::move(error));
    return false;
  }
  return true;
}

PlacedText FlagValueOf(const Instruction& instruction, std::string_view name) {
  const Flag* flag = instruction.FindFlag(name);
  if (flag == nullptr) return {};
  return {flag->value, flag->has_value ? flag->value_range : flag->range};
}

bool FlagEnabled(const Instruction& instruction, std::string_view name) {
  const Flag* flag = instruction.FindFlag(name);
  return flag != nullptr &&
         (!flag->has_value || base::EqualsIgnoreCase(flag->value, "true"));
}

}  // namespace bulkhead::config
