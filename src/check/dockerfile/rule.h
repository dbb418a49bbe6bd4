// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The interface of Dockerfile rules: what a rule gets and what it is.
#pragma once

#include <list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/dockerfile/variable_settings.h"
#include "check/findings.h"
#include "config/dockerfile/dockerfile.h"
#include "config/dockerfile/evaluate.h"
#include "config/shell/commands.h"
#include "config/shell/downloads.h"
#include "config/shell/package_managers.h"
#include "config/shell/shell.h"
#include "model/pins.h"
#include "model/rule_info.h"

namespace bulkhead::check {

// Settings of rules; the defaults are those of a run without a policy.
struct DockerfileOptions {
  std::vector<std::string> trusted_registries;  // patterns; empty: any is fine
  std::vector<std::string> approved_images;     // patterns; empty: any is fine
  // Label name to type: text, url, rfc3339, semver, hash, email, spdx, rawText.
  std::map<std::string, std::string> label_schema;
  bool strict_labels = false;  // labels outside the schema are reported
  std::vector<std::string> secret_names;  // further names of secret variables
  // BuildKit's experimental checks to switch on; "all" for all of them.
  std::vector<std::string> experimental;
  bool image_history = false;  // the text is a line of an image's history
  // Rules that are off by default run, too.
  bool all_rules = false;
  std::vector<std::string> enabled_rules;  // the same for single rules
  // Where fixes take versions from. Not owned; null: nothing is known.
  const model::Pins* pins = nullptr;
};

// The build context, so far as it is known.
struct BuildContext {
  // Text of .dockerignore; nullopt: there is none.
  std::optional<std::string> dockerignore;
  // Where it is, or would be, for edits; "": a place that is none of ours.
  std::string dockerignore_path;
  // Paths of files below the context, relative, sorted, bounded in number.
  // Empty with files_known false: not looked at.
  bool files_known = false;
  bool files_complete = false;  // false: the listing was cut off
  std::vector<std::string> files;
};

// A command line of RUN, CMD, ENTRYPOINT or HEALTHCHECK, in shell or JSON form.
struct Script {
  // The instruction itself; within ONBUILD the one that it holds.
  const config::Instruction* instruction = nullptr;
  // The instruction of the file: ONBUILD for nested ones, else the same.
  const config::Instruction* outer = nullptr;
  int stage = -1;         // -1: before the first FROM
  std::size_t index = 0;  // of `outer` in Dockerfile::instructions
  bool exec_form = false;
  // The SHELL that is in force: {"/bin/bash", "-o", "pipefail", "-c"}.
  std::span<const std::string> shell_words;
  config::ShellScript shell;               // see ShellScript::assessed()
  const config::OffsetMap* map = nullptr;  // null in exec form
  std::vector<config::PackageOperation> packages;
  std::vector<config::DownloadOperation> downloads;
  std::vector<config::CacheRemoval> cache_removals;

  [[nodiscard]] bool Is(config::InstructionKind kind) const {
    return instruction->kind == kind;
  }
  [[nodiscard]] bool is_run() const {
    return Is(config::InstructionKind::kRun);
  }
  // Place in the file of a range of the script.
  [[nodiscard]] model::Range InFile(config::TextRange range) const;
  // Some RUN --mount of this type has the folder, or one above it, as target.
  [[nodiscard]] bool HasMount(config::MountType type,
                              std::string_view folder) const;
  // Mounts of the RUN; empty for other instructions.
  [[nodiscard]] std::span<const config::Mount> mounts() const;
};

// Everything that a rule may look at. Immutable while rules run.
struct DockerfileContext {
  const config::Dockerfile& file;
  const config::Evaluation& evaluation;
  const DockerfileOptions& options;
  const BuildContext* build_context = nullptr;  // null: not known
  // In order of the file.
  std::vector<Script> scripts;
  std::vector<VariableSetting> settings;
  // Shells that SHELL instructions set; Script::shell_words point into it.
  std::list<std::vector<std::string>> shells;

  [[nodiscard]] std::span<const config::Instruction> instructions() const {
    return file.instructions;
  }
  // Instructions of a stage, FROM included.
  [[nodiscard]] std::span<const config::Instruction> InstructionsOf(
      const config::Stage& stage) const;
  // Index of the stage of an instruction of the file, -1 before the first FROM.
  [[nodiscard]] int StageIndexOf(const config::Instruction& instruction) const;
  // The stage ends in the target image or the file has no stage at all.
  [[nodiscard]] bool InFinalImage(int stage) const;
};

// Parses the scripts and puts the context together. All arguments must outlive
// the answer.
DockerfileContext MakeDockerfileContext(const config::Dockerfile& file,
                                        const config::Evaluation& evaluation,
                                        const DockerfileOptions& options,
                                        const BuildContext* build_context);

struct DockerfileRule {
  model::RuleInfo info;
  // Pure: reports to `out` and opens nothing.
  void (*check)(const DockerfileContext& context, Findings& out);
};
// The rules of one file. Static lifetime.
using DockerfileRules = std::span<const DockerfileRule>;

// All of them, sorted by id.
std::span<const DockerfileRule* const> AllDockerfileRules();

// Runs every rule that is on.
std::vector<model::Finding> RunDockerfileRules(
    const DockerfileContext& context);

}  // namespace bulkhead::check
