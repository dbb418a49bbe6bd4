// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// One pass over the instructions in the order of the file, as BuildKit's
// dockerfile2llb does it: global ARGs, then each stage from its FROM on, with
// every word expanded by the variables that hold at its place. Then the graph:
// what the target needs.
#include "config/dockerfile/evaluate.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "config/dockerfile/graph.h"
#include "config/dockerfile/scopes.h"
#include "config/dockerfile/stage_settings.h"

namespace bulkhead::config {
namespace {

// Entries of lists (ports, volumes, labels) that all stages together inherit;
// further ones are left out, so that long chains of stages stay small.
constexpr std::size_t kMaxInherited = 100'000;
constexpr std::size_t kMaxErrors = 1'000;

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
    out_.global_args = scopes_->Of(-1).definitions;
    out_.scopes = scopes_;
    LinkStages(file_, options_, out_);
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
      const bool global = in_from || (stage_ < 0 && has_from_);
      if (global && IsPlatformArg(name)) return Variable{.known = false};
      if (!global && name == "PATH") return Variable{.known = false};
      if (IsPredefinedArg(name)) return Variable{.known = false};
      if (global || StartsFromScratch()) return std::nullopt;
      return Variable{.known = false, .defined = false};
    }
    if (!definition->has_value || !definition->value.known()) {
      return Variable{.value = definition->value.Default(), .known = false};
    }
    return Variable{.value = definition->value.text};
  }

  // No base image brings variables of its own.
  bool StartsFromScratch() {
    return stage_ >= 0 &&
           out_.stages[static_cast<std::size_t>(CurrentStage().root_stage)]
               .from_scratch;
  }

  Value Expand(std::string_view word, model::Range range, std::size_t at,
               bool in_from = false) {
    if (IsPlainWord(word, file_.escape)) return KnownValue(word);
    // A pair of ARG sees the pairs in front of it, one of ENV does not.
    bool is_arg = file_.instructions[at].kind == InstructionKind::kArg;
    VariableSource source = [&](std::string_view name) {
      return LookupVariable(name, is_arg ? at + 1 : at, in_from);
    };
    ExpandOptions expand_options{.escape = file_.escape};
    expand_options.limits.max_expansion = expansion_left_;
    base::Result<Value> value = ExpandWord(word, source, expand_options);
    if (!value.ok()) {
      if (out_.errors.size() < kMaxErrors) {
        Fail(file_.instructions[at], range, value.error().message);
      }
      return UnknownValue(word);
    }
    // What variables of variables make of a file is bounded as a whole.
    const std::size_t made =
        value.value().text.size() + value.value().Default().size();
    expansion_left_ -= std::min(expansion_left_, made);
    for (const std::string& name : value.value().undefined) {
      const std::vector<std::string>& guarded = value.value().guarded;
      const bool has_other =
          std::find(guarded.begin(), guarded.end(), name) != guarded.end();
      NoteUndefined(name, range, at, in_from, has_other);
    }
    return std::move(value).value();
  }

  void NoteUndefined(const std::string& name, model::Range range,
                     std::size_t at, bool in_from, bool guarded) {
    constexpr std::size_t kMaxUses = 10'000;
    // Suggestions are for people: enough names, enough uses.
    constexpr std::size_t kMaxNames = 500;
    constexpr std::size_t kMaxSuggestions = 200;
    if (out_.undefined.size() >= kMaxUses) return;
    UndefinedUse use{.name = name,
                     .instruction = &file_.instructions[at],
                     .range = range,
                     .in_from = in_from,
                     .guarded = guarded};
    std::vector<std::string_view> names;
    if (stage_ >= 0 && !in_from) {
      use.base_may_define = !StartsFromScratch();
      names.push_back("PATH");
    }
    int stage = in_from ? -1 : stage_;
    for (int depth = 0; depth < kMaxStageChain; ++depth) {
      const Evaluation::Scopes::Scope& scope = scopes_->Of(stage);
      for (const auto& [known, indices] : scope.by_name) {
        if (names.size() >= kMaxNames) break;
        names.push_back(known);
      }
      if (stage < 0 || scope.base_stage < 0) break;
      stage = scope.base_stage;
    }
    std::sort(names.begin(), names.end());
    if (out_.undefined.size() < kMaxSuggestions) {
      use.did_you_mean = base::DidYouMean(name, names);
    }
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
    values.arguments.reserve(instruction.arguments.size());
    values.flags.reserve(instruction.flags.size());
    for (std::size_t k = 0; k < instruction.arguments.size(); ++k) {
      const PlacedText& word = instruction.arguments[k];
      bool heredoc = instruction.copy() != nullptr &&
                     k < instruction.copy()->sources.size() &&
                     instruction.copy()->sources[k].heredoc >= 0;
      bool expand = (expanded && !heredoc) || (from && k == 0);
      values.arguments.push_back(expand
                                     ? Expand(word.value, word.range, i, from)
                                     : KnownValue(word.value));
    }
    for (const Flag& flag : instruction.flags) {
      bool expand =
          expanded || from || instruction.kind == InstructionKind::kRun;
      values.flags.push_back(expand && !flag.value.empty()
                                 ? Expand(flag.value, flag.value_range, i, from)
                                 : KnownValue(flag.value));
    }
    ExpandPairsOf(i);
  }

  void ExpandPairsOf(std::size_t i) {
    const Instruction& instruction = file_.instructions[i];
    const KeyValueArgs* pairs = instruction.pairs();
    if (pairs == nullptr || instruction.kind == InstructionKind::kArg) return;
    out_.values[i].pairs.reserve(pairs->pairs.size());
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
      definition->value = KnownValue(given->second);
      definition->has_value = true;
      return;
    }
    if (pair.has_value) return;
    definition->value = UnknownValue(base::Format("${}", pair.key));
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
      Trim(stage.exposed);
      Trim(stage.volumes);
      Trim(stage.labels);
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
  void Trim(std::vector<T>& list) {
    const std::size_t left = kMaxInherited - inherited_;
    if (list.size() > left) list.resize(left);
    inherited_ += list.size();
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
      setting->value = UnknownValue("");
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
      stage->user.value = KnownValue("");
      stage->workdir.value = KnownValue("/");
      for (Setting* setting : {&stage->entrypoint, &stage->cmd,
                               &stage->healthcheck, &stage->stopsignal}) {
        setting->value = KnownValue("");
      }
      return;
    }
    stage->dependencies.push_back({.kind = DependencyKind::kBase,
                                   .instruction = &instruction,
                                   .image = stage->base.text,
                                   .ref = stage->image,
                                   .range = range});
  }

  // What BuildKit refuses of a FROM whose words are known.
  void CheckFrom(const Instruction& instruction) {
    const FromArgs* from = instruction.from();
    if (from == nullptr || instruction.faulty) return;
    const Stage& stage = CurrentStage();
    const bool is_image = stage.base_stage < 0 && !stage.from_scratch;
    if (is_image && stage.base.known() && !stage.image.valid) {
      Fail(instruction, from->image.range,
           stage.base.text.empty()
               ? base::Format("base name ({}) should not be blank",
                              base::Printable(from->image.value))
               : base::Format("invalid image reference {}: {}",
                              base::Printable(stage.base.text),
                              base::Printable(stage.image.error)));
    }
    if (from->platform.empty() || !stage.platform.known()) return;
    for (const std::string_view part : base::Split(stage.platform.text, '/')) {
      if (IsPlatformPart(part)) continue;
      Fail(instruction, from->platform.range,
           base::Format("failed to parse platform {}: \"{}\" is an invalid "
                        "component",
                        base::Printable(from->platform.value),
                        base::Printable(part)));
      return;
    }
  }

  // Letters, digits and "_.-"; the system may have a version: windows(10.0).
  static bool IsPlatformPart(std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
      return base::IsNameChar(c) || c == '.' || c == '-' || c == '(' ||
             c == ')';
    });
  }

  // ADD takes addresses and git repositories, COPY does not.
  void CheckCopy(const Instruction& instruction,
                 const InstructionValues& values) {
    for (std::size_t k = 0; k + 1 < values.arguments.size(); ++k) {
      const std::string_view source = values.arguments[k].known_prefix();
      const bool address =
          source.starts_with("http://") || source.starts_with("https://");
      const bool git =
          source.starts_with("git@") || source.starts_with("git://");
      if (!address && !git) continue;
      Fail(instruction, instruction.arguments[k].range,
           address ? "source can't be a URL for COPY"
                   : "source can't be a git ref for COPY");
      return;
    }
  }

  void Fail(const Instruction& instruction, model::Range range,
            std::string message) {
    out_.errors.push_back({.message = std::move(message),
                           .instruction = &instruction,
                           .range = range});
  }

  // --- what an instruction does to its stage ---

  void Apply(std::size_t i) {
    const Instruction& instruction = file_.instructions[i];
    if (instruction.kind == InstructionKind::kFrom) {
      if (!CurrentStage().name.empty()) by_name_[CurrentStage().name] = stage_;
      CheckFrom(instruction);
      return;
    }
    if (instruction.faulty) return;
    if (instruction.Is(InstructionKind::kArg)) return Define(i, true);
    if (instruction.Is(InstructionKind::kEnv)) return Define(i, false);
    if (instruction.Is(InstructionKind::kCopy)) {
      CheckCopy(instruction, out_.values[i]);
    }
    ApplyToStage(instruction, out_.values[i], CurrentStage(), stage_has_cmd_);
  }

  const Dockerfile& file_;
  const EvaluateOptions& options_;
  Evaluation out_;
  std::shared_ptr<Evaluation::Scopes> scopes_;
  std::unordered_map<std::string, int> by_name_;
  int stage_ = -1;
  bool has_from_ = false;
  bool stage_has_cmd_ = false;
  std::size_t inherited_ = 0;
  std::size_t expansion_left_ = base::Limits().max_expansion;
};

}  // namespace

Evaluation Evaluate(const Dockerfile& file, const EvaluateOptions& options) {
  return Evaluator(file, options).Run();
}

}  // namespace bulkhead::config
