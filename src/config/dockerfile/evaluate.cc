// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// One pass over the instructions in the order of the file, as BuildKit's
// dockerfile2llb does it: global ARGs, then each stage from its FROM on, with
// every word expanded by the variables that hold at its place. Then the graph:
// what the target needs.
#include "config/dockerfile/evaluate.h"

#include <algorithm>
#include <unordered_map>

#include "base/fs.h"
#include "base/text.h"
#include "config/dockerfile/scopes.h"

namespace bulkhead::config {
namespace {

// Lists that stages inherit (ports, volumes, labels) are cut off here, so that
// long chains of stages stay linear.
constexpr std::size_t kMaxInherited = 1000;

Value Plain(std::string_view text) {
  Value value;
  value.text = text;
  value.as_default = value.text;
  return value;
}

Value Unknown(std::string_view text) {
  Value value = Plain(text);
  value.knowledge = Knowledge::kUnknown;
  return value;
}

class Evaluator {
 public:
  Evaluator(const Dockerfile& file, const EvaluateOptions& options)
      : file_(file), options_(options) {
    out_.file = &file;
    out_.values.resize(file.instructions.size());
    scopes_ = std::make_shared<Evaluation::Scopes>();
    scopes_->stages.emplace_back();
    has_from_ = std::any_of(
        file.instructions.begin(), file.instructions.end(),
        [](const Instruction& i) { return i.kind == InstructionKind::kFrom; });
  }

  Evaluation Run() {
    for (std::size_t i = 0; i < file_.instructions.size(); ++i) {
      const Instruction& instruction = file_.instructions[i];
      if (instruction.kind == InstructionKind::kFrom) BeginStage(i);
      out_.values[i].stage = stage_;
      ExpandWordsOf(i);
      if (stage_ >= 0) {
        CurrentStage().end = i + 1;
        Apply(i);
      } else if (instruction.kind == InstructionKind::kArg) {
        Define(i, true);
      } else if (instruction.kind == InstructionKind::kEnv && !has_from_) {
        Define(i, false);  // a fragment without FROM: one implicit stage
      }
    }
    out_.global_args = scopes_->stages[0].definitions;
    FindTarget();
    out_.scopes = scopes_;
    ResolveDependencies();
    MarkNeeded();
    return std::move(out_);
  }

 private:
  Stage& CurrentStage() {
    return out_.stages[static_cast<std::size_t>(stage_)];
  }

  // --- expansion ---

  std::optional<Variable> LookupVariable(std::string_view name, std::size_t at,
                                         bool in_from) {
    const Definition* definition =
        scopes_->Find(in_from ? -1 : stage_, name, at);
    if (definition == nullptr) {
      if (in_from && IsPlatformArg(name)) return Variable{.known = false};
      if (!in_from && name == "PATH") return Variable{.known = false};
      if (IsPredefinedArg(name)) return Variable{.known = false};
      return std::nullopt;
    }
    if (!definition->has_value || !definition->value.known()) {
      return Variable{.value = definition->value.as_default, .known = false};
    }
    return Variable{.value = definition->value.text};
  }

  Value Expand(std::string_view word, model::Range range, std::size_t at,
               bool in_from = false) {
    if (word.find_first_of("$'\"\\`") == std::string_view::npos) {
      return Plain(word);
    }
    // A pair of ARG sees the pairs in front of it, one of ENV does not.
    bool is_arg = file_.instructions[at].kind == InstructionKind::kArg;
    VariableSource source = [&](std::string_view name) {
      return LookupVariable(name, is_arg ? at + 1 : at, in_from);
    };
    base::Result<Value> value =
        ExpandWord(word, source, {.escape = file_.escape});
    if (!value.ok()) {
      out_.errors.push_back({.message = value.error().message,
                             .instruction = &file_.instructions[at],
                             .range = range});
      return Unknown(word);
    }
    for (const std::string& name : value.value().undefined) {
      NoteUndefined(name, range, at, in_from);
    }
    return std::move(value).value();
  }

