// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The tree as text. With its own stack of what is still to be written: nodes,
// words and plain text.
#include <string>
#include <variant>
#include <vector>

#include "config/shell/builder.h"

namespace bulkhead::config {

namespace {

using Item = std::variant<std::string, const Node*, const Word*>;
using Items = std::vector<Item>;

std::string_view NameOf(NodeKind kind) {
  switch (kind) {
    case NodeKind::kList:
      return "list";
    case NodeKind::kAndOr:
      return "and-or";
    case NodeKind::kPipeline:
      return "pipe";
    case NodeKind::kSimple:
      return "cmd";
    case NodeKind::kGroup:
      return "group";
    case NodeKind::kSubshell:
      return "subshell";
    case NodeKind::kIf:
      return "if";
    case NodeKind::kFor:
      return "for";
    case NodeKind::kArithmeticFor:
      return "arithmetic-for";
    case NodeKind::kSelect:
      return "select";
    case NodeKind::kWhile:
      return "while";
    case NodeKind::kUntil:
      return "until";
    case NodeKind::kCase:
      return "case";
    case NodeKind::kCaseItem:
      return "item";
    case NodeKind::kFunction:
      return "function";
    case NodeKind::kTest:
      return "test";
    case NodeKind::kArithmetic:
      return "arithmetic";
  }
  return "?";
}

std::string_view SignOf(Connector connector) {
  switch (connector) {
    case Connector::kNone:
      return "";
    case Connector::kAnd:
      return " &&";
    case Connector::kOr:
      return " ||";
    case Connector::kSequence:
      return " ;";
    case Connector::kBackground:
      return " &";
    case Connector::kPipe:
      return " |";
    case Connector::kPipeAll:
      return " |&";
  }
  return "";
}

std::string_view SignOf(RedirectOp op) {
  constexpr std::string_view kSigns[] = {"<",  ">",  ">>",  ">|", "<>", "<&",
                                         ">&", "&>", "&>>", "<<", "<<<"};
  return kSigns[static_cast<std::size_t>(op)];
}

void AddPiece(const Piece& piece, Items& out) {
  std::string dquote = piece.quote == Quote::kDouble ? "\"" : "";
  switch (piece.kind) {
    case PieceKind::kLiteral:
      if (piece.quote == Quote::kSingle) dquote = "'";
      if (piece.quote == Quote::kAnsi) dquote = "$'";
      if (piece.quote == Quote::kBackslash) dquote = "\\";
      out.push_back(dquote + std::string(piece.text) +
                    (dquote == "\\" ? "" : dquote.substr(dquote.size() / 2)));
      return;
    case PieceKind::kGlob:
      out.push_back("glob:" + std::string(piece.text));
      return;
    case PieceKind::kParameter:
      out.push_back(dquote + "${" + std::string(piece.text));
      if (!piece.op.empty()) out.push_back(" " + std::string(piece.op));
      if (piece.argument != nullptr) {
        out.push_back(std::string(" "));
        out.push_back(piece.argument);
      }
      out.push_back("}" + dquote);
      return;
    case PieceKind::kArithmetic:
      out.push_back(dquote + "((" + std::string(piece.text) + "))" + dquote);
      return;
    case PieceKind::kCommand:
    case PieceKind::kProcess:
      out.push_back(dquote + (piece.op.empty() ? "$" : std::string(piece.op)));
      out.push_back(piece.script);
      if (!dquote.empty()) out.push_back(dquote);
      return;
  }
}

void AddWord(const Word& word, Items& out) {
  bool plain =
      word.pieces.empty() ||
      (word.pieces.size() == 1 && word.pieces[0].kind == PieceKind::kLiteral &&
       word.pieces[0].quote == Quote::kNone);
  if (plain) {
    out.push_back(word.value.empty() ? std::string("_")
                                     : std::string(word.value));
    return;
  }
  if (word.pieces.size() == 1) return AddPiece(word.pieces[0], out);
  out.push_back(std::string("["));
  for (std::size_t i = 0; i < word.pieces.size(); ++i) {
    if (i > 0) out.push_back(std::string(" "));
    AddPiece(word.pieces[i], out);
  }
  out.push_back(std::string("]"));
}

void AddParts(const Node& node, Items& out) {
  for (const Assignment& assignment : node.assignments) {
    std::string text = " " + std::string(assignment.name);
    if (!assignment.subscript.empty()) {
      text += "[" + std::string(assignment.subscript) + "]";
    }
    out.push_back(text + (assignment.append ? "+=" : "="));
    if (!assignment.is_array) {
      out.push_back(&assignment.value);
      continue;
    }
    out.push_back(std::string("("));
    for (const Word& word : assignment.elements) {
      out.push_back(std::string(" "));
      out.push_back(&word);
    }
    out.push_back(std::string(")"));
  }
  for (const Word& word : node.words) {
    out.push_back(std::string(" "));
    out.push_back(&word);
  }
}

void AddRedirections(const Node& node, Items& out) {
  for (const Redirection& redirection : node.redirections) {
    std::string text = " ";
    if (redirection.fd >= 0) text += std::to_string(redirection.fd);
    if (!redirection.fd_variable.empty()) {
      text += "{" + std::string(redirection.fd_variable) + "}";
    }
    text += SignOf(redirection.op);
    if (redirection.strip_tabs) text += "-";
    out.push_back(text);
    out.push_back(&redirection.target);
    if (redirection.body == nullptr) continue;
    out.push_back(std::string(" <body:"));
    out.push_back(redirection.body);
    out.push_back(std::string(">"));
  }
}

void AddNode(const Node& node, Items& out) {
  std::string head = "(";
  if (node.negated) head += "! ";
  if (node.timed) head += "time ";
  out.push_back(head + std::string(NameOf(node.kind)));
  if (!node.text.empty()) out.push_back(" \"" + std::string(node.text) + "\"");
  AddParts(node, out);
  bool joined =
      node.kind == NodeKind::kAndOr || node.kind == NodeKind::kPipeline;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const Node* child = node.children[i];
    if (joined && i > 0) out.push_back(std::string(SignOf(child->connector)));
    out.push_back(std::string(" "));
    out.push_back(child);
    if (node.kind == NodeKind::kList) {
      out.push_back(std::string(SignOf(child->terminator)));
    }
  }
  AddRedirections(node, out);
  out.push_back(std::string(")"));
}

}  // namespace

std::string DumpShell(const ShellScript& script) {
  if (script.root() == nullptr) return "(not assessed)";
  std::string out;
  Items stack = {script.root()};
  while (!stack.empty()) {
    Item item = std::move(stack.back());
    stack.pop_back();
    if (const std::string* text = std::get_if<std::string>(&item)) {
      out += *text;
      continue;
    }
    Items parts;
    if (const Node* const* node = std::get_if<const Node*>(&item)) {
      if (*node != nullptr) AddNode(**node, parts);
    } else if (const Word* const* word = std::get_if<const Word*>(&item)) {
      AddWord(**word, parts);
    }
    for (std::size_t i = parts.size(); i-- > 0;) {
      stack.push_back(std::move(parts[i]));
    }
  }
  return out;
}

}  // namespace bulkhead::config
