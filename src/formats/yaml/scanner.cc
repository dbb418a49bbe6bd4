// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// YAML bytes to tokens (YAML 1.2, chapters 5 to 8, as libyaml and its
// translation in go-yaml draw the tokens).
//
// YAML shows only by the ':' behind it that something was a key. Where a key
// may begin, the scanner therefore leaves an empty token, remembers the place
// (one for each level of flow brackets), and fills it in when the ':' comes on
// the same line. So nothing is ever inserted into the token list, and time is
// linear. Block structure is a stack of columns: a token further to the right
// may open a collection, one further to the left closes all that lie deeper.
//
// Line breaks are LF, CRLF and CR. All offsets are bytes; the input is below
// 4 GiB.
#include "formats/yaml/scanner.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace bulkhead::formats {
namespace {

// Control characters and anything beyond ASCII need a closer look. Blocks of a
// fixed size, so that the compiler makes vector instructions of the loop.
constexpr std::size_t kBlock = 64;

bool AllPlainAscii(const char* block) {
  unsigned char bad = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    unsigned char c = static_cast<unsigned char>(block[i]);
    bad |= static_cast<unsigned char>(
        ((c < 0x20) & (c != '\n') & (c != '\t') & (c != '\r')) | (c > 0x7e));
  }
  return bad == 0;
}

// Length of the UTF-8 sequence at `at` where YAML allows its character, else 0.
std::size_t AllowedSequence(std::string_view text, std::size_t at) {
  unsigned char lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) {
    bool allowed = (lead >= 0x20 && lead != 0x7f) || lead == '\n' ||
                   lead == '\t' || lead == '\r';
    return allowed ? 1 : 0;
  }
  std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > text.size()) return 0;
  std::uint32_t code = lead & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    unsigned char c = static_cast<unsigned char>(text[at + i]);
    if ((c & 0xc0) != 0x80) return 0;
    code = code << 6 | (c & 0x3fu);
  }
  constexpr std::array<std::uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800,
                                                      0x10000};
  if (code < kSmallest[length] || code > 0x10ffff) return 0;
  if (code >= 0xd800 && code <= 0xdfff) return 0;
  if (code < 0xa0 && code != 0x85) return 0;
  if (code == 0xfffe || code == 0xffff) return 0;
  return length;
}

YamlFailure ForbiddenCharacter(std::string_view text, std::size_t at) {
  unsigned char c = static_cast<unsigned char>(text[at]);
  bool control = c < 0x80 || (c == 0xc2 && at + 1 < text.size());
  bool invalid = c >= 0x80 && !control;
  return {at, base::Format("expected {}, found byte 0x{:02x}",
                           invalid ? "UTF-8" : "printable text", c)};
}

}  // namespace

YamlFailure CheckYamlCharacters(std::string_view text) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    return {0, "expected UTF-8, found UTF-16 (by its byte order mark)",
            base::ErrorCode::kUnsupported};
  }
  std::size_t at = 0;
  while (at < text.size()) {
    if (at + kBlock <= text.size() && AllPlainAscii(text.data() + at)) {
      at += kBlock;
      continue;
    }
    std::size_t stop = std::min(at + kBlock, text.size());
    while (at < stop) {
      std::size_t length = AllowedSequence(text, at);
      if (length == 0) return ForbiddenCharacter(text, at);
      at += length;
    }
  }
  return {};
}

std::string DescribeYamlAt(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the end of the file";
  char c = text[offset];
  if (c == '\n' || c == '\r') return "the end of the line";
  if (c == '\t') return "a tab";
  if (c == ' ') return "a space";
  std::size_t length = AllowedSequence(text, offset);
  return base::Format("'{}'", base::Printable(text.substr(offset, length)));
}

