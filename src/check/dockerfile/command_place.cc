// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/command_place.h"

namespace bulkhead::check {

using config::Command;
using config::Node;
using config::NodeKind;
using config::TextRange;

std::optional<CommandPlace> PlaceOf(const Script& script,
                                    const Command& command) {
  CommandPlace place;
  const Node* at = script.shell.root();
  while (at != nullptr && at != command.node) {
    const Node* next = nullptr;
    for (std::size_t i = 0; i < at->children.size() && next == nullptr; ++i) {
      const Node* child = at->children[i];
      if (child->range.begin > command.range.begin ||
          child->range.end < command.range.end) {
        continue;
      }
      next = child;
      if (at->kind == NodeKind::kList) {
        place = {.list = at, .item = i, .element = child};
      } else if (at->kind == NodeKind::kAndOr) {
        place.chain = at;
        place.position = i;
        place.element = child;
      }
    }
    at = next;
  }
  if (at == nullptr || place.element == nullptr) return std::nullopt;
  return place;
}

bool IsEditable(const Script& script) {
  // Edits look at all commands of the script; no honest one has more.
  constexpr std::size_t kMostCommands = 1000;
  if (script.shell.commands().size() > kMostCommands) return false;
  if (script.exec_form || !script.shell.ok() || script.map == nullptr ||
      script.shell.root() == nullptr) {
    return false;
  }
  const config::RunArgs* run = script.instruction->run();
  bool body = run != nullptr && run->script_is_heredoc;
  return body || script.instruction->heredocs.empty();
}

bool Within(TextRange inner, TextRange outer) {
  return inner.begin >= outer.begin && inner.end <= outer.end;
}

bool ReadsHereDoc(const Script& script, TextRange range) {
  for (const Command& command : script.shell.commands()) {
    if (!Within(command.range, range)) continue;
    for (const config::Redirection& redirection : command.redirections) {
      if (redirection.op == config::RedirectOp::kHereDoc) return true;
    }
  }
  return false;
}

}  // namespace bulkhead::check