  void NoteUndefined(const std::string& name, model::Range range,
                     std::size_t at, bool in_from) {
    constexpr std::size_t kMaxUses = 10'000;
    if (out_.undefined.size() >= kMaxUses) return;
    UndefinedUse use{.name = name,
                     .instruction = &file_.instructions[at],
                     .range = range,
                     .in_from = in_from};
    std::vector<std::string_view> names;
    if (stage_ >= 0 && !in_from) {
      const Stage& root =
          out_.stages[static_cast<std::size_t>(CurrentStage().root_stage)];
      use.base_may_define = !root.from_scratch;
      names.push_back("PATH");
    }
    int stage = in_from ? -1 : stage_;
    for (int depth = 0; depth < kMaxStageChain; ++depth) {
      const Evaluation::Scopes::Scope& scope =
          scopes_->stages[static_cast<std::size_t>(stage + 1)];
      for (const auto& [known, indices] : scope.by_name) {
        names.push_back(known);
      }
      if (stage < 0 || scope.base_stage < 0) break;
      stage = scope.base_stage;
    }
    std::sort(names.begin(), names.end());
    use.did_you_mean = base::DidYouMean(name, names);
    out_.undefined.push_back(std::move(use));
  }

  static bool IsExpanded(InstructionKind kind) {
    switch (kind) {
      case InstructionKind::kAdd:
      case InstructionKind::kCopy:
      case InstructionKind::kExpose:
      case InstructionKind::kUser:
      case InstructionKind::kWorkdir:
      case InstructionKind::kVolume:
      case InstructionKind::kStopsignal:
        return true;
      default:
        return false;
    }
  }

  void ExpandWordsOf(std::size_t i) {
    const Instruction& instruction = file_.instructions[i];
    InstructionValues& values = out_.values[i];
    bool from = instruction.kind == InstructionKind::kFrom;
    bool expanded = IsExpanded(instruction.kind);
    for (std::size_t k = 0; k < instruction.arguments.size(); ++k) {
      const PlacedText& word = instruction.arguments[k];
      bool heredoc = instruction.copy() != nullptr &&
                     k < instruction.copy()->sources.size() &&
                     instruction.copy()->sources[k].heredoc >= 0;
      bool expand = (expanded && !heredoc) || (from && k == 0);
      values.arguments.push_back(
          expand ? Expand(word.value, word.range, i, from) : Plain(word.value));
    }
    for (const Flag& flag : instruction.flags) {
      bool expand =
          expanded || from || instruction.kind == InstructionKind::kRun;
      values.flags.push_back(expand && !flag.value.empty()
                                 ? Expand(flag.value, flag.value_range, i, from)
                                 : Plain(flag.value));
    }
    ExpandPairsOf(i);
  }

  void ExpandPairsOf(std::size_t i) {
    const Instruction& instruction = file_.instructions[i];
    const KeyValueArgs* pairs = instruction.pairs();
    if (pairs == nullptr || instruction.kind == InstructionKind::kArg) return;
    for (const KeyValue& pair : pairs->pairs) {
      out_.values[i].pairs.push_back(Expand(pair.value, pair.value_range, i));
    }
  }

  // --- definitions ---

  // ENV and ARG. Each pair of ARG sees those before it.
  void Define(std::size_t i, bool is_arg) {
    const Instruction& instruction = file_.instructions[i];
    const KeyValueArgs* pairs = instruction.pairs();
    if (pairs == nullptr) return;
    for (std::size_t k = 0; k < pairs->pairs.size(); ++k) {
      const KeyValue& pair = pairs->pairs[k];
      Definition definition{.name = std::string(pair.key),
                            .from = &instruction,
                            .pair = k,
                            .is_arg = is_arg,
                            .has_value = pair.has_value};
      if (is_arg) {
        SetArgValue(pair, i, &definition);
        out_.values[i].pairs.push_back(definition.value);
      } else {
        definition.value = out_.values[i].pairs[k];
      }
      scopes_->Add(stage_, pair.key, i, std::move(definition));
    }
  }

