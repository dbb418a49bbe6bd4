// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The part of script_edits.h that works on whole commands.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "check/dockerfile/command_place.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/span_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Connector;
using config::Node;
using config::NodeKind;
using config::PackageAction;
using config::TextRange;

bool IsOfIndex(PackageAction action) {
  return action == PackageAction::kUpdateIndex ||
         action == PackageAction::kClean;
}

// The command does nothing that counts without the others.
bool IsIdle(const Script& script, const Command& command) {
  if (command.IsAnyOf("set", "cd", "true", ":", "echo")) return true;
  for (const config::PackageOperation& operation : script.packages) {
    if (operation.command != &command) continue;
    return IsOfIndex(operation.action) || operation.verb == "autoremove";
  }
  bool removes = !script.cache_removals.empty() && command.Is("rm");
  return removes &&
         std::any_of(script.cache_removals.begin(), script.cache_removals.end(),
                     [&](const config::CacheRemoval& removal) {
                       return removal.command == &command;
                     });
}

bool Fetches(const Script& script) {
  return std::any_of(script.packages.begin(), script.packages.end(),
                     [](const config::PackageOperation& operation) {
                       return operation.action == PackageAction::kUpdateIndex;
                     });
}

// A later script installs by an index that only an earlier one fetches.
bool IsIndexNeededLater(const DockerfileContext& context,
                        const Script& script) {
  if (!Fetches(script)) return false;
  if (!IsFollowable(context)) return true;
  for (const Script& later : context.scripts) {
    if (later.index <= script.index || Fetches(later)) continue;
    for (const config::PackageOperation& operation : later.packages) {
      if (operation.action == PackageAction::kInstall) return true;
    }
  }
  return false;
}

bool OthersAreIdle(const Script& script, TextRange removed) {
  return std::all_of(script.shell.commands().begin(),
                     script.shell.commands().end(), [&](const Command& other) {
                       return Within(other.range, removed) ||
                              IsIdle(script, other);
                     });
}

// && or ; right behind or in front of a place of the script; empty: none.
TextRange OperatorBehind(std::string_view text, std::uint32_t at) {
  std::size_t begin = SkipBlanks(text, at);
  std::string_view rest = text.substr(begin);
  auto from = static_cast<std::uint32_t>(begin);
  if (rest.starts_with("&&")) return {from, from + 2};
  if (rest.starts_with(";") && !rest.starts_with(";;")) {
    return {from, from + 1};
  }
  return {from, from};
}

TextRange OperatorBefore(std::string_view text, std::uint32_t at) {
  std::size_t end = SkipBlanksBack(text, at);
  std::string_view head = text.substr(0, end);
  auto to = static_cast<std::uint32_t>(end);
  if (head.ends_with("&&")) return {to - 2, to};
  if (head.ends_with(";") && !head.ends_with(";;")) return {to - 1, to};
  return {to, to};
}

class CommandRemoval {
 public:
  CommandRemoval(const DockerfileContext& context, const Script& script)
      : context_(context), script_(script), style_(StyleOf(context, script)) {}

  Edits Remove(const Command& command) {
    if (!IsEditable(script_)) return {};
    std::optional<CommandPlace> place = PlaceOf(script_, command);
    if (!place) return {};
    // What runs when it fails goes as well.
    std::span<const Node* const> chain = ChainOf(*place);
    std::size_t first = place->position;
    std::size_t last = first;
    if (first > 0 && chain[first]->connector == Connector::kOr) return {};
    while (last + 1 < chain.size() &&
           chain[last + 1]->connector == Connector::kOr) {
      ++last;
    }
    for (std::size_t i = first; i <= last; ++i) {
      if (chain[i]->negated || chain[i]->timed) return {};
    }
    range_ = {chain[first]->range.begin, chain[last]->range.end};
    const Node* item = place->list->children[place->item];
    if (item->terminator == Connector::kBackground ||
        ReadsHereDoc(script_, range_)) {
      return {};
    }
    if (OthersAreIdle(script_, range_)) {
      if (!script_.is_run() || IsIndexNeededLater(context_, script_)) {
        return {};
      }
      return RemoveInstruction(context_, *script_.outer);
    }
    if (last - first + 1 < chain.size()) {
      return Cut(first > 0 ? chain[first - 1] : nullptr,
                 last + 1 < chain.size() ? chain[last + 1] : nullptr);
    }
    std::span<const Node* const> items = place->list->children;
    if (items.size() == 1) return {};
    return Cut(
        place->item > 0 ? items[place->item - 1] : nullptr,
        place->item + 1 < items.size() ? items[place->item + 1] : nullptr);
  }

 private:
  // The elements of the and-or list, or the only one.
  static std::span<const Node* const> ChainOf(const CommandPlace& place) {
    if (place.chain != nullptr) return place.chain->children;
    return place.list->children.subspan(place.item, 1);
  }

