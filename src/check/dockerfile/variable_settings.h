// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The variables that a Dockerfile sets.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "config/dockerfile/dockerfile.h"
#include "model/location.h"

namespace bulkhead::check {

struct DockerfileContext;
struct Script;

// A variable that the file gives a value: a pair of ENV or ARG, or an
// assignment of a RUN (in front of a command, export, env).
// All views and pointers live as long as the DockerfileContext.
struct VariableSetting {
  const config::Instruction* construct = nullptr;  // of the file
  const Script* script = nullptr;                  // of RUN, else null
  config::InstructionKind kind = config::InstructionKind::kEnv;
  std::size_t pair = 0;  // index of the pair of ENV or ARG
  int stage = -1;
  std::string_view name;
  bool has_value = true;  // false: ARG NAME
  // The value, where `known`; else what stands there.
  std::string_view value;
  bool known = true;
  // The value holds a variable or a command's output.
  bool computed = false;
  model::Range range;        // of name and value
  model::Range value_range;  // empty for ARG NAME

  [[nodiscard]] bool is_run() const { return script != nullptr; }
};

// All of the file, in the order of its instructions; `context` has its scripts
// already. "ARG NAME VALUE", which declares two arguments, counts as the
// NAME=VALUE that its author meant.
std::vector<VariableSetting> VariableSettingsOf(
    const DockerfileContext& context);

}  // namespace bulkhead::check
