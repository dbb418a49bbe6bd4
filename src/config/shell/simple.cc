// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Simple commands: assignments, words and redirections in any order.
#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "config/shell/parser.h"

namespace bulkhead::config {

namespace {

constexpr std::string_view kDeclarations[] = {"declare", "export", "local",
                                              "readonly", "typeset"};

struct Operator {
  std::string_view sign;
  RedirectOp op;
};
// Longest first.
constexpr Operator kRedirections[] = {
    {"&>>", RedirectOp::kAppendAll}, {"<<<", RedirectOp::kHereString},
    {"&>", RedirectOp::kOutputAll},  {"<<", RedirectOp::kHereDoc},
    {"<&", RedirectOp::kDupInput},   {"<>", RedirectOp::kInputOutput},
    {">>", RedirectOp::kAppend},     {">&", RedirectOp::kDupOutput},
    {">|", RedirectOp::kClobber},    {"<", RedirectOp::kInput},
    {">", RedirectOp::kOutput},
};

bool IsNameStart(char c) { return base::IsAlpha(c) || c == '_'; }

}  // namespace

void ShellParser::StepSimple() {
  AcceptWord();
  if (Top().in_array && !StepArray()) return;
  while (true) {
    SkipBlanks();
    if (AtEnd()) return FinishSimple();
    std::size_t before = pos_;
    if (StartRedirection()) return;
    if (pos_ != before) continue;
    char c = text_[pos_];
    bool process = (c == '<' || c == '>') && Peek(1) == '(';
    if (c == '(') {
      if (StartFunction()) return;
      Unexpected(1);
      continue;
    }
    if (!process && HasClass(c, kCharEnd)) return FinishSimple();
    if (StartAssignment()) return;
    return PushWord(WordMode::kPlain, Await::kArgument);
  }
}

// Puts the word that came back where it was waited for.
void ShellParser::AcceptWord() {
  Frame& frame = Top();
  Await await = frame.await;
  frame.await = Await::kNone;
  switch (await) {
    case Await::kNone:
      return;
    case Await::kArgument:
    case Await::kElement:
      stacks_.words.push_back(word_result_);
      return;
    case Await::kAssignment: {
      Assignment& assignment = stacks_.assignments.back();
      assignment.value = word_result_;
      assignment.range.end =
          std::max(assignment.range.end, word_result_.range.end);
      return;
    }
    case Await::kRedirection:
      break;
  }
  Redirection& redirection = stacks_.redirections.back();
  redirection.target = word_result_;
  redirection.range.end = word_result_.range.end;
  if (redirection.op != RedirectOp::kHereDoc) return;
  redirection.body_quoted = word_result_.quoted;
  Word* body = arena_.New<Word>();
  redirection.body = body;
  here_documents_.push_back({.body = body,
                             .delimiter = word_result_.value,
                             .begin = pos_ - word_result_.text.size(),
                             .end = pos_,
                             .strip_tabs = redirection.strip_tabs,
                             .quoted = redirection.body_quoted});
}

// Elements up to the closing parenthesis. True where that was read.
bool ShellParser::StepArray() {
  SkipSpace();
  Frame& frame = Top();
  if (!AtEnd() && Peek() != ')') {
    bool process = (Peek() == '<' || Peek() == '>') && Peek(1) == '(';
    if (!process && HasClass(Peek(), kCharEnd)) {
      Unexpected(1);
      return false;
    }
    PushWord(WordMode::kPlain, Await::kElement);
    return false;
  }
  Assignment& assignment = stacks_.assignments.back();
  if (AtEnd()) {
    Error(frame.quote, frame.quote + 1, "expected ) at the end of this array");
  } else {
    ++pos_;
  }
  assignment.elements = arena_.Copy(stacks_.words.data() + frame.elements,
                                    stacks_.words.size() - frame.elements);
  assignment.range.end = source_.Range(frame.quote, pos_).end;
  stacks_.words.resize(frame.elements);
  frame.in_array = false;
  return true;
}

// Reads `2>` and pushes the word behind it. False where there is none.
bool ShellParser::StartRedirection() {
  std::size_t begin = pos_;
  Redirection redirection;
  if (!ReadRedirectOperator(redirection)) {
    pos_ = begin;
    return false;
  }
  SkipBlanks();
  redirection.range = source_.Range(begin, pos_);
  bool process = (Peek() == '<' || Peek() == '>') && Peek(1) == '(';
  if (!process && EndsWordAt(pos_)) {
    Error(begin, pos_, "expected a word after this redirection");
    stacks_.redirections.push_back(redirection);
    return false;
  }
  stacks_.redirections.push_back(redirection);
  PushWord(WordMode::kPlain, Await::kRedirection);
  return true;
}

bool ShellParser::ReadRedirectOperator(Redirection& redirection) {
  constexpr std::size_t kMostDigits = 9;
  std::size_t start = pos_;
  if (base::IsDigit(Peek())) {
    int fd = 0;
    while (base::IsDigit(Peek()) && pos_ - start < kMostDigits) {
      fd = fd * 10 + (text_[pos_++] - '0');
    }
    redirection.fd = fd;
  } else if (Peek() == '{' && IsNameStart(Peek(1))) {
    ++pos_;
    while (base::IsNameChar(Peek())) ++pos_;
    if (Peek() != '}') return false;
    redirection.fd_variable = text_.substr(start + 1, pos_ - start - 1);
    ++pos_;
  }
  char c = Peek();
  if (c != '<' && c != '>' && (c != '&' || pos_ != start)) return false;
  if (c != '&' && Peek(1) == '(') return false;
  for (const Operator& entry : kRedirections) {
    if (!LooksAt(entry.sign)) continue;
    pos_ += entry.sign.size();
    redirection.op = entry.op;
    if (entry.op == RedirectOp::kHereDoc && Peek() == '-') {
      redirection.strip_tabs = true;
      ++pos_;
    }
    return true;
  }
  return false;
}

// name=, name+=, name[...]=, and pushes the value.
bool ShellParser::StartAssignment() {
  const Frame& frame = Top();
  std::size_t words = stacks_.words.size() - frame.words;
  bool declared =
      words > 0 &&
      std::find(std::begin(kDeclarations), std::end(kDeclarations),
                stacks_.words[frame.words].value) != std::end(kDeclarations);
  if ((words > 0 && !declared) || !IsNameStart(Peek())) return false;
  std::size_t begin = pos_;
  std::size_t end = pos_;
  while (end < end_ && base::IsNameChar(text_[end])) ++end;
  Assignment assignment;
  assignment.name = text_.substr(begin, end - begin);
  if (end < end_ && text_[end] == '[') {
    std::size_t close = end + 1;
    while (!EndsWordAt(close) && text_[close] != ']') ++close;
    if (close >= end_ || text_[close] != ']') return false;
    assignment.subscript = text_.substr(end + 1, close - end - 1);
    end = close + 1;
  }
  if (end < end_ && text_[end] == '+') {
    assignment.append = true;
    ++end;
  }
  if (end >= end_ || text_[end] != '=') return false;
  ++end;
  bool array = end < end_ && text_[end] == '(';
  // `export A=b` stays a word: programs such as env have the same form.
  if (declared && !array) return false;
  assignment.is_array = array;
  assignment.range = source_.Range(begin, end);
  if (loops_ > 0) builder_.repeated.insert(assignment.name);
  assignment.value.range = source_.Range(end, end);
  assignment.value.known = true;
  pos_ = end;
  stacks_.assignments.push_back(assignment);
  if (array) {
    Frame& top = Top();
    top.quote = static_cast<std::uint32_t>(pos_++);
    top.in_array = true;
    top.elements = static_cast<std::uint32_t>(stacks_.words.size());
    return true;
  }
  PushWord(WordMode::kPlain, Await::kAssignment);
  return true;
}

// name ( ) turns the command into a function.
bool ShellParser::StartFunction() {
  Frame& frame = Top();
  if (stacks_.words.size() != frame.words + 1 ||
      stacks_.assignments.size() != frame.assignments ||
      stacks_.redirections.size() != frame.redirections ||
      HasExpansion(stacks_.words.back())) {
    return false;
  }
  std::size_t close = pos_ + 1;
  while (close < end_ && HasClass(text_[close], kCharBlank)) ++close;
  if (close >= end_ || text_[close] != ')') return false;
  pos_ = close + 1;
  frame.kind = FrameKind::kFunction;
  frame.state = 1;
  ++loops_;
  return true;
}

void ShellParser::FinishSimple() {
  // Progress is certain, even after an error.
  if (pos_ == Top().begin && !AtEnd()) ++pos_;
  FinishNode(NodeKind::kSimple);
}

}  // namespace bulkhead::config
