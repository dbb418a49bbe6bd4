// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The five styles of YAML scalars (YAML 1.2, chapters 7.3 and 8.1).
//
// Each is first delimited, then decoded only where its bytes differ from its
// text: a plain scalar on one line, or a quoted one without escapes and line
// breaks, stays a view into the source. Folding turns one line break into a
// space and n into n - 1 line breaks; blanks around them vanish.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/yaml/scanner.h"

namespace bulkhead::formats {
namespace {

struct Escape {
  char letter;
  std::string_view text;
};
constexpr std::array kEscapes = {
    Escape{'0', std::string_view("\0", 1)},
    Escape{'a', "\a"},
    Escape{'b', "\b"},
    Escape{'t', "\t"},
    Escape{'\t', "\t"},
    Escape{'n', "\n"},
    Escape{'v', "\v"},
    Escape{'f', "\f"},
    Escape{'r', "\r"},
    Escape{'e', "\x1b"},
    Escape{' ', " "},
    Escape{'"', "\""},
    Escape{'\'', "'"},
    Escape{'/', "/"},
    Escape{'\\', "\\"},
    Escape{'N', "\xc2\x85"},
    Escape{'_', "\xc2\xa0"},
    Escape{'L', "\xe2\x80\xa8"},
    Escape{'P', "\xe2\x80\xa9"},
};

int HexValue(char c) {
  if (base::IsDigit(c)) return c - '0';
  char lower = base::Lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The number of `digits` hexadecimal digits at the start of `text`, or -1.
std::int64_t HexNumber(std::string_view text, std::size_t digits) {
  if (text.size() < digits) return -1;
  std::int64_t number = 0;
  for (char c : text.substr(0, digits)) {
    int value = HexValue(c);
    if (value < 0) return -1;
    number = number * 16 + value;
  }
  return number;
}

bool IsHighSurrogate(std::int64_t code) {
  return code >= 0xd800 && code <= 0xdbff;
}
bool IsSurrogate(std::int64_t code) { return code >= 0xd800 && code <= 0xdfff; }

void AppendUtf8(std::uint32_t code, std::string* out) {
  auto byte = [out](std::uint32_t value) {
    out->push_back(static_cast<char>(value));
  };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xc0 | code >> 6);
    byte(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    byte(0xe0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3f));
    byte(0x80 | (code & 0x3f));
  } else {
    byte(0xf0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3f));
    byte(0x80 | (code >> 6 & 0x3f));
    byte(0x80 | (code & 0x3f));
  }
}

}  // namespace

void YamlScanner::EmitScalar(YamlStyle style, std::size_t begin,
                             std::size_t end, bool decoded) {
  Emit(YamlTokenKind::kScalar, begin, end);
  tokens_.back().style = style;
  if (decoded) tokens_.back().text = AddText(buffer_);
}

// End of the text without white space that begins at `at`.
std::size_t YamlScanner::PlainRunEnd(std::size_t at) const {
  unsigned stops = kYamlBlank | kYamlBreak | kYamlColon;
  if (flow_level_ > 0) stops |= kYamlFlow | kYamlQuestion;
  for (;; ++at) {
    at = Find(stops, at);
    if (at >= text_.size()) return at;
    unsigned char stop = ClassAt(at);
    bool indicator = stop == kYamlColon || stop == kYamlQuestion;
    if (!indicator || BlankOrEnd(at + 1)) return at;
  }
}

bool YamlScanner::ScanPlain() {
  if (!SaveSimpleKey()) return false;
  key_allowed_ = false;
  std::size_t begin = pos_;
  std::size_t end = pos_;
  bool folded = false;    // a line break lies inside
  bool at_break = false;  // only white space since the last line break
  int indent = indent_ + 1;
  for (;;) {
    std::size_t run_end = PlainRunEnd(pos_);
    if (run_end > pos_) {
      folded |= at_break;
      at_break = false;
      end = pos_ = run_end;
    }
    std::size_t blanks = pos_;
    while (base::IsBlank(At(pos_))) ++pos_;
    if (IsBreak(pos_)) {
      if (!SkipPlainBreaks(indent)) return false;
      at_break = true;
      if (flow_level_ == 0 && Column() < indent) break;
      if (Column() == 0 && DocumentIndicatorAt(pos_)) break;
    } else if (pos_ == blanks) {
      break;
    }
    if (pos_ >= text_.size() || text_[pos_] == '#') break;
    if (PlainRunEnd(pos_) == pos_) break;
  }
  if (folded) FoldPlain(begin, end);
  EmitScalar(YamlStyle::kPlain, begin, end, folded);
  if (at_break) key_allowed_ = true;
  return true;
}