void YamlScanner::Run(const base::Limits& limits) {
  // Four tokens a node at most: room for a key, tag, anchor, indicator.
  std::size_t max_tokens = limits.max_entries < SIZE_MAX / 8
                               ? limits.max_entries * 6 + 64
                               : SIZE_MAX;
  tokens_.reserve(text_.size() / 8 + 16);
  keys_.emplace_back();
  if (text_.starts_with("\xef\xbb\xbf")) pos_ = line_start_ = 3;
  while (tokens_.empty() || tokens_.back().kind != YamlTokenKind::kStreamEnd) {
    bool ok = FetchToken();
    if (ok && tokens_.size() > max_tokens) {
      ok = Fail(pos_, base::Format("expected at most {} nodes, found more",
                                   limits.max_entries));
      failure_.code = base::ErrorCode::kLimit;
    }
    if (!ok) {
      Emit(YamlTokenKind::kError, failure_.offset, failure_.offset);
      return;
    }
  }
}

std::string_view YamlScanner::TextOf(const YamlToken& token) const {
  if (token.text != 0) return texts_[token.text - 1];
  bool quoted =
      token.style == YamlStyle::kSingle || token.style == YamlStyle::kDouble;
  std::size_t quote = quoted ? 1 : 0;
  return text_.substr(token.begin + quote, token.end - token.begin - 2 * quote);
}

bool YamlScanner::Fail(std::size_t offset, std::string message) {
  failure_ = {offset, std::move(message)};
  return false;
}

bool YamlScanner::FailFound(std::size_t offset, std::string_view expected) {
  return Fail(offset, base::Format("expected {}, found {}", expected,
                                   DescribeYamlAt(text_, offset)));
}

bool YamlScanner::BlankOrEnd(std::size_t offset) const {
  char c = At(offset);
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\0';
}

bool YamlScanner::DocumentIndicatorAt(std::size_t offset) const {
  std::string_view three = text_.substr(std::min(offset, text_.size()), 3);
  return (three == "---" || three == "...") && BlankOrEnd(offset + 3);
}

std::uint32_t YamlScanner::AddText(std::string_view text) {
  char* copy = static_cast<char*>(arena_->allocate(text.size() + 1, 1));
  std::memcpy(copy, text.data(), text.size());
  texts_.emplace_back(copy, text.size());
  return static_cast<std::uint32_t>(texts_.size());
}

// Comments, blanks and line breaks. Tabs are blanks except where indentation
// counts: at the start of a line, and behind '-', '?' and ':' of block style.
// Among comments (and there alone, as go-yaml has it) they do no harm.
void YamlScanner::SkipToToken() {
  bool among_comments = false;
  for (;;) {
    while (pos_ < text_.size() &&
           (text_[pos_] == ' ' ||
            (text_[pos_] == '\t' && (flow_level_ > 0 || !key_allowed_)))) {
      ++pos_;
    }
    if (At(pos_) == '\t' && among_comments) {
      std::size_t after = pos_;
      while (base::IsBlank(At(after))) ++after;
      if (At(after) == '#' || IsBreak(after)) pos_ = after;
    }
    if (At(pos_) == '#') {
      AddComment(token_end_ <= line_start_);
      among_comments = true;
    }
    if (!IsBreak(pos_)) return;
    pos_ = SkipBreak(pos_);
    line_start_ = pos_;
    if (flow_level_ == 0) key_allowed_ = true;
  }
}

void YamlScanner::AddComment(bool own_line) {
  std::size_t end = Find(kYamlBreak, pos_);
  comments_->push_back({{pos_, end}, own_line});
  pos_ = end;
}

bool YamlScanner::FetchToken() {
  SkipToToken();
  UnrollIndent(Column());
  if (pos_ >= text_.size()) return FetchStreamEnd();
  bool done = false;
  if (Column() == 0 && !FetchAtLineStart(&done)) return false;
  if (done) return true;
  char c = text_[pos_];
  switch (c) {
    case '-':
    case '?':
      if (!BlankOrEnd(pos_ + 1)) return ScanPlain();
      return c == '-' ? FetchBlockEntry() : FetchKey();
    case ':': {
      // Directly behind '[' or ',' a ':' without blank begins a scalar (::1).
      YamlTokenKind last =
          tokens_.empty() ? YamlTokenKind::kNothing : tokens_.back().kind;
      bool adjacent = flow_level_ > 0 && last != YamlTokenKind::kFlowEntry &&
                      last != YamlTokenKind::kFlowSequence;
      return adjacent || BlankOrEnd(pos_ + 1) ? FetchValue() : ScanPlain();
    }
    case '|':
    case '>':
      if (flow_level_ == 0) return ScanBlockScalar(c == '>');
      return FailFound(pos_, "a value");
    case '\t':
      return Fail(pos_, "expected spaces, found a tab, which cannot indent");
    case '%':
    case '@':
    case '`':
      return FailFound(pos_, "a value (quote text that begins so)");
    default:
      return FetchIndicator(c);
  }
}

