// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Walks over scripts, stages and paths that rules share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/dockerfile/rule.h"
#include "check/dockerfile/run_commands.h"

namespace bulkhead::check {

// Rules that follow files through all instructions take time that grows with
// the square of their number. No honest file comes near these bounds: rules
// that WhenFollowable() wraps say nothing about longer ones.
bool IsFollowable(const DockerfileContext& context);
template <void (*Check)(const DockerfileContext&, Findings&)>
void WhenFollowable(const DockerfileContext& context, Findings& out) {
  if (IsFollowable(context)) Check(context, out);
}

// The stages that `stage` is built on, the root first, itself last.
std::vector<const config::Stage*> ChainOf(const DockerfileContext& context,
                                          const config::Stage& stage);
// Stage `index` of the evaluation; null for -1.
const config::Stage* StageAt(const DockerfileContext& context, int index);
// The scripts of RUN in a stage and those it is built on, in order.
std::vector<const Script*> RunsOf(const DockerfileContext& context,
                                  const config::Stage& stage);
// The last CMD, ENTRYPOINT or HEALTHCHECK that holds for the stage (inherited
// ones included) as a script; null where there is none in the file.
const Script* CommandOf(const DockerfileContext& context,
                        const config::Stage& stage,
                        config::InstructionKind kind);

// WORKDIR and USER in force at instruction `index`; nullopt: not known, as
// where nothing but the base image sets it. A relative WORKDIR starts from the
// folder of the base image where that is well known.
std::optional<std::string> WorkdirAt(const DockerfileContext& context,
                                     std::size_t index);
std::optional<std::string> UserAt(const DockerfileContext& context,
                                  std::size_t index);
// Absolute and normal form of a path at `workdir`; "" where it can't be told.
std::string AbsolutePath(std::string_view path,
                         const std::optional<std::string>& workdir);

// COPY and ADD with known words.
struct CopiedFiles {
  const config::Instruction* instruction = nullptr;
  std::size_t index = 0;             // of the instruction
  std::vector<std::string> sources;  // as expanded
  std::string dest;                  // absolute
  bool dest_is_folder = false;       // written with a slash, or "."
  bool from_context = false;         // no --from
};
// nullopt where a word is not known.
std::optional<CopiedFiles> CopyAt(const DockerfileContext& context,
                                  std::size_t index);

// The last part of a path.
std::string_view NameOf(std::string_view path);

}  // namespace bulkhead::check
