// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The part of script_edits.h that changes how commands follow each other.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "check/dockerfile/command_place.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/span_edits.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Connector;
using config::Node;
using config::NodeKind;

// The first command of the node, which is no compound.
const Node* FirstSimple(const Node& node) {
  const Node* at = &node;
  while (at->kind == NodeKind::kAndOr || at->kind == NodeKind::kPipeline) {
    at = at->children.front();
  }
  return at->kind == NodeKind::kSimple ? at : nullptr;
}

// `[ -f x ] && rm x`: that it fails says nothing.
bool AsksAQuestion(const Node& item) {
  if (item.kind == NodeKind::kTest || item.negated) return true;
  if (item.kind == NodeKind::kAndOr &&
      item.children.front()->kind == NodeKind::kTest) {
    return true;
  }
  const Node* first = FirstSimple(item);
  if (first == nullptr || first->words.empty()) return false;
  std::string_view name = first->words.front().value;
  name = name.substr(name.rfind('/') + 1);
  for (std::string_view question :
       {"[", "test", "which", "command", "type", "hash", "grep", "egrep", "id",
        "getent", "diff", "cmp", "pgrep", "let", "expr", "find", "ls"}) {
    if (name == question) return true;
  }
  return false;
}

// `a || b` must keep its own reach.
bool HasAlternative(const Node& item) {
  if (item.kind != NodeKind::kAndOr) return false;
  return std::any_of(
      item.children.begin(), item.children.end(),
      [](const Node* child) { return child->connector == Connector::kOr; });
}

// ";" between two items becomes "&&".
std::optional<model::Edit> AndInstead(const DockerfileContext& context,
                                      const Script& script, const Node& item,
                                      const Node& next) {
  std::string_view text = script.shell.text();
  std::size_t at = SkipBlanks(text, item.range.end);
  if (at >= text.size() || text[at] != ';' || at >= next.range.begin) {
    return std::nullopt;
  }
  auto place = static_cast<std::uint32_t>(at);
  model::Range range = script.InFile({place, place + 1});
  if (context.file.Text(range) != ";") return std::nullopt;
  bool blank_before = at > item.range.end;
  bool blank_behind = at + 1 < text.size() && base::IsSpace(text[at + 1]);
  return Replace(
      context, range,
      base::Format("{}&&{}", blank_before ? "" : " ", blank_behind ? "" : " "));
}

// The line "set -e" at the begin of a here document's script.
Edits SetErrexit(const DockerfileContext& context, const Script& script) {
  std::string_view file = context.file.source->text();
  std::size_t at = script.InFile({0, 1}).begin;
  if (script.shell.text().starts_with("#!")) at = NextLine(file, at);
  std::string_view indent = IndentOf(file, at);
  if (LineBegin(file, at) != at) return {};
  return {InsertAt(context, at,
                   base::Format("{}set -e{}", indent, LineEndingOf(file)))};
}

}  // namespace

Edits StopAtFailures(const DockerfileContext& context, const Script& script,
                     const Command& command) {
  if (!IsEditable(script)) return {};
  std::optional<CommandPlace> place = PlaceOf(script, command);
  if (!place) return {};
  std::span<const Node* const> items = place->list->children;
  Edits edits;
  for (std::size_t i = 0; i + 1 < items.size(); ++i) {
    const Node& item = *items[i];
    if (item.terminator != Connector::kSequence || AsksAQuestion(item) ||
        item.kind == NodeKind::kFunction || (i > 0 && HasAlternative(item))) {
      return {};
    }
    std::optional<model::Edit> edit =
        AndInstead(context, script, item, *items[i + 1]);
    if (edit) {
      edits.push_back(std::move(*edit));
      continue;
    }
    if (!StyleOf(context, script).body) return {};
    return SetErrexit(context, script);
  }
  if (!edits.empty() && HasAlternative(*items.back())) return {};
  return edits;
}

Edits InsertCommand(const DockerfileContext& context, const Script& script,
                    const Command& before, std::string_view text) {
  if (!IsEditable(script)) return {};
  std::optional<CommandPlace> place = PlaceOf(script, before);
  if (!place || place->element->negated || place->element->timed ||
      place->list->children[place->item]->terminator ==
          Connector::kBackground) {
    return {};
  }
  if (place->chain != nullptr) {
    for (std::size_t i = 0; i <= place->position; ++i) {
      if (place->chain->children[i]->connector == Connector::kOr) return {};
    }
    // a && (b || c): the new one belongs in front of both.
    std::size_t next = place->position + 1;
    if (next < place->chain->children.size() && place->position == 0 &&
        place->chain->children[next]->connector == Connector::kOr) {
      return {};
    }
  }
  std::string_view file = context.file.source->text();
  const LineStyle style = StyleOf(context, script);
  std::size_t at = script.InFile(place->element->range).begin;
  std::string_view line = LineEndingOf(file);
  std::size_t begin = LineBegin(file, at);
  std::string_view head = file.substr(begin, at - begin);
  std::string_view indent = IndentOf(file, at);
  if (indent.size() == head.size() && !style.body) {  // alone on its line
    return {InsertAt(
        context, at,
        base::Format("{} && {}{}{}", text, style.escape, line, indent))};
  }
  if (base::Trim(head) == "&&") {
    return {InsertAt(
        context, at,
        base::Format("{} {}{}{}&& ", text, style.escape, line, indent))};
  }
  return {InsertAt(context, at, base::Format("{} && ", text))};
}

}  // namespace bulkhead::check
