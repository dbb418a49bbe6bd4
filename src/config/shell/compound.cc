// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Compound commands: POSIX XCU 2.9.4, with select, [[ ]] and (( )) of bash.
#include <string>

#include "base/text.h"
#include "config/shell/parser.h"

namespace bulkhead::config {

namespace {

// State of every compound command whose end has been read.
constexpr std::uint8_t kRedirections = 100;

}  // namespace

// Records that a part is not there; the command ends here.
void ShellParser::Missing(std::string_view what) {
  const Frame& frame = Top();
  std::size_t end = frame.begin + 1;
  while (!EndsWordAt(end)) ++end;
  std::string_view opening = text_.substr(frame.begin, end - frame.begin);
  if (frame.kind == FrameKind::kGroup) opening = opening.substr(0, 1);
  Error(frame.begin, frame.begin + opening.size(),
        base::Format("expected {} for this {}", what, opening));
  Top().state = kRedirections;
}

// Redirections behind a compound command, then it is complete.
void ShellParser::StepRedirections() {
  AcceptWord();
  while (true) {
    SkipBlanks();
    std::size_t before = pos_;
    if (StartRedirection()) return;
    if (pos_ == before) break;
  }
  const Frame& frame = Top();
  NodeKind kind = frame.node;
  switch (frame.kind) {
    case FrameKind::kIf:
      kind = NodeKind::kIf;
      break;
    case FrameKind::kCase:
      kind = NodeKind::kCase;
      break;
    case FrameKind::kTest:
      kind = NodeKind::kTest;
      break;
    case FrameKind::kArithmetic:
      kind = NodeKind::kArithmetic;
      break;
    default:
      break;
  }
  FinishNode(kind);
}

void ShellParser::StepGroup() {
  Frame& frame = Top();
  bool brace = frame.node == NodeKind::kGroup;
  if (frame.state == kRedirections) return StepRedirections();
  if (frame.state == 0) {
    frame.state = 1;
    if (!brace) ++pos_;
    return PushList(brace ? kEndBrace : kEndParenthesis, true);
  }
  stacks_.nodes.push_back(node_result_);
  if (Peek() != (brace ? '}' : ')')) return Missing(brace ? "}" : ")");
  ++pos_;
  frame.state = kRedirections;
}

void ShellParser::StepIf() {
  enum State : std::uint8_t { kStart, kCondition, kBody, kElse };
  Frame& frame = Top();
  if (frame.state == kRedirections) return StepRedirections();
  if (frame.state != kStart) stacks_.nodes.push_back(node_result_);
  switch (frame.state) {
    case kStart:
      break;
    case kCondition:
      if (!ConsumeReserved(Reserved::kThen)) return Missing("then");
      frame.state = kBody;
      return PushList(kEndElse, true);
    case kBody:
      if (ConsumeReserved(Reserved::kElif)) break;
      if (ConsumeReserved(Reserved::kElse)) {
        frame.state = kElse;
        return PushList(kEndElse, true);
      }
      [[fallthrough]];
    default:
      if (!ConsumeReserved(Reserved::kFi)) return Missing("fi");
      frame.state = kRedirections;
      return;
  }
  frame.state = kCondition;
  PushList(kEndThen, true);
}

void ShellParser::StepLoop() {
  enum State : std::uint8_t { kStart, kCondition, kBody };
  Frame& frame = Top();
  if (frame.state == kRedirections) return StepRedirections();
  if (frame.state == kStart) {
    frame.state = kCondition;
    return PushList(kEndDo, true);
  }
  stacks_.nodes.push_back(node_result_);
  if (frame.state == kCondition) {
    if (!ConsumeReserved(Reserved::kDo)) return Missing("do");
    frame.state = kBody;
    return PushList(kEndDone, true);
  }
  if (!ConsumeReserved(Reserved::kDone)) return Missing("done");
  frame.state = kRedirections;
}

void ShellParser::StepFor() {
  enum State : std::uint8_t { kStart, kWords, kDo, kBody, kBraceBody };
  Frame& frame = Top();
  switch (frame.state) {
    case kRedirections:
      return StepRedirections();
    case kStart:
      return StartForHead();
    case kWords: {
      if (frame.await != Await::kNone) AcceptWord();
      SkipBlanks();
      bool process = (Peek() == '<' || Peek() == '>') && Peek(1) == '(';
      if (!AtEnd() && (process || !HasClass(Peek(), kCharEnd))) {
        return PushWord(WordMode::kPlain, Await::kArgument);
      }
      frame.state = kDo;
      return;
    }
    case kDo: {
      frame.await = Await::kNone;
      SkipBlanks();
      if (Peek() == ';') ++pos_;
      SkipSpace();
      if (ConsumeReserved(Reserved::kOpenBrace)) {
        frame.state = kBraceBody;
        return PushList(kEndBrace, true);
      }
      if (!ConsumeReserved(Reserved::kDo)) return Missing("do");
      frame.state = kBody;
      return PushList(kEndDone, true);
    }
    default:
      break;
  }
  stacks_.nodes.push_back(node_result_);
  bool brace = frame.state == kBraceBody;
  Reserved end = brace ? Reserved::kCloseBrace : Reserved::kDone;
  if (!ConsumeReserved(end)) return Missing(ReservedName(end));
  frame.state = kRedirections;
}

// name [in], or (( a; b; c )).
void ShellParser::StartForHead() {
  Frame& frame = Top();
  SkipBlanks();
  if (LooksAt("((")) {
    std::size_t end = FindArithmeticEnd(pos_ + 2);
    if (end == std::string_view::npos) return Missing("))");
    frame.node = NodeKind::kArithmeticFor;
    frame.text = text_.substr(pos_ + 2, end - pos_ - 2);
    frame.state = 2;
    pos_ = end + 2;
    return;
  }
  std::size_t begin = pos_;
  while (base::IsNameChar(Peek())) ++pos_;
  if (pos_ == begin) return Missing("a variable's name");
  Word name;
  name.range = source_.Range(begin, pos_);
  name.text = name.value = name.known_prefix = name.known_suffix =
      text_.substr(begin, pos_ - begin);
  name.known = true;
  stacks_.words.push_back(name);
  builder_.repeated.insert(name.value);
  SkipSpace();
  frame.state = ConsumeReserved(Reserved::kIn) ? 1 : 2;
}

void ShellParser::StepCase() {
  enum State : std::uint8_t { kSubject = 0, kItems = 2, kPatterns, kBody };
  Frame& frame = Top();
  switch (frame.state) {
    case kRedirections:
      return StepRedirections();
    case kItems:
      if (StartCaseItem()) return;
      return;
    case kPatterns:
      AcceptWord();
      SkipBlanks();
      if (Peek() == '|') {
        ++pos_;
        SkipBlanks();
        return PushWord(WordMode::kPlain, Await::kArgument);
      }
      if (Peek() != ')') return Missing(")");
      ++pos_;
      frame.state = kBody;
      return PushList(kEndCase, true);
    case kBody:
      return FinishCaseItem();
    default:
      return StepCaseHead();
  }
}

void ShellParser::StepCaseHead() {
  Frame& frame = Top();
  if (frame.state == 0) {
    frame.state = 1;
    SkipBlanks();
    return PushWord(WordMode::kPlain, Await::kArgument);
  }
  AcceptWord();
  SkipSpace();
  if (!ConsumeReserved(Reserved::kIn)) return Missing("in");
  frame.state = 2;
}

// Reads up to the first pattern; false at the end.
bool ShellParser::StartCaseItem() {
  Frame& frame = Top();
  SkipSpace();
  if (AtEnd()) {
    Missing("esac");
    return false;
  }
  frame.elements = static_cast<std::uint32_t>(pos_);
  if (ConsumeReserved(Reserved::kEsac)) {
    frame.state = kRedirections;
    return false;
  }
  if (Peek() == '(') {
    ++pos_;
    SkipBlanks();
  }
  if (EndsWordAt(pos_)) {
    Missing("esac");
    return false;
  }
  frame.state = 3;
  PushWord(WordMode::kPlain, Await::kArgument);
  return true;
}

void ShellParser::FinishCaseItem() {
  Frame& frame = Top();
  bool last = Peek() != ';';
  if (!last) pos_ += LooksAt(";;&") ? 3 : 2;
  Node* item = NewNode(NodeKind::kCaseItem, frame.elements, pos_);
  // The first word is the subject.
  std::size_t patterns = frame.words + 1;
  item->words = arena_.Copy(stacks_.words.data() + patterns,
                            stacks_.words.size() - patterns);
  const Node* body = node_result_;
  item->children = arena_.Copy(&body, 1);
  stacks_.words.resize(patterns);
  stacks_.nodes.push_back(item);
  frame.state = 2;
  if (!last || PeekReserved() == Reserved::kEsac) return;
  Missing("esac");
}

void ShellParser::StepFunction() {
  Frame& frame = Top();
  if (frame.state == 0) {
    // function name [()]
    SkipBlanks();
    if (frame.await == Await::kNone) {
      if (EndsWordAt(pos_)) {
        Missing("a name");
        frame.state = 2;
        node_result_ = nullptr;
        return;
      }
      return PushWord(WordMode::kPlain, Await::kArgument);
    }
    AcceptWord();
    SkipBlanks();
    std::size_t close = pos_ + 1;
    while (close < end_ && HasClass(text_[close], kCharBlank)) ++close;
    bool parentheses = Peek() == '(' && close < end_ && text_[close] == ')';
    if (parentheses) pos_ = close + 1;
    frame.state = 1;
    return;
  }
  if (frame.state == 1) {
    SkipSpace();
    frame.state = 2;
    Reserved reserved = PeekReserved();
    bool compound = Peek() == '(' || (reserved != Reserved::kNone &&
                                      reserved != Reserved::kFunction);
    node_result_ = nullptr;
    if (compound) return StartCommand(reserved);
    Missing("a body");
    Top().state = 2;
  }
  if (node_result_ != nullptr) stacks_.nodes.push_back(node_result_);
  FinishNode(NodeKind::kFunction);
}

void ShellParser::StepTest() {
  Frame& frame = Top();
  if (frame.state == kRedirections) return StepRedirections();
  AcceptWord();
  SkipSpace();
  if (AtEnd()) return Missing("]]");
  if (LooksAt("]]") && EndsWordAt(pos_ + 2)) {
    pos_ += 2;
    frame.state = kRedirections;
    return;
  }
  char c = text_[pos_];
  bool process = (c == '<' || c == '>') && Peek(1) == '(';
  bool regex =
      stacks_.words.size() > frame.words && stacks_.words.back().text == "=~";
  if (!regex && !process && HasClass(c, kCharEnd)) {
    if (c == ';') return Missing("]]");
    return AddOperatorWord(Peek(1) == c && (c == '&' || c == '|') ? 2 : 1);
  }
  PushWord(regex ? WordMode::kRegex : WordMode::kPlain, Await::kArgument);
}

void ShellParser::AddOperatorWord(std::size_t length) {
  Word word;
  word.range = source_.Range(pos_, pos_ + length);
  word.text = word.value = word.known_prefix = word.known_suffix =
      text_.substr(pos_, length);
  word.known = true;
  stacks_.words.push_back(word);
  pos_ += length;
}

void ShellParser::StepArithmetic() {
  Frame& frame = Top();
  if (frame.state == kRedirections) return StepRedirections();
  if (frame.state == 0) {
    frame.state = 1;
    std::size_t begin = pos_ + 2;
    std::size_t end = FindArithmeticEnd(begin);
    if (end == std::string_view::npos) return Missing("))");
    frame.text = text_.substr(begin, end - begin);
    pos_ = begin;
    PushWord(WordMode::kArithmetic, Await::kArgument);
    Top().limit = static_cast<std::uint32_t>(end);
    return;
  }
  AcceptWord();
  pos_ = std::min(std::max(pos_, frame.begin + frame.text.size() + 4), end_);
  frame.state = kRedirections;
}

}  // namespace bulkhead::config
