// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// White space, comments, here documents and reserved words of the shell.
#include <algorithm>

#include "base/text.h"
#include "config/shell/parser.h"

namespace bulkhead::config {

namespace {

struct ReservedWord {
  std::string_view name;
  Reserved reserved;
};

constexpr ReservedWord kReserved[] = {
    {"!", Reserved::kBang},       {"{", Reserved::kOpenBrace},
    {"}", Reserved::kCloseBrace}, {"if", Reserved::kIf},
    {"then", Reserved::kThen},    {"elif", Reserved::kElif},
    {"else", Reserved::kElse},    {"fi", Reserved::kFi},
    {"for", Reserved::kFor},      {"select", Reserved::kSelect},
    {"while", Reserved::kWhile},  {"until", Reserved::kUntil},
    {"do", Reserved::kDo},        {"done", Reserved::kDone},
    {"case", Reserved::kCase},    {"in", Reserved::kIn},
    {"esac", Reserved::kEsac},    {"function", Reserved::kFunction},
    {"time", Reserved::kTime},    {"coproc", Reserved::kCoproc},
    {"[[", Reserved::kTest},
};
constexpr std::size_t kLongestReserved = 8;

// "\" and a newline, or 0.
std::size_t ContinuationAt(std::string_view text, std::size_t pos) {
  if (text[pos] != '\\') return 0;
  if (text.substr(pos + 1, 1) == "\n") return 2;
  return text.substr(pos + 1, 2) == "\r\n" ? 3 : 0;
}

}  // namespace

Reserved ReservedOf(std::string_view word) {
  if (word.empty() || word.size() > kLongestReserved) return Reserved::kNone;
  for (const ReservedWord& entry : kReserved) {
    if (entry.name[0] == word[0] && entry.name == word) return entry.reserved;
  }
  return Reserved::kNone;
}

std::string_view ReservedName(Reserved reserved) {
  for (const ReservedWord& entry : kReserved) {
    if (entry.reserved == reserved) return entry.name;
  }
  return "";
}

bool ShellParser::EndsWordAt(std::size_t offset) const {
  return offset >= end_ || HasClass(text_[offset], kCharEnd);
}

void ShellParser::SkipBlanks() {
  while (!AtEnd()) {
    char c = text_[pos_];
    if (HasClass(c, kCharBlank)) {
      ++pos_;
    } else if (std::size_t length = ContinuationAt(text_, pos_); length != 0) {
      pos_ += length;
    } else if (c == '#') {
      pos_ = std::min(text_.find('\n', pos_), end_);
    } else {
      return;
    }
  }
}

void ShellParser::SkipSpace() {
  for (SkipBlanks(); Peek() == '\n'; SkipBlanks()) ReadNewline();
}

void ShellParser::ReadNewline() {
  ++pos_;
  for (std::size_t i = 0; i < here_documents_.size(); ++i) ReadHereDocument(i);
  here_documents_.clear();
}

void ShellParser::ReadHereDocument(std::size_t index) {
  const HereDocument& document = here_documents_[index];
  std::size_t begin = pos_;
  std::size_t end = end_;
  bool found = false;
  while (pos_ < end_ && !found) {
    std::size_t stop = std::min(text_.find('\n', pos_), end_);
    std::string_view line = text_.substr(pos_, stop - pos_);
    if (document.strip_tabs) {
      line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
    }
    if (line.ends_with('\r')) line.remove_suffix(1);
    found = line == document.delimiter;
    if (found) end = pos_;
    pos_ = std::min(stop + 1, end_);
  }
  if (!found) {
    Error(document.begin, document.end,
          base::Format("here document without its end {}", document.delimiter));
  }
  Word* body = document.body;
  body->text = text_.substr(begin, end - begin);
  body->range = source_.Range(begin, end);
  if (!document.quoted &&
      body->text.find_first_of("$`\\") != std::string_view::npos) {
    builder_.jobs.push_back(
        {.text = source_.Slice(begin, end), .depth = depth_, .body = body});
    return;
  }
  Piece piece = {.kind = PieceKind::kLiteral,
                 .quote = Quote::kSingle,
                 .range = body->range,
                 .text = body->text};
  if (document.quoted) body->quoted = true;
  body->pieces = arena_.Copy(&piece, 1);
  SetLiteralValue(arena_, *body);
}

Reserved ShellParser::PeekReserved() const {
  if (AtEnd()) return Reserved::kNone;
  char c = text_[pos_];
  if (!base::IsLower(c) && c != '!' && c != '{' && c != '}' && c != '[') {
    return Reserved::kNone;
  }
  std::size_t end = pos_ + 1;
  while (end < end_ && end - pos_ <= kLongestReserved &&
         !HasClass(text_[end], kCharEnd)) {
    ++end;
  }
  if (end - pos_ > kLongestReserved) return Reserved::kNone;
  return ReservedOf(text_.substr(pos_, end - pos_));
}

bool ShellParser::ConsumeReserved(Reserved reserved) {
  if (PeekReserved() != reserved) return false;
  pos_ += ReservedName(reserved).size();
  return true;
}

std::size_t ShellParser::FindArithmeticEnd(std::size_t begin) {
  std::size_t depth = 0;
  for (std::size_t i = begin; i < end_ && scan_budget_ > 0; ++i) {
    --scan_budget_;
    char c = text_[i];
    if (c == '\\') {
      ++i;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      if (depth-- > 0) continue;
      bool ends = i + 1 < end_ && text_[i + 1] == ')';
      return ends ? i : std::string_view::npos;
    }
  }
  return std::string_view::npos;
}

}  // namespace bulkhead::config
