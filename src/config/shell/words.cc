// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Words: POSIX XCU 2.2 (quoting) and the literal parts of a word.
#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"
#include "config/shell/parser.h"

namespace bulkhead::config {

namespace {

unsigned ClassesOf(const ShellFrame& frame) {
  if (frame.in_double) return kCharDouble;
  switch (frame.mode) {
    case WordMode::kPlain:
      return kCharSpecial;
    case WordMode::kParameter:
      return kCharParameter;
    case WordMode::kArithmetic:
      return kCharArithmetic;
    case WordMode::kRegex:
      return kCharRegex;
    case WordMode::kBody:
      return kCharBody;
  }
  return kCharSpecial;
}

void AppendUtf8(std::string& out, unsigned long code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | ((code >> 18) & 0x07));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

int DigitValue(char c) {
  if (base::IsDigit(c)) return c - '0';
  char lower = base::Lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

// Digits of `radix` from text[pos], at most `most`.
unsigned long ReadDigits(std::string_view text, std::size_t& pos, int radix,
                         std::size_t most) {
  unsigned long value = 0;
  for (std::size_t i = 0; i < most && pos < text.size(); ++i, ++pos) {
    int digit = DigitValue(text[pos]);
    if (digit >= radix) break;
    value = value * static_cast<unsigned long>(radix) +
            static_cast<unsigned long>(digit);
  }
  return value;
}

char SimpleEscape(char c) {
  constexpr std::string_view kNames = "abeEfnrtv\\'\"?";
  constexpr std::string_view kValues = "\a\b\x1b\x1b\f\n\r\t\v\\'\"?";
  std::size_t i = kNames.find(c);
  return i == std::string_view::npos ? '\0' : kValues[i];
}

// The text of $'...' (bash(1), QUOTING).
std::string DecodeAnsi(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    char c = text[i++];
    if (c != '\\' || i == text.size()) {
      out += c;
      continue;
    }
    char kind = text[i++];
    if (char simple = SimpleEscape(kind); simple != '\0') {
      out += simple;
    } else if (kind == 'x') {
      out += static_cast<char>(ReadDigits(text, i, 16, 2));
    } else if (kind == 'u' || kind == 'U') {
      AppendUtf8(out, ReadDigits(text, i, 16, kind == 'u' ? 4 : 8));
    } else if (DigitValue(kind) < 8) {
      --i;
      out += static_cast<char>(ReadDigits(text, i, 8, 3));
    } else if (kind == 'c' && i < text.size()) {
      out += static_cast<char>(text[i++] & 0x1F);
    } else {
      out += '\\';
      out += kind;
    }
  }
  return out;
}

}  // namespace

void ShellParser::StepWord() {
  while (true) {
    Frame& frame = Top();
    std::size_t limit = std::min<std::size_t>(frame.limit, end_);
    unsigned classes = ClassesOf(frame);
    std::size_t run = pos_;
    while (pos_ < limit && !HasClass(text_[pos_], classes)) ++pos_;
    if (pos_ > run) {
      bool quoted = frame.in_double || frame.mode == WordMode::kBody;
      AddLiteral(run, pos_, quoted ? Quote::kDouble : Quote::kNone);
    }
    if (pos_ >= limit) return FinishWord();
    bool goes_on = false;
    if (frame.in_double || frame.mode == WordMode::kBody ||
        frame.mode == WordMode::kArithmetic) {
      goes_on = StepQuotedSpecial(frame);
    } else if (frame.mode == WordMode::kRegex &&
               HasClass(text_[pos_], kCharEnd)) {
      goes_on = StepRegexSpecial(frame);
    } else {
      goes_on = StepSpecial(frame);
    }
    if (!goes_on) return;
  }
}

// False where the word has ended or a frame was pushed.
bool ShellParser::StepSpecial(Frame& frame) {
  char c = text_[pos_];
  switch (c) {
    case '\\':
      AddEscape(false);
      return true;
    case '\'':
      AddSingleQuoted();
      return true;
    case '"':
      OpenDouble(pos_++);
      return true;
    case '$':
      return AddDollar(Quote::kNone);
    case '`':
      AddBackticks(Quote::kNone);
      return true;
    case '*':
    case '?':
      ++pos_;
      AddPiece(PieceKind::kGlob, Quote::kNone, pos_ - 1, pos_,
               text_.substr(pos_ - 1, 1));
      return true;
    case '[':
      AddBracketGlob();
      return true;
    case '(':
      if (AddExtendedGlob()) return true;
      break;
    case '<':
    case '>':
      if (Peek(1) == '(') return AddProcess();
      break;
    default:
      break;
  }
  if (frame.mode == WordMode::kParameter && c != '}') {
    AddLiteral(pos_, pos_ + 1, Quote::kNone);
    ++pos_;
    return true;
  }
  FinishWord();
  return false;
}

// Within "...", here documents and arithmetic.
bool ShellParser::StepQuotedSpecial(Frame& frame) {
  Quote quote = frame.mode == WordMode::kArithmetic && !frame.in_double
                    ? Quote::kNone
                    : Quote::kDouble;
  switch (text_[pos_]) {
    case '"':
      if (frame.in_double) {
        CloseDouble();
      } else {
        OpenDouble(pos_++);
      }
      return true;
    case '\\':
      AddEscape(true);
      return true;
    case '`':
      AddBackticks(quote);
      return true;
    default:
      return AddDollar(quote);
  }
}

// Parentheses belong to a regular expression, and blanks within them.
bool ShellParser::StepRegexSpecial(Frame& frame) {
  char c = text_[pos_];
  bool ends = c == '(' ? false : frame.parentheses == 0;
  if (c == '\n' || ends) {
    FinishWord();
    return false;
  }
  if (c == '(') ++frame.parentheses;
  if (c == ')') --frame.parentheses;
  AddLiteral(pos_, pos_ + 1, Quote::kNone);
  ++pos_;
  return true;
}

void ShellParser::FinishWord() {
  const Frame& frame = Top();
  if (frame.in_double) {
    Error(frame.quote, frame.quote + 1, "unterminated double quote");
  }
  std::size_t count = stacks_.pieces.size() - frame.pieces;
  Word word;
  word.range = source_.Range(frame.begin, pos_);
  word.text = text_.substr(frame.begin, pos_ - frame.begin);
  if (!builder_.Count(1 + count, word.range)) pos_ = end_;
  word.pieces = arena_.Copy(stacks_.pieces.data() + frame.pieces, count);
  bool expands = false;
  for (const Piece& piece : word.pieces) {
    if (piece.quote != Quote::kNone && frame.mode != WordMode::kBody) {
      word.quoted = true;
    }
    if (piece.kind == PieceKind::kGlob) {
      word.glob = true;
    } else if (piece.kind != PieceKind::kLiteral) {
      expands = true;
    }
  }
  if (expands) {
    builder_.has_expansions = true;
    SetWordValue(builder_, word, {});
  } else {
    SetLiteralValue(arena_, word);
  }
  Pop();
  word_result_ = word;
}

void ShellParser::AddPiece(PieceKind kind, Quote quote, std::size_t begin,
                           std::size_t end, std::string_view text) {
  Piece& piece = stacks_.pieces.emplace_back();
  piece.kind = kind;
  piece.quote = quote;
  piece.range = source_.Range(begin, end);
  piece.text = text;
  piece.source = text_.substr(begin, end - begin);
}

void ShellParser::AddLiteral(std::size_t begin, std::size_t end, Quote quote) {
  AddPiece(PieceKind::kLiteral, quote, begin, end,
           text_.substr(begin, end - begin));
}

// A backslash and what follows.
void ShellParser::AddEscape(bool in_double) {
  std::size_t begin = pos_++;
  if (AtEnd()) return AddLiteral(begin, pos_, Quote::kNone);
  char c = text_[pos_];
  bool carriage = c == '\r' && Peek(1) == '\n';
  if (c == '\n' || carriage) {
    pos_ += carriage ? 2 : 1;
    return;
  }
  Quote quote = in_double ? Quote::kDouble : Quote::kBackslash;
  bool body = Top().mode == WordMode::kBody;
  if (in_double && c != '$' && c != '`' && c != '\\' && (c != '"' || body)) {
    return AddLiteral(begin, pos_, quote);
  }
  ++pos_;
  AddPiece(PieceKind::kLiteral, quote, begin, pos_, text_.substr(begin + 1, 1));
}

void ShellParser::AddSingleQuoted() {
  const Frame& frame = Top();
  std::size_t begin = pos_++;
  if (frame.mode == WordMode::kParameter && frame.outer_double) {
    return AddLiteral(begin, pos_, Quote::kDouble);
  }
  std::size_t close = text_.find('\'', pos_);
  if (close >= end_) {
    Error(begin, begin + 1, "unterminated single quote");
    close = end_;
  }
  std::size_t end = std::min(close + 1, end_);
  AddPiece(PieceKind::kLiteral, Quote::kSingle, begin, end,
           text_.substr(pos_, close - pos_));
  pos_ = end;
}

// $'...'; pos_ is at the dollar.
void ShellParser::AddAnsiQuoted() {
  std::size_t begin = pos_;
  std::size_t close = pos_ + 2;
  bool escapes = false;
  while (close < end_ && text_[close] != '\'') {
    if (text_[close] == '\\') {
      escapes = true;
      ++close;
    }
    ++close;
  }
  if (close >= end_) {
    Error(begin, begin + 2, "unterminated single quote");
    close = end_;
  }
  std::string_view inner = text_.substr(begin + 2, close - begin - 2);
  if (escapes) inner = arena_.Copy(DecodeAnsi(inner));
  pos_ = std::min(close + 1, end_);
  AddPiece(PieceKind::kLiteral, Quote::kAnsi, begin, pos_, inner);
}

void ShellParser::OpenDouble(std::size_t begin) {
  Frame& frame = Top();
  frame.in_double = true;
  frame.quote = static_cast<std::uint32_t>(begin);
  frame.quote_pieces = static_cast<std::uint32_t>(stacks_.pieces.size());
}

void ShellParser::CloseDouble() {
  Frame& frame = Top();
  std::size_t begin = frame.quote;
  ++pos_;
  frame.in_double = false;
  if (stacks_.pieces.size() != frame.quote_pieces) return;
  AddPiece(PieceKind::kLiteral, Quote::kDouble, begin, pos_, {});
}

// [ is a glob where a ] follows in the word.
void ShellParser::AddBracketGlob() {
  std::size_t begin = pos_++;
  std::size_t end = pos_;
  if (begin >= no_bracket_before_) {
    while (!EndsWordAt(end) && text_[end] != ']') ++end;
    if (end < end_ && text_[end] == ']') {
      return AddPiece(PieceKind::kGlob, Quote::kNone, begin, pos_,
                      text_.substr(begin, 1));
    }
    no_bracket_before_ = end;
  }
  AddLiteral(begin, pos_, Quote::kNone);
}

// bash's @(a|b), ?(..), *(..), +(..), !(..). True where it was one.
bool ShellParser::AddExtendedGlob() {
  constexpr std::string_view kPrefixes = "?*+@!";
  const Frame& frame = Top();
  if (frame.mode != WordMode::kPlain || pos_ == frame.begin ||
      kPrefixes.find(text_[pos_ - 1]) == std::string_view::npos) {
    return false;
  }
  std::size_t depth = 0;
  std::size_t end = pos_;
  do {
    if (end >= end_ || text_[end] == '\n' || scan_budget_ == 0) return false;
    --scan_budget_;
    if (text_[end] == '(') ++depth;
    if (text_[end] == ')') --depth;
    ++end;
  } while (depth > 0);
  AddPiece(PieceKind::kGlob, Quote::kNone, pos_, end,
           text_.substr(pos_, end - pos_));
  pos_ = end;
  return true;
}

}  // namespace bulkhead::config
