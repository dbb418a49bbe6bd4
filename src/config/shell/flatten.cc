// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// From the tree to the flat list of commands. One walk in order of execution,
// with its own stack; on the way, words get their values, and scripts within
// arguments (sh -c, eval) are parsed and walked in turn.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "config/shell/builder.h"
#include "config/shell/variables.h"

namespace bulkhead::config {

namespace {

// Far more than people write; each level parses its text again.
constexpr std::size_t kMostShells = 20;

bool IsNullDevice(const Redirection& redirection) {
  return redirection.target.Is("/dev/null");
}

// Follows the redirections in order: which of the two outputs get lost.
void ApplyRedirections(std::span<const Redirection> redirections,
                       bool& stdout_lost, bool& stderr_lost) {
  for (const Redirection& redirection : redirections) {
    bool lost = IsNullDevice(redirection);
    bool closes = redirection.target.Is("-");
    switch (redirection.op) {
      case RedirectOp::kOutput:
      case RedirectOp::kAppend:
      case RedirectOp::kClobber:
        if (redirection.fd == 2) stderr_lost = lost;
        if (redirection.fd == 1 || redirection.fd == -1) stdout_lost = lost;
        break;
      case RedirectOp::kOutputAll:
      case RedirectOp::kAppendAll:
        stdout_lost = stderr_lost = lost;
        break;
      case RedirectOp::kDupOutput:
        if (redirection.fd == 2) {
          stderr_lost = closes || (redirection.target.Is("1") && stdout_lost);
        } else if (redirection.target.Is("2")) {
          stdout_lost = stderr_lost;
        } else if (redirection.fd == -1 && lost) {
          stdout_lost = stderr_lost = true;
        }
        break;
      default:
        break;
    }
  }
}

bool IsTrue(const Node& node) {
  if (node.kind != NodeKind::kSimple || node.words.empty()) return false;
  const Word& name = node.words.front();
  return name.Is("true") || name.Is(":") || name.Is("/bin/true");
}

class Flattener {
 public:
  explicit Flattener(ShellBuilder& builder)
      : builder_(builder), variables_(builder) {
    constexpr std::size_t kUsualCommands = 16;
    builder_.data.commands.reserve(kUsualCommands);
    stack_.reserve(kUsualCommands);
  }

  void Run(const Node* root) {
    if (root == nullptr) return;
    PushNode(root, Command());
    while (!stack_.empty() && !builder_.given_up) {
      Item item = stack_.back();
      stack_.pop_back();
      if (item.node == nullptr) {
        variables_.Restore(item.mark);
      } else {
        if (item.scope) PushRestore();
        Visit(*item.node, item.context);
      }
    }
  }

 private:
  // A node to visit with its context, or (without node) the end of a scope.
  struct Item {
    const Node* node = nullptr;
    bool scope = false;  // what it sets is lost behind it
    std::size_t mark = 0;
    Command context;
  };

  void PushNode(const Node* node, const Command& context, bool scope = false) {
    stack_.push_back({.node = node, .scope = scope, .context = context});
  }
  void PushRestore() { stack_.push_back({.mark = variables_.Mark()}); }

  void Visit(const Node& node, Command context) {
    if (node.kind == NodeKind::kSimple || node.kind == NodeKind::kTest ||
        node.kind == NodeKind::kArithmetic) {
      return Emit(node, context);
    }
    switch (node.kind) {
      case NodeKind::kList:
        return VisitList(node, context);
      case NodeKind::kAndOr:
        return VisitAndOr(node, context);
      case NodeKind::kPipeline:
        return VisitPipeline(node, context);
      default:
        return VisitCompound(node, context);
    }
  }

  void VisitList(const Node& node, const Command& context) {
    std::size_t count = node.children.size();
    std::uint32_t chain = chains_;
    chains_ += static_cast<std::uint32_t>(count);
    for (std::size_t i = count; i-- > 0;) {
      const Node* child = node.children[i];
      Command c = context;
      bool background = child->terminator == Connector::kBackground;
      c.chain = chain + static_cast<std::uint32_t>(i);
      c.before = i > 0 ? node.children[i - 1]->terminator : Connector::kNone;
      c.after =
          i + 1 < count || background ? child->terminator : Connector::kNone;
      c.in_background = c.in_background || background;
      if (child->kind != NodeKind::kAndOr) StartElement(*child, c, 0, 1);
      PushNode(child, c, background);
    }
  }

  // `c` describes an element of an and-or list.
  void StartElement(const Node& node, Command& c, std::size_t position,
                    std::size_t size) {
    c.chain_position = static_cast<std::uint32_t>(position);
    c.chain_size = static_cast<std::uint32_t>(size);
    c.pipeline = pipelines_++;
    c.pipeline_position = 0;
    c.pipeline_size = 1;
    c.negated = node.negated;
  }

