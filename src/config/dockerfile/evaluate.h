// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What a Dockerfile means: stages and their graph, the value of every word
// that BuildKit expands, and what each stage leaves behind.
//
//   Evaluation e = Evaluate(file);
//   const Stage* last = e.target();
//   if (last && last->user.value.Is("root")) ...
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/dockerfile/dockerfile.h"
#include "config/dockerfile/expand.h"
#include "config/dockerfile/image_ref.h"

namespace bulkhead::config {

struct EvaluateOptions {
  std::map<std::string, std::string, std::less<>> build_args;
  std::string target;  // name or number of a stage; "": the last one
};

// A setting of a stage and the instruction that made it. Settings are
// inherited from earlier stages; what comes with a base image is not known.
struct Setting {
  // kKnown without `from`: the default of an image from scratch.
  Value value;
  // nullptr: by no instruction of this file.
  const Instruction* from = nullptr;
  int stage = -1;  // stage of `from`
  [[nodiscard]] bool set() const { return from != nullptr; }
};

// ENV, ARG or LABEL of a stage.
struct Definition {
  std::string name;
  Value value;
  const Instruction* from = nullptr;
  std::size_t pair = 0;  // index into from->pairs()->pairs
  bool is_arg = false;
  bool has_value = true;     // false: ARG NAME that nothing gives a value
  bool from_global = false;  // ARG NAME that takes a global ARG's value
};

enum class DependencyKind : std::uint8_t { kBase, kCopy, kMount };
// A stage or image that a stage takes files from.
struct Dependency {
  DependencyKind kind = DependencyKind::kCopy;
  const Instruction* instruction = nullptr;
  int stage = -1;     // index of the stage; -1: an image or context
  std::string image;  // text of the reference where stage is -1
  ImageRef ref;
  model::Range range;  // of the name
};

// What the final image of a stage holds, so far as the file tells.
struct Stage {
  int index = 0;
  const Instruction* from = nullptr;
  std::string name;            // in lower case, "" where it has none
  std::string_view name_text;  // as written
  // Indices into Dockerfile::instructions: FROM itself and what follows it.
  std::size_t begin = 0;
  std::size_t end = 0;

  Value base;                 // the image word of FROM, expanded
  int base_stage = -1;        // the earlier stage that it names
  bool from_scratch = false;  // FROM scratch, itself
  ImageRef image;             // where it is an image; valid: the text parses
  Value platform;             // --platform; empty: not given
  std::vector<Dependency> dependencies;  // its base included
  bool needed = false;    // the target is built with it (target included)
  bool in_final = false;  // its own layers are in the target's image

  Setting user;                          // scratch: "" (root)
  Setting workdir;                       // absolute, joined; scratch: "/"
  Setting shell;                         // JSON text; see shell_words
  std::vector<std::string> shell_words;  // {"/bin/sh", "-c"} by default
  Setting entrypoint;   // value.text: arguments joined by blanks
  Setting cmd;          // not set where a later ENTRYPOINT resets it
  Setting healthcheck;  // NONE included
  Setting stopsignal;
  std::vector<Setting> exposed;  // one a port, "80/tcp"
  std::vector<Setting> volumes;  // one a path
  std::vector<Definition> labels;

  // The stage at the root of the FROM chain; its `image` is the real base.
  int root_stage = 0;
};

// A use of a variable that nothing defines.
struct UndefinedUse {
  std::string name;
  const Instruction* instruction = nullptr;
  model::Range range;    // of the word it stands in
  bool in_from = false;  // FROM sees global ARGs only
  // A base image that is not scratch may define it.
  bool base_may_define = false;
  std::string did_you_mean;  // a name that is defined; "" without one
  // Only in ${X:-w}, ${X+w} and the like, which say what holds without it.
  bool guarded = false;
};

// Expanded words of one instruction, in order of what the instruction has.
struct InstructionValues {
  int stage = -1;  // -1: before the first FROM, or a text without FROM
  // For each of Instruction::arguments. Words that BuildKit does not expand
  // (RUN, CMD, ENTRYPOINT, SHELL, HEALTHCHECK) stay as they are, known.
  std::vector<Value> arguments;
  std::vector<Value> flags;  // for each of Instruction::flags: its value
  // For each pair of ENV, LABEL, ARG: the value it gets.
  std::vector<Value> pairs;
};

// Error of evaluation: BuildKit would refuse to build.
struct EvaluationError {
  std::string message;
  const Instruction* instruction = nullptr;
  model::Range range;
};

// Points into the Dockerfile it was made of, which must outlive it. Immutable.
class Evaluation {
 public:
  std::vector<Stage> stages;
  std::vector<InstructionValues> values;  // one an instruction
  std::vector<Definition> global_args;
  std::vector<UndefinedUse> undefined;
  std::vector<EvaluationError> errors;
  int target_stage = -1;  // -1: no stage

  [[nodiscard]] const Stage* target() const {
    return target_stage < 0 ? nullptr
                            : &stages[static_cast<std::size_t>(target_stage)];
  }
  // The stage that an instruction of the file belongs to; null before the
  // first FROM.
  [[nodiscard]] const Stage* StageOf(const Instruction& instruction) const;
  [[nodiscard]] const InstructionValues& ValuesOf(
      const Instruction& instruction) const;
  // Stage by name (case ignored) or number, among those before `before`.
  [[nodiscard]] const Stage* FindStage(std::string_view name,
                                       int before = 1 << 30) const;

  // The definition of a variable that holds right before an instruction (index
  // into Dockerfile::instructions), earlier stages of the FROM chain included;
  // null: nothing in the file defines it. ENV wins over ARG.
  [[nodiscard]] const Definition* Lookup(std::string_view name,
                                         std::size_t at) const;
  // For the shell: the value of a variable right before an instruction where
  // it is known. The view lives as long as the Evaluation.
  [[nodiscard]] std::optional<std::string_view> KnownVariable(
      std::string_view name, std::size_t at) const;
  // Definitions of a stage itself, in order.
  [[nodiscard]] std::span<const Definition> DefinitionsOf(
      const Stage& stage) const;
  // ENV of the image that a stage makes, inherited ones included, last value.
  [[nodiscard]] std::vector<const Definition*> EnvironmentOf(
      const Stage& stage) const;

  struct Scopes;
  const Dockerfile* file = nullptr;
  std::shared_ptr<const Scopes> scopes;
};

// Never fails: a faulty instruction has no effect. `file` must outlive the
// answer and must not be moved meanwhile.
Evaluation Evaluate(const Dockerfile& file,
                    const EvaluateOptions& options = {});

// Arguments that BuildKit knows without a declaration: HTTP_PROXY and its
// like. Platform arguments (TARGETARCH ...) need an ARG within a stage.
bool IsPredefinedArg(std::string_view name);
bool IsPlatformArg(std::string_view name);

}  // namespace bulkhead::config