// Line breaks and the blanks between and behind them.
bool YamlScanner::SkipPlainBreaks(int indent) {
  while (pos_ < text_.size()) {
    if (IsBreak(pos_)) {
      pos_ = SkipBreak(pos_);
      line_start_ = pos_;
    } else if (text_[pos_] == ' ') {
      ++pos_;
    } else if (text_[pos_] == '\t') {
      if (flow_level_ == 0 && Column() < indent) {
        return Fail(pos_, "expected spaces, found a tab, which cannot indent");
      }
      ++pos_;
    } else {
      return true;
    }
  }
  return true;
}

void YamlScanner::FoldPlain(std::size_t begin, std::size_t end) {
  buffer_.clear();
  std::size_t at = begin;
  while (at < end) {
    std::size_t stop = std::min(Find(kYamlBreak, at), end);
    std::size_t content = stop;
    while (content > at && base::IsBlank(text_[content - 1])) --content;
    buffer_.append(text_.substr(at, content - at));
    at = stop < end ? FoldBreaks(stop, end, false) : end;
  }
}

// Appends what the white space at `at`, which begins with a line break, stands
// for; returns its end. Behind an escaped line break all further ones count.
std::size_t YamlScanner::FoldBreaks(std::size_t at, std::size_t end,
                                    bool escaped) {
  std::size_t breaks = 0;
  while (at < end) {
    if (IsBreak(at)) {
      at = SkipBreak(at);
      ++breaks;
    } else if (base::IsBlank(text_[at])) {
      ++at;
    } else {
      break;
    }
  }
  if (escaped) {
    buffer_.append(breaks, '\n');
  } else if (breaks == 1) {
    buffer_.push_back(' ');
  } else {
    buffer_.append(breaks - 1, '\n');
  }
  return at;
}

bool YamlScanner::ScanQuoted(char quote) {
  if (!SaveSimpleKey()) return false;
  key_allowed_ = false;
  std::size_t begin = pos_++;
  bool decode = false;
  unsigned stops = kYamlBreak | (quote == '"' ? kYamlDouble : kYamlSingle);
  for (;;) {
    pos_ = Find(stops, pos_);
    if (pos_ == text_.size()) {
      return Fail(begin, base::Format("expected a closing {} for this quote, "
                                      "found the end of the file",
                                      quote));
    }
    if (IsBreak(pos_)) {
      decode = true;
      pos_ = SkipBreak(pos_);
      line_start_ = pos_;
      if (DocumentIndicatorAt(pos_)) {
        return Fail(pos_, base::Format("expected a closing {}, found the "
                                       "beginning of a document",
                                       quote));
      }
    } else if (text_[pos_] == '\\') {
      decode = true;
      ++pos_;
      if (pos_ < text_.size() && !IsBreak(pos_)) ++pos_;
    } else if (quote == '\'' && At(pos_ + 1) == '\'') {
      decode = true;
      pos_ += 2;
    } else {
      break;
    }
  }
  ++pos_;
  if (decode && !DecodeQuoted(begin + 1, pos_ - 1, quote)) return false;
  EmitScalar(quote == '"' ? YamlStyle::kDouble : YamlStyle::kSingle, begin,
             pos_, decode);
  return true;
}

bool YamlScanner::DecodeQuoted(std::size_t begin, std::size_t end, char quote) {
  buffer_.clear();
  unsigned stops = kYamlBlank | kYamlBreak;
  stops |= quote == '"' ? kYamlDouble : kYamlSingle;
  std::size_t at = begin;
  while (at < end) {
    std::size_t stop = std::min(Find(stops, at), end);
    buffer_.append(text_.substr(at, stop - at));
    at = stop;
    if (at >= end) break;
    if (text_[at] == '\'') {
      buffer_.push_back('\'');
      at += 2;
    } else if (text_[at] == '\\' && IsBreak(at + 1)) {
      at = SkipBreak(at + 1);
      at = FoldBreaks(at, end, true);
    } else if (text_[at] == '\\') {
      at = DecodeEscape(at, end);
      if (at == 0) return false;
    } else {
      std::size_t blanks = at;
      while (at < end && base::IsBlank(text_[at])) ++at;
      if (at < end && IsBreak(at)) {
        at = FoldBreaks(at, end, false);
      } else {
        buffer_.append(text_.substr(blanks, at - blanks));
      }
    }
  }
  return true;
}