  void VisitAndOr(const Node& node, const Command& context) {
    std::size_t count = node.children.size();
    bool hidden = context.followed_by_or_true;
    for (std::size_t i = count; i-- > 0;) {
      const Node* child = node.children[i];
      Command c = context;
      StartElement(*child, c, i, count);
      if (i > 0) c.before = child->connector;
      if (i + 1 < count) c.after = node.children[i + 1]->connector;
      bool alternative = child->connector == Connector::kOr;
      c.in_conditional = c.in_conditional || alternative;
      c.followed_by_or_true = hidden;
      if (alternative && IsTrue(*child)) hidden = true;
      PushNode(child, c);
    }
  }

  void VisitPipeline(const Node& node, const Command& context) {
    std::size_t count = node.children.size();
    for (std::size_t i = count; i-- > 0;) {
      Command c = context;
      c.pipeline_position = static_cast<std::uint32_t>(i);
      c.pipeline_size = static_cast<std::uint32_t>(count);
      PushNode(node.children[i], c, true);
    }
  }

  void VisitCompound(const Node& node, Command context) {
    variables_.Evaluate(node);
    run_words_.clear();
    Command inner = context;
    ++inner.depth;
    ApplyRedirections(node.redirections, inner.stdout_silenced,
                      inner.stderr_silenced);
    bool subshell = node.kind == NodeKind::kSubshell;
    inner.in_subshell = inner.in_subshell || subshell;
    if (node.kind == NodeKind::kFunction) inner.in_function = true;
    for (std::size_t i = node.children.size(); i-- > 0;) {
      Command c = inner;
      SetBranch(node, i, c);
      PushNode(node.children[i], c, subshell);
    }
    PushScripts(node, context, context.parent);
  }

  // What a child of a compound command is to it.
  static void SetBranch(const Node& node, std::size_t i, Command& c) {
    switch (node.kind) {
      case NodeKind::kIf: {
        bool condition = i % 2 == 0 && i + 1 < node.children.size();
        c.is_condition = c.is_condition || condition;
        c.in_conditional = c.in_conditional || i > 0;
        break;
      }
      case NodeKind::kWhile:
      case NodeKind::kUntil:
        c.in_loop = true;
        c.is_condition = c.is_condition || i == 0;
        break;
      case NodeKind::kFor:
      case NodeKind::kArithmeticFor:
      case NodeKind::kSelect:
        c.in_loop = true;
        break;
      case NodeKind::kCaseItem:
        c.in_conditional = true;
        break;
      default:
        break;
    }
  }

  void Emit(const Node& node, const Command& context) {
    variables_.Evaluate(node);
    Command command = context;
    command.node = &node;
    command.assignments = node.assignments;
    command.redirections = node.redirections;
    command.range = node.range;
    command.words = FieldsOf(node);
    ApplyRedirections(node.redirections, command.stdout_silenced,
                      command.stderr_silenced);
    if (node.kind == NodeKind::kTest) AddName("[[", command);
    if (node.kind == NodeKind::kArithmetic) AddName("((", command);
    bool certain =
        !context.in_conditional && !context.in_loop && !context.in_function;
    std::int32_t index = Add(command);
    variables_.Apply(builder_.data.commands.back(), certain);
    std::vector<Item> later;
    run_words_.clear();
    AddNested(index, later);
    std::sort(run_words_.begin(), run_words_.end());
    for (std::size_t i = later.size(); i-- > 0;) {
      stack_.push_back(later[i]);
    }
    PushScripts(node, context, index);
  }

  std::int32_t Add(Command& command) {
    std::vector<Command>& commands = builder_.data.commands;
    command.index = static_cast<std::uint32_t>(commands.size());
    command.name = {};
    if (!command.words.empty() && command.words[0].known) {
      std::string_view raw = command.words[0].value;
      command.name = raw.substr(raw.rfind('/') + 1);
    }
    builder_.Count(1, command.range);
    commands.push_back(command);
    return static_cast<std::int32_t>(command.index);
  }

  // Words of the node; a copy where a variable has to be split.
  std::span<const Word> FieldsOf(const Node& node) {
    auto splits = [](const Word& word) {
      if (!word.known) return false;
      return std::any_of(word.pieces.begin(), word.pieces.end(),
                         [](const Piece& piece) {
                           return piece.kind == PieceKind::kParameter &&
                                  piece.quote == Quote::kNone;
                         });
    };
    if (variables_.empty() || node.kind != NodeKind::kSimple ||
        std::none_of(node.words.begin(), node.words.end(), splits)) {
      return node.words;
    }
    std::vector<Word> fields;
    for (const Word& word : node.words) {
      if (!splits(word)) {
        fields.push_back(word);
        continue;
      }
      std::vector<Word> parts =
          SplitFields(builder_, word, variables_.lookup());
      if (!builder_.Count(parts.size(), word.range)) break;
      fields.insert(fields.end(), parts.begin(), parts.end());
    }
    return builder_.data.arena.Copy(fields.data(), fields.size());
  }

