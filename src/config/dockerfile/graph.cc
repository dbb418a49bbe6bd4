// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// BuildKit looks names of stages up among all stages, later ones included; of
// two with one name the last counts. COPY --from may also give a number.
#include "config/dockerfile/graph.h"

#include <optional>
#include <unordered_map>
#include <vector>

#include "base/text.h"

namespace bulkhead::config {
namespace {

class Linker {
 public:
  Linker(const Dockerfile& file, const EvaluateOptions& options,
         Evaluation& evaluation)
      : file_(file), options_(options), out_(evaluation) {
    for (const Stage& stage : out_.stages) {
      if (!stage.name.empty()) by_name_[stage.name] = stage.index;
    }
  }

  void Run() {
    FindTarget();
    for (std::size_t i = 0; i < file_.instructions.size(); ++i) {
      LinkInstruction(i);
    }
    FindCircle();
    MarkNeeded();
  }

 private:
  Stage& At(int index) { return out_.stages[static_cast<std::size_t>(index)]; }

  void FindTarget() {
    out_.target_stage = static_cast<int>(out_.stages.size()) - 1;
    if (options_.target.empty() || out_.stages.empty()) return;
    const Stage* stage = out_.FindStage(options_.target);
    if (stage != nullptr) {
      out_.target_stage = stage->index;
      return;
    }
    out_.errors.push_back(
        {.message = base::Format("target stage \"{}\" could not be found",
                                 base::Printable(options_.target)),
         .instruction = out_.stages.back().from,
         .range = out_.stages.back().from->range});
  }

  void LinkInstruction(std::size_t i) {
    const Instruction& instruction = file_.instructions[i];
    const int stage = out_.values[i].stage;
    if (stage < 0) return;
    if (const CopyArgs* copy = instruction.copy()) {
      if (instruction.Is(InstructionKind::kCopy)) {
        Link(stage, instruction, DependencyKind::kCopy, copy->from);
      }
    } else if (const RunArgs* run = instruction.run()) {
      for (const Mount& mount : run->mounts) {
        Link(stage, instruction, DependencyKind::kMount, mount.from);
      }
    }
  }

  void Link(int stage, const Instruction& instruction, DependencyKind kind,
            const PlacedText& from) {
    if (from.empty()) return;
    Dependency dependency{
        .kind = kind, .instruction = &instruction, .range = from.range};
    const std::unordered_map<std::string, int>::const_iterator named =
        by_name_.find(base::ToLower(from.value));
    const std::optional<long long> number = base::ParseInt(from.value);
    if (named != by_name_.end()) {
      dependency.stage = named->second;
    } else if (number && kind == DependencyKind::kCopy) {
      const bool exists = *number >= 0 && static_cast<std::size_t>(*number) <
                                              out_.stages.size();
      if (!exists) {
        out_.errors.push_back(
            {.message = base::Format("invalid stage index {}", *number),
             .instruction = &instruction,
             .range = from.range});
        return;
      }
      dependency.stage = static_cast<int>(*number);
    } else {
      dependency.image = from.value;
      dependency.ref = ParseImageRef(from.value);
      CheckImage(instruction, dependency);
    }
    At(stage).dependencies.push_back(std::move(dependency));
  }

  // What has neither tag nor digest may be the name of a stage, misspelt.
  void CheckImage(const Instruction& instruction,
                  const Dependency& dependency) {
    if (dependency.ref.valid || base::Contains(dependency.image, "$") ||
        dependency.image.find_first_of(":@") == std::string::npos) {
      return;
    }
    out_.errors.push_back(
        {.message = base::Format("invalid image reference {}: {}",
                                 base::Printable(dependency.image),
                                 base::Printable(dependency.ref.error)),
         .instruction = &instruction,
         .range = dependency.range});
  }

  // Depth first, with an own stack of stages and how far each was followed.
  void FindCircle() {
    enum : char { kNew, kOpen, kDone };
    struct Step {
      int stage;
      std::size_t next;
    };
    std::vector<char> state(out_.stages.size(), kNew);
    std::vector<Step> path;
    for (const Stage& root : out_.stages) {
      if (state[static_cast<std::size_t>(root.index)] != kNew) continue;
      path.push_back({root.index, 0});
      while (!path.empty()) {
        Step& step = path.back();
        const Stage& stage = At(step.stage);
        state[static_cast<std::size_t>(step.stage)] = kOpen;
        if (step.next == stage.dependencies.size()) {
          state[static_cast<std::size_t>(step.stage)] = kDone;
          path.pop_back();
          continue;
        }
        const Dependency& dependency = stage.dependencies[step.next++];
        if (dependency.stage < 0) continue;
        const char seen = state[static_cast<std::size_t>(dependency.stage)];
        if (seen == kOpen) return FailCircle(dependency);
        if (seen == kNew) path.push_back({dependency.stage, 0});
      }
    }
  }

  void FailCircle(const Dependency& dependency) {
    const Stage& stage = At(dependency.stage);
    const std::string name =
        stage.name.empty() ? base::Format("{}", stage.index) : stage.name;
    out_.errors.push_back(
        {.message = base::Format("circular dependency detected on stage: {}",
                                 base::Printable(name)),
         .instruction = dependency.instruction,
         .range = dependency.range});
  }

  void MarkNeeded() {
    if (out_.target_stage < 0) return;
    std::vector<int> open = {out_.target_stage};
    while (!open.empty()) {
      Stage& stage = At(open.back());
      open.pop_back();
      if (stage.needed) continue;
      stage.needed = true;
      for (const Dependency& dependency : stage.dependencies) {
        if (dependency.stage >= 0) open.push_back(dependency.stage);
      }
    }
    for (int index = out_.target_stage; index >= 0 && !At(index).in_final;
         index = At(index).base_stage) {
      At(index).in_final = true;
    }
  }

  const Dockerfile& file_;
  const EvaluateOptions& options_;
  Evaluation& out_;
  std::unordered_map<std::string, int> by_name_;
};

}  // namespace

void LinkStages(const Dockerfile& file, const EvaluateOptions& options,
                Evaluation& evaluation) {
  Linker(file, options, evaluation).Run();
}

}  // namespace bulkhead::config
