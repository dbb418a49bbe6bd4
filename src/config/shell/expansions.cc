// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Expansions within words: POSIX XCU 2.6 and bash(1), Parameter Expansion. The
// piece is put on the stack first and completed when its parts have been read.
#include <algorithm>
#include <string>

#include "base/text.h"
#include "config/shell/parser.h"

namespace bulkhead::config {

namespace {

constexpr std::string_view kSpecialParameters = "@*#?-$!";

// Longest first.
constexpr std::string_view kOperators[] = {
    ":-", ":=", ":?", ":+", "##", "%%", "//", "/#", "/%", "^^", ",,",
    "-",  "=",  "?",  "+",  "#",  "%",  "/",  "^",  ",",  "@",  ":",
};

// In their words within "...", single quotes are ordinary characters.
bool TakesDefault(std::string_view op) {
  char last = op.empty() ? '\0' : op.back();
  return last == '-' || last == '=' || last == '?' || last == '+';
}

bool IsNameStart(char c) { return base::IsAlpha(c) || c == '_'; }

}  // namespace

bool ShellParser::AddDollar(Quote quote) {
  char next = Peek(1);
  if (next == '(') {
    bool arithmetic =
        Peek(2) == '(' && FindArithmeticEnd(pos_ + 3) != std::string_view::npos;
    return arithmetic ? AddArithmetic(quote) : AddCommand(quote);
  }
  if (next == '{') return AddBraceParameter(quote);
  if (next == '[') return AddOldArithmetic(quote);
  if (quote == Quote::kNone && Top().mode != WordMode::kArithmetic) {
    if (next == '\'') {
      AddAnsiQuoted();
      return true;
    }
    if (next == '"') {
      OpenDouble(pos_);
      pos_ += 2;
      return true;
    }
  }
  std::size_t begin = pos_++;
  if (IsNameStart(next)) {
    while (base::IsNameChar(Peek())) ++pos_;
  } else if (next != '\0' &&
             (base::IsDigit(next) ||
              kSpecialParameters.find(next) != std::string_view::npos)) {
    ++pos_;
  } else {
    AddLiteral(begin, pos_, quote);
    return true;
  }
  AddPiece(PieceKind::kParameter, quote, begin, pos_,
           text_.substr(begin + 1, pos_ - begin - 1));
  return true;
}

// ${...}
bool ShellParser::AddBraceParameter(Quote quote) {
  std::size_t begin = pos_;
  pos_ += 2;
  Piece piece;
  bool length =
      Peek() == '#' && Peek(1) != '}' && Peek(1) != ':' &&
      (IsNameStart(Peek(1)) || base::IsDigit(Peek(1)) || Peek(2) == '}');
  bool indirect = Peek() == '!' && IsNameStart(Peek(1));
  if (length || indirect) ++pos_;
  std::size_t name = pos_;
  if (IsNameStart(Peek())) {
    while (base::IsNameChar(Peek())) ++pos_;
  } else if (base::IsDigit(Peek())) {
    while (base::IsDigit(Peek())) ++pos_;
  } else if (!AtEnd() &&
             kSpecialParameters.find(Peek()) != std::string_view::npos) {
    ++pos_;
  }
  piece.text = text_.substr(name, pos_ - name);
  std::size_t operator_end = ReadOperator(piece);
  if (length) piece.op = "#len";
  if (indirect) piece.op = "!";
  bool valid = !piece.text.empty() && operator_end != 0;
  pos_ = std::max(operator_end, pos_);
  AddPiece(PieceKind::kParameter, quote, begin, pos_, piece.text);
  stacks_.pieces.back().op = piece.op;
  if (valid && Peek() == '}') {
    ++pos_;
    stacks_.pieces.back().range = source_.Range(begin, pos_);
    stacks_.pieces.back().source = text_.substr(begin, pos_ - begin);
    return true;
  }
  if (!valid && !AtEnd()) Error(begin, pos_, "bad substitution");
  Push(FrameKind::kSubstitution, begin);
  bool outer = quote != Quote::kNone && TakesDefault(piece.op);
  PushWord(WordMode::kParameter, Await::kArgument);
  Top().outer_double = outer;
  return false;
}

// Sets the operator behind the name; its end, or 0 where there is neither an
// operator nor the closing brace.
std::size_t ShellParser::ReadOperator(Piece& piece) {
  std::size_t pos = pos_;
  if (pos < end_ && text_[pos] == '[') {
    std::size_t depth = 0;
    do {
      if (text_[pos] == '[') ++depth;
      if (text_[pos] == ']') --depth;
      ++pos;
    } while (pos < end_ && depth > 0);
    piece.op = "[";
  }
  if (pos >= end_ || text_[pos] == '}') return pos;
  // ${!prefix*} and ${!prefix@}
  bool prefix = text_[pos] == '*' && text_.substr(pos + 1, 1) == "}";
  if (prefix) return pos + 1;
  for (std::string_view op : kOperators) {
    if (text_.compare(pos, op.size(), op) != 0) continue;
    if (piece.op.empty()) piece.op = op;
    return pos + op.size();
  }
  return 0;
}

// $((...)), of which the end is known to be there.
bool ShellParser::AddArithmetic(Quote quote) {
  std::size_t begin = pos_;
  std::size_t end = FindArithmeticEnd(pos_ + 3);
  if (end == std::string_view::npos) return AddCommand(quote);
  AddPiece(PieceKind::kArithmetic, quote, begin, end + 2,
           text_.substr(begin + 3, end - begin - 3));
  Push(FrameKind::kSubstitution, begin);
  pos_ = begin + 3;
  PushWord(WordMode::kArithmetic, Await::kArgument);
  Top().limit = static_cast<std::uint32_t>(end);
  return false;
}

// $[...] of old bash; without ] it is just text.
bool ShellParser::AddOldArithmetic(Quote quote) {
  std::size_t begin = pos_;
  std::size_t end = pos_ + 2;
  while (!EndsWordAt(end) && text_[end] != ']' && text_[end] != '"') ++end;
  if (end >= end_ || text_[end] != ']') {
    ++pos_;
    AddLiteral(begin, pos_, quote);
    return true;
  }
  pos_ = end + 1;
  AddPiece(PieceKind::kArithmetic, quote, begin, pos_,
           text_.substr(begin + 2, end - begin - 2));
  return true;
}

// $(...)
bool ShellParser::AddCommand(Quote quote) {
  std::size_t begin = pos_;
  AddPiece(PieceKind::kCommand, quote, begin, begin + 2, {});
  pos_ += 2;
  Push(FrameKind::kSubstitution, begin);
  PushList(kEndParenthesis, false);
  return false;
}

// <(...) and >(...)
bool ShellParser::AddProcess() {
  std::size_t begin = pos_;
  AddPiece(PieceKind::kProcess, Quote::kNone, begin, begin + 2, {});
  stacks_.pieces.back().op = text_.substr(begin, 1);
  pos_ += 2;
  Push(FrameKind::kSubstitution, begin);
  PushList(kEndParenthesis, false);
  return false;
}

// The part of the piece on top of the stack is complete.
void ShellParser::StepSubstitution() {
  const Frame frame = Top();
  Pop();
  Piece& piece = stacks_.pieces.back();
  if (piece.kind == PieceKind::kCommand || piece.kind == PieceKind::kProcess) {
    piece.script = node_result_;
    if (Peek() == ')') {
      ++pos_;
    } else {
      Error(frame.begin, frame.begin + 2,
            "expected ) at the end of this substitution");
    }
    piece.range = source_.Range(frame.begin, pos_);
    piece.source = text_.substr(frame.begin, pos_ - frame.begin);
    return;
  }
  Word* argument = arena_.New<Word>();
  *argument = word_result_;
  piece.argument = argument;
  if (piece.kind == PieceKind::kArithmetic) {
    pos_ = std::min(std::max(pos_, frame.begin + piece.text.size() + 5), end_);
  } else if (Peek() == '}') {
    ++pos_;
  } else {
    Error(frame.begin, frame.begin + 2,
          "expected } at the end of this expansion");
  }
  piece.range = source_.Range(frame.begin, pos_);
  piece.source = text_.substr(frame.begin, pos_ - frame.begin);
}

// `...`: its escapes are removed before it is parsed, so that it may hold
// escaped backticks.
void ShellParser::AddBackticks(Quote quote) {
  std::size_t begin = pos_++;
  std::size_t close = pos_;
  bool escapes = false;
  while (close < end_ && text_[close] != '`') {
    if (text_[close] == '\\') {
      escapes = true;
      ++close;
    }
    ++close;
  }
  if (close >= end_) {
    Error(begin, begin + 1, "unterminated backtick");
    close = end_;
  }
  ShellText inner = source_.Slice(pos_, close);
  if (escapes &&
      builder_.CountExpansion(inner.text.size(), source_.Range(begin, close))) {
    std::span<char> bytes = arena_.Bytes(inner.text.size());
    std::vector<std::uint32_t> places;
    std::size_t count = 0;
    for (std::size_t i = 0; i < inner.text.size(); ++i) {
      char next = i + 1 < inner.text.size() ? inner.text[i + 1] : '\0';
      bool removed = inner.text[i] == '\\' &&
                     (next == '`' || next == '\\' || next == '$' ||
                      (next == '"' && quote == Quote::kDouble));
      if (removed) ++i;
      places.push_back(inner.At(i));
      bytes[count++] = inner.text[i];
    }
    places.push_back(inner.At(inner.text.size()));
    inner = {std::string_view(bytes.data(), count), 0,
             arena_.Copy(places.data(), places.size()).data()};
  }
  pos_ = std::min(close + 1, end_);
  AddPiece(PieceKind::kCommand, quote, begin, pos_, {});
  Node* script = NewNode(NodeKind::kList, begin, pos_);
  stacks_.pieces.back().script = script;
  builder_.jobs.push_back(
      {.text = inner, .depth = depth_ + 1, .script = script});
}

}  // namespace bulkhead::config
