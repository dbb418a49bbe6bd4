// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/lsp/text_lines.h"

#include <algorithm>

namespace bulkhead::cli {
namespace {

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// UTF-16 code units of the code point that begins with this byte; 0 within one.
std::size_t Units(char c) {
  if (IsContinuation(c)) return 0;
  return static_cast<unsigned char>(c) >= 0xf0 ? 2 : 1;
}

std::size_t CountUnits(std::string_view text) {
  std::size_t units = 0;
  for (char c : text) units += Units(c);
  return units;
}

// Bytes of the first `units` code units.
std::size_t BytesOfUnits(std::string_view text, std::size_t units) {
  std::size_t at = 0;
  while (at < text.size() && units > 0) {
    std::size_t size = Units(text[at]);
    if (size > units) break;
    units -= size;
    ++at;
    while (at < text.size() && IsContinuation(text[at])) ++at;
  }
  return at;
}

// An offset at which a text may be cut.
bool MayCut(std::string_view text, std::size_t at) {
  if (at == 0 || at >= text.size()) return true;
  return !IsContinuation(text[at]) &&
         !(text[at - 1] == '\r' && text[at] == '\n');
}

}  // namespace

TextLines::TextLines(std::string_view text, PositionEncoding encoding)
    : text_(text), encoding_(encoding), starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] == '\n' || text[i] == '\r') starts_.push_back(i + 1);
  }
}

TextPosition TextLines::At(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  std::size_t line = static_cast<std::size_t>(
      std::upper_bound(starts_.begin(), starts_.end(), offset) -
      starts_.begin() - 1);
  std::string_view before =
      Line(line).substr(0, offset - std::min(offset, starts_[line]));
  return {line, encoding_ == PositionEncoding::kUtf8 ? before.size()
                                                     : CountUnits(before)};
}

TextRange TextLines::Of(model::Range range) const {
  return {At(range.begin), At(std::max(range.begin, range.end))};
}

std::size_t TextLines::OffsetOf(TextPosition position) const {
  if (position.line >= starts_.size()) return text_.size();
  std::string_view line = Line(position.line);
  std::size_t bytes = BytesOfUnits(line, position.character);
  if (encoding_ == PositionEncoding::kUtf8) {
    bytes = std::min(position.character, line.size());
    while (bytes > 0 && bytes < line.size() && IsContinuation(line[bytes])) {
      --bytes;
    }
  }
  return starts_[position.line] + bytes;
}

std::string_view TextLines::Line(std::size_t line) const {
  if (line >= starts_.size()) return {};
  std::size_t end =
      line + 1 < starts_.size() ? starts_[line + 1] : text_.size();
  std::string_view text = text_.substr(starts_[line], end - starts_[line]);
  if (line + 1 == starts_.size()) return text;
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::size_t TextLines::LineStart(std::size_t line) const {
  return line < starts_.size() ? starts_[line] : text_.size();
}

TextChange ChangeBetween(std::string_view before, std::string_view after) {
  std::size_t most = std::min(before.size(), after.size());
  std::size_t head = static_cast<std::size_t>(
      std::mismatch(before.begin(),
                    before.begin() + static_cast<std::ptrdiff_t>(most),
                    after.begin())
          .first -
      before.begin());
  while (head > 0 && (!MayCut(before, head) || !MayCut(after, head))) --head;
  std::size_t tail = 0;
  while (tail < most - head &&
         before[before.size() - tail - 1] == after[after.size() - tail - 1]) {
    ++tail;
  }
  while (tail > 0 && (!MayCut(before, before.size() - tail) ||
                      !MayCut(after, after.size() - tail))) {
    --tail;
  }
  return {{head, before.size() - tail},
          std::string(after.substr(head, after.size() - tail - head))};
}

}  // namespace bulkhead::cli
