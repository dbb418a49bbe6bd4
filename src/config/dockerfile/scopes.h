// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The variables of a Dockerfile by stage. Not for other folders.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/dockerfile/evaluate.h"

namespace bulkhead::config {

// Stage s has its definitions in stages[s + 1]; stages[0] are the global ARGs.
struct Evaluation::Scopes {
  struct Scope {
    std::vector<Definition> definitions;
    std::vector<std::size_t> instructions;  // index of each one's instruction
    // Definitions of a name, in order. Keys are views into the file.
    struct Indices {
      std::vector<std::uint32_t> env;
      std::vector<std::uint32_t> arg;
    };
    std::unordered_map<std::string_view, Indices> by_name;
    int base_stage = -1;
  };
  std::vector<Scope> stages;

  // The scope of a stage; that of the global ARGs for -1.
  [[nodiscard]] const Scope& Of(int stage) const {
    return stages[static_cast<std::size_t>(stage) + 1];
  }

  void Add(int stage, std::string_view name, std::size_t instruction,
           Definition definition);
  // See Evaluation::Lookup; `stage` -1 looks at global ARGs only.
  [[nodiscard]] const Definition* Find(int stage, std::string_view name,
                                       std::size_t at) const;
};

// Longer chains of FROM are cut off: lookups stay linear.
inline constexpr int kMaxStageChain = 500;

}  // namespace bulkhead::config