bool YamlScanner::FetchAtLineStart(bool* done) {
  *done = true;
  if (text_[pos_] == '%') return ScanDirective();
  if (DocumentIndicatorAt(pos_)) {
    return FetchDocumentIndicator(text_[pos_] == '-'
                                      ? YamlTokenKind::kDocumentStart
                                      : YamlTokenKind::kDocumentEnd);
  }
  *done = false;
  return true;
}

bool YamlScanner::FetchIndicator(char c) {
  switch (c) {
    case '[':
      return FetchFlowStart(YamlTokenKind::kFlowSequence);
    case '{':
      return FetchFlowStart(YamlTokenKind::kFlowMapping);
    case ']':
      return FetchFlowEnd(YamlTokenKind::kFlowSequenceEnd);
    case '}':
      return FetchFlowEnd(YamlTokenKind::kFlowMappingEnd);
    case ',':
      return FetchFlowEntry();
    case '*':
      return ScanAnchor(YamlTokenKind::kAlias);
    case '&':
      return ScanAnchor(YamlTokenKind::kAnchor);
    case '!':
      return ScanTag();
    case '\'':
    case '"':
      return ScanQuoted(c);
    default:
      return ScanPlain();
  }
}

// The key that was begun cannot be one any more.
bool YamlScanner::MissingColon() {
  const SimpleKey& key = keys_.back();
  std::size_t at = key.begin;
  std::size_t slot = key.slot + 1;
  if (slot < tokens_.size()) at = tokens_[slot].end;
  return Fail(at, base::Format("expected ':' behind the key, found {}",
                               DescribeYamlAt(text_, at)));
}

// A ':' inside of a value: mostly a key that is indented too far, so that it
// continues the plain text of the line above.
bool YamlScanner::MisplacedColon() {
  const YamlToken& last = tokens_.back();
  if (last.kind == YamlTokenKind::kScalar && last.begin < line_start_) {
    std::size_t key = line_start_;
    while (base::IsBlank(At(key))) ++key;
    std::string_view before = text_.substr(0, last.begin);
    return Fail(key,
                base::Format("expected more of the text that begins on "
                             "line {}, found a key{}",
                             std::count(before.begin(), before.end(), '\n') + 1,
                             key > line_start_ ? " (indented too far?)" : ""));
  }
  return Fail(pos_,
              "expected the end of the value, found another ':' (quote text "
              "that contains one)");
}

bool YamlScanner::RemoveSimpleKey() {
  SimpleKey& key = keys_.back();
  if (key.possible && key.required) return MissingColon();
  key.possible = false;
  return true;
}

bool YamlScanner::SaveSimpleKey() {
  if (!key_allowed_) return true;
  if (!RemoveSimpleKey()) return false;
  SimpleKey& key = keys_.back();
  key.possible = true;
  key.required = flow_level_ == 0 && indent_ == Column();
  key.slot = tokens_.size();
  key.begin = pos_;
  key.line_start = line_start_;
  Emit(YamlTokenKind::kNothing, pos_, pos_);
  return true;
}

bool YamlScanner::SimpleKeyIsValid() const {
  const SimpleKey& key = keys_.back();
  if (!key.possible) return false;
  if (key.in_flow_mapping && key.slot + 2 == tokens_.size() &&
      tokens_.back().kind == YamlTokenKind::kScalar &&
      tokens_.back().style == YamlStyle::kDouble) {
    return true;  // the ':' of JSON may stand on another line
  }
  return key.line_start == line_start_;
}

