// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Lists, and-or lists and pipelines: three levels of the grammar in one frame.
// Its nodes on the stack are those of the list, then those of the open and-or
// list from `and_or`, then those of the open pipeline from `pipeline`.
#include "base/text.h"
#include "config/shell/parser.h"

namespace bulkhead::config {

namespace {

enum ListState : std::uint8_t { kExpectCommand, kHaveCommand };

unsigned EndOf(Reserved reserved) {
  switch (reserved) {
    case Reserved::kCloseBrace:
      return kEndBrace;
    case Reserved::kThen:
      return kEndThen;
    case Reserved::kElif:
    case Reserved::kElse:
    case Reserved::kFi:
      return kEndElse;
    case Reserved::kDo:
      return kEndDo;
    case Reserved::kDone:
      return kEndDone;
    case Reserved::kEsac:
      return kEndCase;
    default:
      return 0;
  }
}

// The list goes on behind && || | and in front of the end it is incomplete.
bool IsOpen(Connector connector) {
  return connector != Connector::kNone && connector != Connector::kSequence &&
         connector != Connector::kBackground;
}

std::string_view Sign(Connector connector) {
  switch (connector) {
    case Connector::kAnd:
      return "&&";
    case Connector::kOr:
      return "||";
    case Connector::kPipe:
      return "|";
    case Connector::kPipeAll:
      return "|&";
    case Connector::kBackground:
      return "&";
    default:
      return ";";
  }
}

}  // namespace

void ShellParser::StepList() {
  Frame& frame = Top();
  if (frame.state == kHaveCommand) {
    frame.state = kExpectCommand;
    // Every command of a pipeline but the first knows what joins it.
    node_result_->connector = frame.pipe;
    frame.pipe = Connector::kNone;
    stacks_.nodes.push_back(node_result_);
    ReadConnector();
  }
  ExpectCommand();
}

void ShellParser::ExpectCommand() {
  while (true) {
    SkipSpace();
    if (AtEnd()) return FinishList();
    Frame& frame = Top();
    char c = text_[pos_];
    if (c == ')') {
      if ((frame.ends & kEndParenthesis) != 0) return FinishList();
      Unexpected(1);
      continue;
    }
    if (c == ';') {
      bool item = Peek(1) == ';' || Peek(1) == '&';
      if (item && (frame.ends & kEndCase) != 0) return FinishList();
      Unexpected(item ? 2 : 1);
      continue;
    }
    if (c == '|' || (c == '&' && Peek(1) != '>')) {
      Unexpected(Peek(1) == c ? 2 : 1);
      continue;
    }
    Reserved reserved = PeekReserved();
    if (reserved != Reserved::kNone && AtListEnd(reserved)) return FinishList();
    if (reserved == Reserved::kBang || reserved == Reserved::kTime ||
        reserved == Reserved::kCoproc) {
      pos_ += ReservedName(reserved).size();
      if (reserved == Reserved::kBang) frame.negated = !frame.negated;
      if (reserved == Reserved::kTime) {
        frame.timed = true;
        SkipBlanks();
        if (LooksAt("-p") && EndsWordAt(pos_ + 2)) pos_ += 2;
      }
      continue;
    }
    if (EndOf(reserved) != 0) {
      Unexpected(ReservedName(reserved).size());
      SkipBlanks();
      if (Peek() == ';' && Peek(1) != ';' && Peek(1) != '&') ++pos_;
      continue;
    }
    frame.state = kHaveCommand;
    return StartCommand(reserved);
  }
}

bool ShellParser::AtListEnd(Reserved reserved) {
  return (Top().ends & EndOf(reserved)) != 0;
}

void ShellParser::Unexpected(std::size_t length) {
  Error(pos_, pos_ + length,
        base::Format("unexpected {}", text_.substr(pos_, length)));
  pos_ += length;
}

// Between two commands. Leaves the frame where a command is expected.
void ShellParser::ReadConnector() {
  SkipBlanks();
  Frame& frame = Top();
  char c = Peek();
  if (c == '|' && Peek(1) != '|') {
    frame.pipe = Peek(1) == '&' ? Connector::kPipeAll : Connector::kPipe;
    pos_ += frame.pipe == Connector::kPipeAll ? 2 : 1;
    return;
  }
  if ((c == '|' || c == '&') && Peek(1) == c) {
    ClosePipeline();
    Top().connector = c == '|' ? Connector::kOr : Connector::kAnd;
    pos_ += 2;
    return;
  }
  if (c == '&') {
    ++pos_;
    return CloseAndOr(Connector::kBackground);
  }
  if (c == ';' && Peek(1) != ';' && Peek(1) != '&') {
    ++pos_;
    return CloseAndOr(Connector::kSequence);
  }
  if (c == '\n') {
    ReadNewline();
    return CloseAndOr(Connector::kSequence);
  }
  CloseAndOr(Connector::kNone);
  if (AtEnd() || c == ')' || c == ';') return;
  if (EndOf(PeekReserved()) != 0) return;
  Error(pos_, pos_ + 1, "expected ; or a newline before this command");
}

void ShellParser::ClosePipeline() {
  Frame& frame = Top();
  std::size_t count = stacks_.nodes.size() - frame.pipeline;
  if (count == 0) return;
  const Node* const* first = stacks_.nodes.data() + frame.pipeline;
  Node* node = nullptr;
  if (count == 1) {
    // Nodes on the stack were made by this parser, none is const.
    node = const_cast<Node*>(*first);
  } else {
    node = NewNode(NodeKind::kPipeline, 0, 0);
    node->range = {first[0]->range.begin, first[count - 1]->range.end};
    node->children = arena_.Copy(first, count);
  }
  node->negated = node->negated || frame.negated;
  node->timed = node->timed || frame.timed;
  node->connector = frame.connector;
  frame.negated = frame.timed = false;
  frame.connector = Connector::kNone;
  stacks_.nodes.resize(frame.pipeline);
  stacks_.nodes.push_back(node);
  frame.pipeline = static_cast<std::uint32_t>(stacks_.nodes.size());
}

void ShellParser::CloseAndOr(Connector terminator) {
  ClosePipeline();
  Frame& frame = Top();
  std::size_t count = stacks_.nodes.size() - frame.and_or;
  if (count == 0) return;
  const Node* const* first = stacks_.nodes.data() + frame.and_or;
  Node* node = nullptr;
  if (count == 1) {
    node = const_cast<Node*>(*first);
  } else {
    node = NewNode(NodeKind::kAndOr, 0, 0);
    node->range = {first[0]->range.begin, first[count - 1]->range.end};
    node->children = arena_.Copy(first, count);
  }
  node->terminator = terminator;
  stacks_.nodes.resize(frame.and_or);
  stacks_.nodes.push_back(node);
  frame.and_or = frame.pipeline =
      static_cast<std::uint32_t>(stacks_.nodes.size());
}

void ShellParser::FinishList() {
  const Frame& frame = Top();
  Connector open =
      frame.pipe != Connector::kNone ? frame.pipe : frame.connector;
  if (IsOpen(open)) {
    Error(pos_, pos_, base::Format("expected a command after {}", Sign(open)));
  }
  CloseAndOr(Connector::kNone);
  FinishNode(NodeKind::kList);
}

void ShellParser::StartCommand(Reserved reserved) {
  std::size_t begin = pos_;
  if (Peek() == '(') {
    bool arithmetic =
        Peek(1) == '(' && FindArithmeticEnd(pos_ + 2) != std::string_view::npos;
    FrameKind kind = arithmetic ? FrameKind::kArithmetic : FrameKind::kGroup;
    Push(kind, begin).node = NodeKind::kSubshell;
    return;
  }
  switch (reserved) {
    case Reserved::kOpenBrace:
      Push(FrameKind::kGroup, begin).node = NodeKind::kGroup;
      break;
    case Reserved::kIf:
      Push(FrameKind::kIf, begin);
      break;
    case Reserved::kWhile:
      Push(FrameKind::kLoop, begin).node = NodeKind::kWhile;
      break;
    case Reserved::kUntil:
      Push(FrameKind::kLoop, begin).node = NodeKind::kUntil;
      break;
    case Reserved::kFor:
      Push(FrameKind::kFor, begin).node = NodeKind::kFor;
      break;
    case Reserved::kSelect:
      Push(FrameKind::kFor, begin).node = NodeKind::kSelect;
      break;
    case Reserved::kCase:
      Push(FrameKind::kCase, begin);
      break;
    case Reserved::kFunction:
      Push(FrameKind::kFunction, begin);
      break;
    case Reserved::kTest:
      Push(FrameKind::kTest, begin);
      break;
    default:
      Push(FrameKind::kSimple, begin);
      return;
  }
  pos_ += ReservedName(reserved).size();
}

}  // namespace bulkhead::config
