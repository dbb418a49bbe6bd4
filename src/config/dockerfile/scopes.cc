// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/dockerfile/scopes.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::config {
namespace {

using Scope = Evaluation::Scopes::Scope;

// The last definition of `indices` by an instruction before `at`.
const Definition* LastBefore(const Scope& scope,
                             const std::vector<std::uint32_t>& indices,
                             std::size_t at) {
  const auto end = std::partition_point(
      indices.begin(), indices.end(),
      [&](std::uint32_t index) { return scope.instructions[index] < at; });
  return end == indices.begin() ? nullptr : &scope.definitions[*(end - 1)];
}

}  // namespace

void Evaluation::Scopes::Add(int stage, std::string_view name,
                             std::size_t instruction, Definition definition) {
  Scope& scope = stages[static_cast<std::size_t>(stage) + 1];
  Scope::Indices& indices = scope.by_name[name];
  (definition.is_arg ? indices.arg : indices.env)
      .push_back(static_cast<std::uint32_t>(scope.definitions.size()));
  scope.definitions.push_back(std::move(definition));
  scope.instructions.push_back(instruction);
}

const Definition* Evaluation::Scopes::Find(int stage, std::string_view name,
                                           std::size_t at) const {
  const Definition* arg = nullptr;
  for (int depth = 0; depth < kMaxStageChain; ++depth) {
    const Scope& scope = Of(stage);
    const auto found = scope.by_name.find(name);
    if (found != scope.by_name.end()) {
      const Definition* env = LastBefore(scope, found->second.env, at);
      if (env != nullptr) return env;
      if (arg == nullptr) arg = LastBefore(scope, found->second.arg, at);
    }
    if (stage < 0 || scope.base_stage < 0) return arg;
    stage = scope.base_stage;
  }
  return arg;
}

bool IsPredefinedArg(std::string_view name) {
  for (std::string_view known :
       {"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"}) {
    if (base::EqualsIgnoreCase(name, known)) return true;
  }
  return false;
}

bool IsPlatformArg(std::string_view name) {
  for (std::string_view known :
       {"BUILDPLATFORM", "BUILDOS", "BUILDOSVERSION", "BUILDARCH",
        "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETOSVERSION",
        "TARGETARCH", "TARGETVARIANT", "TARGETSTAGE"}) {
    if (name == known) return true;
  }
  return false;
}

const Stage* Evaluation::StageOf(const Instruction& instruction) const {
  int stage = ValuesOf(instruction).stage;
  return stage < 0 ? nullptr : &stages[static_cast<std::size_t>(stage)];
}

const InstructionValues& Evaluation::ValuesOf(
    const Instruction& instruction) const {
  return values[file->IndexOf(instruction)];
}

const Stage* Evaluation::FindStage(std::string_view name, int before) const {
  std::size_t count =
      std::min(stages.size(), static_cast<std::size_t>(std::max(before, 0)));
  for (std::size_t i = count; i > 0; --i) {
    const Stage& stage = stages[i - 1];
    if (!stage.name.empty() && base::EqualsIgnoreCase(stage.name, name)) {
      return &stage;
    }
  }
  std::optional<long long> number = base::ParseInt(name);
  if (number && *number >= 0 && static_cast<std::size_t>(*number) < count) {
    return &stages[static_cast<std::size_t>(*number)];
  }
  return nullptr;
}

const Definition* Evaluation::Lookup(std::string_view name,
                                     std::size_t at) const {
  int stage = at < values.size() ? values[at].stage
                                 : static_cast<int>(stages.size()) - 1;
  return scopes->Find(stage, name, at);
}

std::optional<std::string_view> Evaluation::KnownVariable(
    std::string_view name, std::size_t at) const {
  const Definition* definition = Lookup(name, at);
  if (definition == nullptr || !definition->has_value) return std::nullopt;
  return definition->value.literal();
}

std::span<const Definition> Evaluation::DefinitionsOf(
    const Stage& stage) const {
  return scopes->Of(stage.index).definitions;
}

std::vector<const Definition*> Evaluation::EnvironmentOf(
    const Stage& stage) const {
  std::vector<const Definition*> out;
  std::unordered_map<std::string_view, bool> seen;
  int index = stage.index;
  for (int depth = 0; index >= 0 && depth < kMaxStageChain; ++depth) {
    const Scopes::Scope& scope = scopes->Of(index);
    for (std::size_t k = scope.definitions.size(); k > 0; --k) {
      const Definition& definition = scope.definitions[k - 1];
      if (definition.is_arg || !seen.emplace(definition.name, true).second) {
        continue;
      }
      out.push_back(&definition);
    }
    index = scope.base_stage;
  }
  return out;
}

}  // namespace bulkhead::config