  void SetArgValue(const KeyValue& pair, std::size_t i,
                   Definition* definition) {
    if (pair.has_value) {
      definition->value = Expand(pair.value, pair.value_range, i);
    }
    auto given = options_.build_args.find(pair.key);
    if (given != options_.build_args.end()) {
      definition->value = Plain(given->second);
      definition->has_value = true;
      return;
    }
    if (pair.has_value) return;
    definition->value = Unknown(base::Format("${}", pair.key));
    definition->value.as_default.clear();
    if (stage_ < 0) return;
    const Definition* global = scopes_->Find(-1, pair.key, i);
    if (global != nullptr && global->has_value) {
      definition->value = global->value;
      definition->has_value = true;
      definition->from_global = true;
    }
  }

  // --- stages ---

  void BeginStage(std::size_t i) {
    const Instruction& instruction = file_.instructions[i];
    const FromArgs* from = instruction.from();
    PlacedText image = from == nullptr ? PlacedText{} : from->image;
    std::size_t undefined_before = out_.undefined.size();
    std::size_t errors_before = out_.errors.size();
    Value base = Expand(image.value, image.range, i, true);
    Stage stage;
    int base_stage = -1;
    if (base.known()) base_stage = StageByName(base.text);
    if (base_stage >= 0) {
      stage = out_.stages[static_cast<std::size_t>(base_stage)];
      Trim(&stage.exposed);
      Trim(&stage.volumes);
      Trim(&stage.labels);
      stage.dependencies.clear();
      stage.from_scratch = false;
      stage.image = {};
      stage.platform = {};
      stage.needed = false;
      stage.in_final = false;
    } else {
      SetDefaults(&stage);
    }
    stage.index = static_cast<int>(out_.stages.size());
    stage.from = &instruction;
    stage.begin = i;
    stage.end = i + 1;
    stage.base = std::move(base);
    stage.base_stage = base_stage;
    if (base_stage < 0) stage.root_stage = stage.index;
    stage.name_text =
        from == nullptr ? std::string_view() : from->stage_name.value;
    stage.name = base::ToLower(stage.name_text);
    if (from != nullptr && !from->platform.empty()) {
      stage.platform =
          Expand(from->platform.value, from->platform.range, i, true);
    }
    ReadBase(instruction, image.range, &stage);
    out_.stages.push_back(std::move(stage));
    stage_ = static_cast<int>(out_.stages.size()) - 1;
    stage_has_cmd_ = false;
    scopes_->stages.emplace_back();
    scopes_->stages.back().base_stage = base_stage;
    // ExpandWordsOf expands the same words again and notes what is wrong.
    out_.undefined.resize(undefined_before);
    out_.errors.resize(errors_before);
  }

  template <typename T>
  static void Trim(std::vector<T>* list) {
    if (list->size() > kMaxInherited) list->resize(kMaxInherited);
  }

  int StageByName(std::string_view name) const {
    auto found = by_name_.find(base::ToLower(name));
    return found == by_name_.end() ? -1 : found->second;
  }

  static void SetDefaults(Stage* stage) {
    stage->shell_words = {"/bin/sh", "-c"};
    for (Setting* setting :
         {&stage->user, &stage->workdir, &stage->entrypoint, &stage->cmd,
          &stage->healthcheck, &stage->stopsignal, &stage->shell}) {
      setting->value = Unknown("");
    }
  }

  void ReadBase(const Instruction& instruction, model::Range range,
                Stage* stage) {
    if (stage->base_stage >= 0) {
      stage->dependencies.push_back({.kind = DependencyKind::kBase,
                                     .instruction = &instruction,
                                     .stage = stage->base_stage,
                                     .range = range});
      return;
    }
    if (stage->base.known()) {
      stage->from_scratch = stage->base.text == "scratch";
      stage->image = ParseImageRef(stage->base.text);
    }
    if (stage->from_scratch) {
      stage->user.value = Plain("");
      stage->workdir.value = Plain("/");
      for (Setting* setting : {&stage->entrypoint, &stage->cmd,
                               &stage->healthcheck, &stage->stopsignal}) {
        setting->value = Plain("");
      }
      return;
    }
    stage->dependencies.push_back({.kind = DependencyKind::kBase,
                                   .instruction = &instruction,
                                   .image = stage->base.text,
                                   .ref = stage->image,
                                   .range = range});
    if (stage->base.known() && !instruction.faulty && !stage->image.valid) {
      base_errors_.push_back(
          {.message = stage->base.text.empty()
                          ? "the base name is blank"
                          : base::Format("invalid image reference {}: {}",
                                         stage->base.text, stage->image.error),
           .instruction = &instruction,
           .range = range});
    }
  }