  model::Range InFile(std::uint32_t begin, std::uint32_t end) const {
    return script_.InFile({begin, end});
  }

  bool OnOneLine(std::uint32_t begin, std::uint32_t end) const {
    std::string_view text = context_.file.Text(InFile(begin, end));
    return !base::Contains(text, "\n");
  }

  Edits Span(std::uint32_t begin, std::uint32_t end) const {
    std::optional<model::Edit> edit =
        RemoveSpan(context_, InFile(begin, end), style_);
    if (!edit) return {};
    return {*edit};
  }

  // The first command goes and the comment behind it stays: what joins the next
  // command stands on that one's line.
  Edits CutBeforeComment(TextRange sign, const Node& next) const {
    if (!OnOneLine(sign.begin, next.range.begin + 1) ||
        OnOneLine(range_.begin, sign.end)) {
      return {};
    }
    model::Range command = InFile(range_.begin, range_.end);
    if (HoldsComment(context_, command)) return {};
    std::string_view file = context_.file.source->text();
    command.end = SkipBlanks(file, command.end);
    model::Range joint{InFile(sign.begin, sign.end).begin,
                       InFile(next.range.begin, next.range.begin + 1).begin};
    return {Replace(context_, command, ""), Replace(context_, joint, "")};
  }

  // Removes range_, which stands between two commands; one may be missing.
  Edits Cut(const Node* before, const Node* next) const {
    std::string_view text = script_.shell.text();
    TextRange ahead =
        before == nullptr ? TextRange{} : OperatorBefore(text, range_.begin);
    TextRange behind = OperatorBehind(text, range_.end);
    bool leading = !ahead.empty() && OnOneLine(ahead.begin, range_.begin + 1);
    if (leading) return Span(ahead.begin, range_.end);
    if (!behind.empty()) {
      if (before == nullptr && next != nullptr) {
        model::Range head = InFile(range_.begin, next->range.begin + 1);
        head.end = InFile(next->range.begin, next->range.begin + 1).begin;
        std::string_view file = context_.file.source->text();
        bool alone =
            SkipBlanks(file, LineBegin(file, head.begin)) >= head.begin;
        if (!alone && !HoldsComment(context_, head)) {
          return {Replace(context_, head, "")};
        }
      }
      if (before == nullptr && next != nullptr &&
          HoldsComment(context_, InFile(range_.begin, behind.end))) {
        return CutBeforeComment(behind, *next);
      }
      return Span(range_.begin, behind.end);
    }
    if (ahead.empty()) return Span(range_.begin, range_.end);
    model::Range tail = InFile(before->range.end - 1, range_.end);
    ++tail.begin;
    if (HoldsComment(context_, tail)) return {};
    return {Replace(context_, tail, "")};
  }

  const DockerfileContext& context_;
  const Script& script_;
  LineStyle style_;
  TextRange range_;
};

bool IsTrue(const Node& node) {
  if (node.kind != NodeKind::kSimple || node.words.size() != 1 ||
      node.negated || !node.redirections.empty()) {
    return false;
  }
  const config::Word& word = node.words[0];
  return word.Is("true") || word.Is(":") || word.Is("/bin/true");
}

// What stands behind it would never run.
bool EndsShell(const Script& script, TextRange range) {
  for (const Command& command : script.shell.commands()) {
    if (!Within(command.range, range) || command.in_conditional ||
        command.in_subshell || command.nesting != config::Nesting::kNone) {
      continue;
    }
    if (command.IsAnyOf("exit", "exec", "return")) return true;
  }
  return false;
}

// The last command of a script and what it follows.
struct Tail {
  const Node* element = nullptr;
  const Node* before = nullptr;  // null: it is the only one
  bool listed = false;  // one of a list that ends with the first failure
};

Tail TailOf(const Script& script) {
  std::span<const Node* const> items = script.shell.root()->children;
  Tail tail{.element = items.back()};
  if (tail.element->kind == NodeKind::kAndOr) {
    std::span<const Node* const> chain = tail.element->children;
    return {.element = chain.back(), .before = chain[chain.size() - 2]};
  }
  if (items.size() > 1) {
    tail.before = items[items.size() - 2];
    tail.listed = StopsOnError(script);
  }
  return tail;
}

// Behind the last word of a command: a comment may follow it. nullopt where
// that can't be told.
std::optional<std::uint32_t> ContentEnd(const Script& script,
                                        const Node& node) {
  std::string_view text = script.shell.text().substr(
      node.range.begin, node.range.end - node.range.begin);
  if (!base::Contains(text, "#")) return node.range.end;
  if (node.kind != NodeKind::kSimple) return std::nullopt;
  std::uint32_t end = node.range.begin;
  for (const config::Assignment& assignment : node.assignments) {
    end = std::max(end, assignment.range.end);
  }
  for (const config::Word& word : node.words) {
    end = std::max(end, word.range.end);
  }
  for (const config::Redirection& redirection : node.redirections) {
    end = std::max(end, redirection.range.end);
  }
  return end;
}