// Opens a block collection where the column lies deeper than the last one.
bool YamlScanner::StartBlock(YamlTokenKind kind) {
  if (indent_ < Column()) {
    indents_.push_back(indent_);
    indent_ = Column();
    Emit(kind, pos_, pos_);
  }
  return true;
}

void YamlScanner::UnrollIndent(int column) {
  if (flow_level_ > 0) return;
  while (indent_ > column) {
    Emit(YamlTokenKind::kBlockEnd, pos_, pos_);
    indent_ = indents_.back();
    indents_.pop_back();
  }
}

bool YamlScanner::FetchStreamEnd() {
  if (!RemoveSimpleKey()) return false;
  UnrollIndent(-1);
  Emit(YamlTokenKind::kStreamEnd, pos_, pos_);
  return true;
}

bool YamlScanner::FetchDocumentIndicator(YamlTokenKind kind) {
  if (!RemoveSimpleKey()) return false;
  UnrollIndent(-1);
  key_allowed_ = false;
  Emit(kind, pos_, pos_ + 3);
  pos_ += 3;
  return true;
}

bool YamlScanner::FetchFlowStart(YamlTokenKind kind) {
  if (!SaveSimpleKey()) return false;
  keys_.push_back({.in_flow_mapping = kind == YamlTokenKind::kFlowMapping});
  ++flow_level_;
  key_allowed_ = true;
  Emit(kind, pos_, pos_ + 1);
  ++pos_;
  return true;
}

bool YamlScanner::FetchFlowEnd(YamlTokenKind kind) {
  if (!RemoveSimpleKey()) return false;
  if (flow_level_ > 0) {
    --flow_level_;
    keys_.pop_back();
  }
  key_allowed_ = false;
  Emit(kind, pos_, pos_ + 1);
  ++pos_;
  return true;
}

bool YamlScanner::FetchFlowEntry() {
  if (!RemoveSimpleKey()) return false;
  key_allowed_ = true;
  Emit(YamlTokenKind::kFlowEntry, pos_, pos_ + 1);
  ++pos_;
  return true;
}

bool YamlScanner::FetchBlockEntry() {
  if (flow_level_ > 0) return FailFound(pos_, "a value or the end of the list");
  if (!key_allowed_) {
    return Fail(pos_,
                "expected a list item on a line of its own, found '-' behind "
                "other text");
  }
  if (!RemoveSimpleKey()) return false;
  if (!StartBlock(YamlTokenKind::kBlockSequence)) return false;
  key_allowed_ = true;
  Emit(YamlTokenKind::kBlockEntry, pos_, pos_ + 1);
  ++pos_;
  return true;
}

bool YamlScanner::FetchKey() {
  if (flow_level_ == 0) {
    if (!key_allowed_) {
      return Fail(pos_,
                  "expected a key on a line of its own, found '?' behind other "
                  "text");
    }
    if (!RemoveSimpleKey()) return false;
    if (!StartBlock(YamlTokenKind::kBlockMapping)) return false;
  }
  if (!RemoveSimpleKey()) return false;
  key_allowed_ = flow_level_ == 0;
  Emit(YamlTokenKind::kKey, pos_, pos_ + 1);
  ++pos_;
  return true;
}

bool YamlScanner::FetchValue() {
  SimpleKey& key = keys_.back();
  if (SimpleKeyIsValid()) {
    YamlToken& slot = tokens_[key.slot];
    slot.kind = YamlTokenKind::kKey;
    int column = static_cast<int>(key.begin - key.line_start);
    if (flow_level_ == 0 && indent_ < column) {
      indents_.push_back(indent_);
      indent_ = column;
      slot.opens_mapping = true;
    }
    key.possible = false;
    key_allowed_ = false;
  } else {
    if (key.possible && key.required) return MissingColon();
    if (flow_level_ == 0) {
      if (!key_allowed_) {
        return MisplacedColon();
      }
      if (!StartBlock(YamlTokenKind::kBlockMapping)) return false;
    }
    key.possible = false;
    key_allowed_ = flow_level_ == 0;
  }
  Emit(YamlTokenKind::kValue, pos_, pos_ + 1);
  ++pos_;
  return true;
}

}  // namespace bulkhead::formats