  // --- what an instruction does to its stage ---

  void Apply(std::size_t i) {
    const Instruction& instruction = file_.instructions[i];
    if (instruction.kind == InstructionKind::kFrom) {
      if (!CurrentStage().name.empty()) by_name_[CurrentStage().name] = stage_;
      return;
    }
    if (!instruction.faulty) ApplySetting(instruction, out_.values[i], i);
  }

  void ApplySetting(const Instruction& instruction,
                    const InstructionValues& values, std::size_t i) {
    Stage& stage = CurrentStage();
    auto setting = [&](Value value) {
      return Setting{
          .value = std::move(value), .from = &instruction, .stage = stage_};
    };
    switch (instruction.kind) {
      case InstructionKind::kArg:
        Define(i, true);
        break;
      case InstructionKind::kEnv:
        Define(i, false);
        break;
      case InstructionKind::kLabel:
        AddLabels(instruction, values);
        break;
      case InstructionKind::kUser:
        stage.user = setting(FirstOf(values));
        break;
      case InstructionKind::kWorkdir:
        stage.workdir = setting(JoinWorkdir(FirstOf(values)));
        break;
      case InstructionKind::kStopsignal:
        stage.stopsignal = setting(FirstOf(values));
        break;
      case InstructionKind::kShell:
        SetShell(instruction);
        break;
      case InstructionKind::kCmd:
        stage.cmd = setting(Plain(JoinArguments(instruction)));
        stage_has_cmd_ = true;
        break;
      case InstructionKind::kEntrypoint:
        stage.entrypoint = setting(Plain(JoinArguments(instruction)));
        if (!stage_has_cmd_) {
          stage.cmd = {};
          stage.cmd.value = Plain("");
        }
        break;
      case InstructionKind::kHealthcheck:
        stage.healthcheck = setting(Plain(JoinArguments(instruction)));
        break;
      case InstructionKind::kExpose:
        for (const Value& port : values.arguments) {
          stage.exposed.push_back(setting(WithProtocol(port)));
        }
        break;
      case InstructionKind::kVolume:
        for (const Value& path : values.arguments) {
          stage.volumes.push_back(setting(path));
        }
        break;
      default:
        break;
    }
  }

  static Value FirstOf(const InstructionValues& values) {
    return values.arguments.empty() ? Plain("") : values.arguments[0];
  }

  static Value WithProtocol(Value port) {
    if (!base::Contains(port.text, "/")) {
      port.text += "/tcp";
      port.as_default += "/tcp";
    }
    return port;
  }

  static std::string JoinArguments(const Instruction& instruction) {
    std::vector<std::string_view> words;
    for (const PlacedText& word : instruction.arguments) {
      words.push_back(word.value);
    }
    return base::Join(words, " ");
  }

  Value JoinWorkdir(Value value) {
    if (!value.known()) return value;
    bool windows = value.text.size() > 1 && value.text[1] == ':';
    if (base::IsAbsolute(value.text) || windows) {
      if (!windows) value.text = base::NormalPath(value.text);
      value.as_default = value.text;
      return value;
    }
    const Value& before = CurrentStage().workdir.value;
    if (!before.known()) {
      value.knowledge = Knowledge::kPartly;
      return value;
    }
    value.text = base::NormalPath(base::JoinPath(before.text, value.text));
    value.as_default = value.text;
    return value;
  }

  void SetShell(const Instruction& instruction) {
    Stage& stage = CurrentStage();
    stage.shell = {.value = Plain(instruction.rest),
                   .from = &instruction,
                   .stage = stage_};
    stage.shell_words.clear();
    for (const PlacedText& word : instruction.arguments) {
      stage.shell_words.emplace_back(word.value);
    }
  }