  void AddName(std::string_view name, Command& command) {
    std::vector<Word> words(1);
    words[0].range = {command.range.begin,
                      std::min(command.range.begin + 2, command.range.end)};
    words[0].text = words[0].value = name;
    words[0].known = true;
    words.insert(words.end(), command.words.begin(), command.words.end());
    command.words = builder_.data.arena.Copy(words.data(), words.size());
  }

  // Commands that this one wraps follow it at once; scripts that it or they
  // run are put into `later`.
  void AddNested(std::int32_t index, std::vector<Item>& later) {
    while (!builder_.given_up) {
      const Command outer =
          builder_.data.commands[static_cast<std::size_t>(index)];
      if (outer.node->kind != NodeKind::kSimple) return;
      PushNestedScript(outer, later);
      std::span<const Word> words = WrappedWords(outer.words);
      if (words.empty() || outer.depth >= builder_.options.limits.max_depth) {
        return;
      }
      Command inner = outer;
      inner.words = words;
      inner.range = {words.front().range.begin, words.back().range.end};
      inner.nesting = Nesting::kWrapper;
      inner.parent = index;
      ++inner.depth;
      if (inner.range.end < inner.range.begin) inner.range = outer.range;
      index = Add(inner);
    }
  }

  void PushNestedScript(const Command& outer, std::vector<Item>& later) {
    std::vector<const Word*> words = NestedScript(outer);
    if (words.empty()) return;
    for (const Word* word : words) run_words_.push_back(word->text.data());
    if (ShellsAround(outer) >= kMostShells) {
      return builder_.AddError(
          outer.range,
          base::Format("more than {} shells within shells", kMostShells));
    }
    ShellText text = TextOfWords(builder_, words);
    Node* script = builder_.data.arena.New<Node>();
    builder_.Parse(text, outer.depth + 1, script);
    Command context = NestedContext(outer, outer.index);
    context.nesting = Nesting::kShell;
    later.push_back(
        {.node = script, .scope = outer.name != "eval", .context = context});
  }

  [[nodiscard]] std::size_t ShellsAround(const Command& inner) const {
    std::size_t count = 0;
    const Command* command = &inner;
    while (count < kMostShells) {
      if (command->nesting == Nesting::kShell) ++count;
      if (command->parent < 0) break;
      command =
          &builder_.data.commands[static_cast<std::size_t>(command->parent)];
    }
    return count;
  }

  static Command NestedContext(const Command& outer, std::uint32_t parent) {
    Command context = outer;
    context.words = {};
    context.assignments = {};
    context.redirections = {};
    context.node = nullptr;
    context.negated = false;
    context.parent = static_cast<std::int32_t>(parent);
    ++context.depth;
    return context;
  }

  // Scripts of substitutions in the words of a node.
  void PushScripts(const Node& node, const Command& context,
                   std::int32_t parent) {
    if (!builder_.has_expansions) return;
    std::vector<const Node*>& scripts = scripts_;
    std::vector<const Word*>& words = expanded_;
    scripts.clear();
    words.clear();
    auto add = [&](const Word& word) {
      // What a shell runs is walked as its script.
      bool runs = std::binary_search(run_words_.begin(), run_words_.end(),
                                     word.text.data());
      if (!runs && HasExpansion(word)) words.push_back(&word);
    };
    for (const Assignment& assignment : node.assignments) {
      add(assignment.value);
      for (const Word& word : assignment.elements) add(word);
    }
    for (const Word& word : node.words) add(word);
    for (const Redirection& redirection : node.redirections) {
      add(redirection.target);
      if (redirection.body != nullptr) add(*redirection.body);
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
      for (const Piece& piece : words[i]->pieces) {
        if (piece.script != nullptr) scripts.push_back(piece.script);
        if (piece.argument != nullptr) add(*piece.argument);
      }
    }
    if (scripts.empty()) return;
    Command inner = NestedContext(
        context, parent < 0 ? 0 : static_cast<std::uint32_t>(parent));
    inner.parent = parent;
    inner.nesting = Nesting::kSubstitution;
    inner.in_substitution = true;
    inner.stdout_silenced = false;
    for (std::size_t i = scripts.size(); i-- > 0;) {
      PushNode(scripts[i], inner, true);
    }
  }

  ShellBuilder& builder_;
  ShellVariables variables_;
  std::vector<Item> stack_;
  // Text of the words that a shell within the last command reads as a script.
  std::vector<const char*> run_words_;
  // Of PushScripts, kept for their memory.
  std::vector<const Node*> scripts_;
  std::vector<const Word*> expanded_;
  std::uint32_t chains_ = 0;
  std::uint32_t pipelines_ = 0;
};

}  // namespace

void ShellBuilder::Flatten() { Flattener(*this).Run(data.root); }

}  // namespace bulkhead::config