// What to put between the last command and a new one, as the commands in front
// are joined: on one line, with && at the end of lines or at their begin.
std::string Joint(const DockerfileContext& context, const Script& script,
                  const Tail& tail) {
  std::string_view file = context.file.source->text();
  std::string_view line = LineEndingOf(file);
  const LineStyle style = StyleOf(context, script);
  const model::Range here = script.InFile(tail.element->range);
  std::string_view indent = IndentOf(file, here.begin);
  std::string_view sign = tail.listed ? ";" : " &&";
  if (style.body && tail.listed) return base::Format("{}{}", line, indent);
  if (tail.before != nullptr) {
    model::Range between{script.InFile(tail.before->range).end, here.begin};
    std::string_view joint = context.file.Text(between);
    std::size_t newline = joint.find('\n');
    if (newline != std::string_view::npos) {
      std::string_view head = joint.substr(0, newline);
      bool trailing = base::Contains(head, "&&") || base::Contains(head, ";");
      if (style.body && !trailing) return " && ";
      if (!trailing && !tail.listed) {
        return base::Format(" {}{}{}&& ", style.escape, line, indent);
      }
      return base::Format("{} {}{}{}", sign, style.escape, line, indent);
    }
  }
  if (!base::Contains(context.file.Text(here), "\n")) {
    return base::Format("{} ", sign);
  }
  indent = IndentOf(file, NextLine(file, here.begin));
  if (indent.empty()) indent = "    ";
  return base::Format(" {}{}{}&& ", style.escape, line, indent);
}

}  // namespace

Edits RemoveCommand(const DockerfileContext& context, const Script& script,
                    const Command& command) {
  return CommandRemoval(context, script).Remove(command);
}

Edits RemoveOrTrue(const DockerfileContext& context, const Script& script,
                   const Command& command) {
  if (!IsEditable(script)) return {};
  std::optional<CommandPlace> place = PlaceOf(script, command);
  if (!place || place->chain == nullptr) return {};
  std::span<const Node* const> chain = place->chain->children;
  std::size_t next = place->position + 1;
  while (next < chain.size() && chain[next]->connector == Connector::kAnd) {
    ++next;
  }
  if (next >= chain.size() || !IsTrue(*chain[next])) return {};
  TextRange before = chain[next - 1]->range;
  std::string_view text = script.shell.text();
  if (!text.substr(SkipBlanks(text, before.end)).starts_with("||")) return {};
  if (next == place->position + 1 && !command.redirections.empty()) {
    // What hides its errors goes as well, where that stands last.
    const config::Redirection& last = command.redirections.back();
    bool hides = last.fd == 2 && last.op == config::RedirectOp::kOutput &&
                 last.target.Is("/dev/null") && last.range.end == before.end;
    if (hides) {
      before.end =
          static_cast<std::uint32_t>(SkipBlanksBack(text, last.range.begin));
    }
  }
  model::Range tail = script.InFile({before.end - 1, chain[next]->range.end});
  ++tail.begin;
  if (HoldsComment(context, tail)) return {};
  return {Replace(context, tail, "")};
}

bool SetsErrexit(const Command& command) {
  if (!command.Is("set")) return false;
  return std::any_of(
      command.args().begin(), command.args().end(),
      [](const config::Word& word) {
        return word.value == "errexit" ||
               (word.value.starts_with('-') && base::Contains(word.value, "e"));
      });
}

bool ShellStopsOnError(const Script& script) {
  for (const std::string& word : script.shell_words) {
    if (word == "errexit") return true;
    if (word.size() > 1 && word[0] == '-' && word[1] != '-' &&
        base::Contains(word, "e")) {
      return true;
    }
  }
  std::string_view text = script.shell.text();
  std::string_view line = text.substr(0, text.find('\n'));
  return line.starts_with("#!") && base::Contains(line, " -e");
}

bool StopsOnError(const Script& script) {
  return ShellStopsOnError(script) ||
         (!script.shell.commands().empty() &&
          SetsErrexit(script.shell.commands().front()));
}

Edits AppendCommand(const DockerfileContext& context, const Script& script,
                    std::string_view text) {
  if (!IsEditable(script) || script.shell.root()->children.empty()) return {};
  const Node* last = script.shell.root()->children.back();
  if (last->terminator == Connector::kBackground ||
      last->kind == NodeKind::kFunction || ReadsHereDoc(script, last->range) ||
      EndsShell(script, last->range)) {
    return {};
  }
  const Tail tail = TailOf(script);
  std::optional<std::uint32_t> end = ContentEnd(script, *tail.element);
  if (!end) return {};
  return {InsertAt(context, script.InFile({*end - 1, *end}).end,
                   Joint(context, script, tail) + std::string(text))};
}

}  // namespace bulkhead::check