// Appends what the escape at `at` means and returns its end; 0 for a failure.
std::size_t YamlScanner::DecodeEscape(std::size_t at, std::size_t end) {
  char letter = text_[at + 1];
  for (const Escape& escape : kEscapes) {
    if (escape.letter == letter) {
      buffer_.append(escape.text);
      return at + 2;
    }
  }
  std::size_t digits = letter == 'x'   ? 2
                       : letter == 'u' ? 4
                       : letter == 'U' ? 8
                                       : 0;
  if (digits == 0) {
    Fail(at, base::Format("expected an escape such as \\n or \\\\, found "
                          "a backslash and {}",
                          DescribeYamlAt(text_, at + 1)));
    return 0;
  }
  std::string_view rest = text_.substr(at + 2, end - at - 2);
  std::int64_t code = HexNumber(rest, digits);
  std::size_t next = at + 2 + digits;
  // JSON writes characters above U+FFFF as two escapes.
  if (digits == 4 && IsHighSurrogate(code) &&
      rest.substr(4).starts_with("\\u")) {
    std::int64_t low = HexNumber(rest.substr(6), 4);
    if (IsSurrogate(low) && !IsHighSurrogate(low)) {
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      next += 6;
    }
  }
  if (code < 0) {
    Fail(at, base::Format(
                 "expected {} hexadecimal digits, found \\{}", digits,
                 base::Printable(rest.substr(0, digits)).insert(0, 1, letter)));
    return 0;
  }
  if (IsSurrogate(code) || code > 0x10ffff) {
    Fail(at,
         base::Format("expected the code of a character, found {:X}", code));
    return 0;
  }
  AppendUtf8(static_cast<std::uint32_t>(code), &buffer_);
  return next;
}

// '|' or '>', then digit and '+' or '-' in any order, then an optional comment.
bool YamlScanner::ScanBlockHeader(int* increment, int* chomping) {
  ++pos_;
  for (int i = 0; i < 2; ++i) {
    char c = At(pos_);
    if ((c == '+' || c == '-') && *chomping == 0) {
      *chomping = c == '+' ? 1 : -1;
      ++pos_;
    } else if (base::IsDigit(c) && *increment == 0) {
      if (c == '0') return FailFound(pos_, "an indentation from 1 to 9");
      *increment = c - '0';
      ++pos_;
    }
  }
  return true;
}

bool YamlScanner::ScanBlockScalar(bool folded) {
  if (!RemoveSimpleKey()) return false;
  key_allowed_ = true;
  std::size_t begin = pos_;
  int increment = 0;
  int chomping = 0;
  if (!ScanBlockHeader(&increment, &chomping)) return false;
  std::size_t end = pos_;
  while (base::IsBlank(At(pos_))) ++pos_;
  if (At(pos_) == '#') AddComment(false);
  if (pos_ < text_.size() && !IsBreak(pos_)) {
    return FailFound(pos_, base::Format("the end of the line behind '{}'",
                                        folded ? '>' : '|'));
  }
  if (IsBreak(pos_)) line_start_ = pos_ = SkipBreak(pos_);
  int indent = increment == 0 ? 0 : std::max(indent_, 0) + increment;

  buffer_.clear();
  std::size_t breaks = 0;  // empty lines before the next line
  bool any = false;        // a line precedes
  bool ended = false;      // and it has a line break
  bool was_blank = false;  // and it begins with a blank
  if (!SkipBlockBreaks(&indent, &breaks)) return false;
  while (Column() == indent && pos_ < text_.size()) {
    bool is_blank = base::IsBlank(text_[pos_]);
    bool fold = folded && any && !was_blank && !is_blank;
    if (fold && breaks == 0) buffer_.push_back(' ');
    if (!fold && any) buffer_.push_back('\n');
    buffer_.append(breaks, '\n');
    breaks = 0;
    was_blank = is_blank;
    any = true;
    end = Find(kYamlBreak, pos_);
    buffer_.append(text_.substr(pos_, end - pos_));
    pos_ = end;
    ended = pos_ < text_.size();
    if (ended) line_start_ = pos_ = SkipBreak(pos_);
    if (!SkipBlockBreaks(&indent, &breaks)) return false;
  }
  if (chomping >= 0 && ended) buffer_.push_back('\n');
  if (chomping > 0) buffer_.append(breaks, '\n');
  EmitScalar(folded ? YamlStyle::kFolded : YamlStyle::kLiteral, begin, end,
             true);
  return true;
}

// Empty lines and the indentation behind them. With *indent 0 it is found out:
// that of the line with the most spaces up to the first line with text.
bool YamlScanner::SkipBlockBreaks(int* indent, std::size_t* breaks) {
  int deepest = 0;
  for (;;) {
    while ((*indent == 0 || Column() < *indent) && At(pos_) == ' ') ++pos_;
    deepest = std::max(deepest, Column());
    if ((*indent == 0 || Column() < *indent) && At(pos_) == '\t') {
      return Fail(pos_, "expected spaces, found a tab, which cannot indent");
    }
    if (!IsBreak(pos_)) break;
    line_start_ = pos_ = SkipBreak(pos_);
    ++*breaks;
  }
  if (*indent == 0) *indent = std::max({deepest, indent_ + 1, 1});
  return true;
}

}  // namespace bulkhead::formats