  void AddLabels(const Instruction& instruction,
                 const InstructionValues& values) {
    const KeyValueArgs* pairs = instruction.pairs();
    for (std::size_t k = 0; pairs != nullptr && k < pairs->pairs.size(); ++k) {
      CurrentStage().labels.push_back(
          {.name = std::string(pairs->pairs[k].key),
           .value = k < values.pairs.size() ? values.pairs[k] : Value{},
           .from = &instruction,
           .pair = k});
    }
  }

  // --- the graph ---

  void FindTarget() {
    out_.target_stage = static_cast<int>(out_.stages.size()) - 1;
    if (options_.target.empty() || out_.stages.empty()) return;
    const Stage* stage = out_.FindStage(options_.target);
    if (stage != nullptr) {
      out_.target_stage = stage->index;
      return;
    }
    out_.errors.push_back(
        {.message = base::Format("target stage {} could not be found",
                                 base::Printable(options_.target)),
         .instruction = out_.stages.back().from,
         .range = out_.stages.back().from->range});
  }

  void ResolveDependencies() {
    for (std::size_t i = 0; i < file_.instructions.size(); ++i) {
      const Instruction& instruction = file_.instructions[i];
      int stage = out_.values[i].stage;
      if (stage < 0) continue;
      if (const CopyArgs* copy = instruction.copy()) {
        AddDependency(stage, i, DependencyKind::kCopy, copy->from);
      }
      if (const RunArgs* run = instruction.run()) {
        for (const Mount& mount : run->mounts) {
          AddDependency(stage, i, DependencyKind::kMount, mount.from);
        }
      }
    }
    out_.errors.insert(out_.errors.end(), base_errors_.begin(),
                       base_errors_.end());
  }

  void AddDependency(int stage, std::size_t i, DependencyKind kind,
                     const PlacedText& from) {
    if (from.empty()) return;
    Dependency dependency{.kind = kind,
                          .instruction = &file_.instructions[i],
                          .range = from.range};
    const Stage* source =
        base::Contains(from.value, "$") ? nullptr : FindSource(from.value);
    if (source != nullptr) {
      dependency.stage = source->index;
    } else {
      dependency.image = from.value;
      dependency.ref = ParseImageRef(from.value);
    }
    out_.stages[static_cast<std::size_t>(stage)].dependencies.push_back(
        std::move(dependency));
  }

  const Stage* FindSource(std::string_view name) const {
    int stage = StageByName(name);
    if (stage >= 0) return &out_.stages[static_cast<std::size_t>(stage)];
    std::optional<long long> number = base::ParseInt(name);
    if (number && *number >= 0 &&
        static_cast<std::size_t>(*number) < out_.stages.size()) {
      return &out_.stages[static_cast<std::size_t>(*number)];
    }
    return nullptr;
  }

  void MarkNeeded() {
    if (out_.target_stage < 0) return;
    std::vector<int> open = {out_.target_stage};
    while (!open.empty()) {
      Stage& stage = out_.stages[static_cast<std::size_t>(open.back())];
      open.pop_back();
      if (stage.needed) continue;
      stage.needed = true;
      for (const Dependency& dependency : stage.dependencies) {
        if (dependency.stage >= 0) open.push_back(dependency.stage);
      }
    }
    int index = out_.target_stage;
    while (index >= 0 &&
           !out_.stages[static_cast<std::size_t>(index)].in_final) {
      Stage& stage = out_.stages[static_cast<std::size_t>(index)];
      stage.in_final = true;
      index = stage.base_stage;
    }
  }

  const Dockerfile& file_;
  const EvaluateOptions& options_;
  Evaluation out_;
  std::shared_ptr<Evaluation::Scopes> scopes_;
  std::unordered_map<std::string, int> by_name_;
  int stage_ = -1;
  bool has_from_ = false;
  bool stage_has_cmd_ = false;
  std::vector<EvaluationError> base_errors_;
};

}  // namespace

Evaluation Evaluate(const Dockerfile& file, const EvaluateOptions& options) {
  return Evaluator(file, options).Run();
}

}  // namespace bulkhead::config
