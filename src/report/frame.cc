// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "report/frame.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::report {
namespace {

constexpr std::size_t kTabStop = 4;
// Bytes of a long line that are looked at on each side of the mark: a minified
// file has one line of megabytes.
constexpr std::size_t kReach = 2048;
constexpr std::string_view kCut = "...";

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u;
}

// Length of the character at text[i]; 1 for a byte that begins none.
std::size_t CharacterLength(std::string_view text, std::size_t i) {
  std::size_t length = 1;
  while (length < 4 && i + length < text.size() &&
         IsContinuation(text[i + length])) {
    ++length;
  }
  while (length > 1 && !base::IsUtf8(text.substr(i, length))) --length;
  return length;
}

// One character as it is displayed.
struct Cell {
  std::string text;
  std::size_t width = 1;
  bool marked = false;
};

// The cells of line[from, to). A mark that is empty or behind the end gets a
// cell of its own, at least.
std::vector<Cell> MakeCells(std::string_view line, std::size_t from,
                            std::size_t to, Marked mark) {
  std::vector<Cell> cells;
  std::size_t column = 0;
  std::size_t i = from;
  while (i < to) {
    std::size_t length = CharacterLength(line, i);
    Cell cell;
    if (line[i] == '\t') {
      cell.text = std::string(kTabStop - column % kTabStop, ' ');
    } else {
      cell.text = base::Printable(line.substr(i, length));
    }
    cell.width = base::DisplayWidth(cell.text);
    cell.marked = i < mark.end && i + length > mark.begin;
    column += cell.width;
    cells.push_back(std::move(cell));
    i += length;
  }
  if (mark.end > mark.begin && mark.begin >= to) {
    cells.push_back({.text = " ", .width = 1, .marked = true});
  }
  return cells;
}

// Cells [first, last) that fit into `width` and show the mark's beginning.
struct Window {
  std::size_t first = 0;
  std::size_t last = 0;
};

Window FitCells(const std::vector<Cell>& cells, std::size_t width) {
  std::size_t total = 0;
  std::size_t mark = 0;      // first marked cell
  std::size_t mark_end = 0;  // columns up to the end of the mark
  bool found = false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    total += cells[i].width;
    if (!cells[i].marked) continue;
    if (!found) mark = i;
    found = true;
    mark_end = total;
  }
  if (total <= width) return {0, cells.size()};
  std::size_t room = width > 2 * kCut.size() ? width - 2 * kCut.size() : 1;
  std::size_t first = 0;
  if (mark_end > room) {
    // A quarter of the width shows what stands before the mark.
    std::size_t before = 0;
    first = mark;
    while (first > 0 && before + cells[first - 1].width <= room / 4) {
      before += cells[--first].width;
    }
  }
  std::size_t last = first;
  std::size_t used = 0;
  while (last < cells.size() && used + cells[last].width <= room) {
    used += cells[last++].width;
  }
  return {first, std::max(last, std::min(first + 1, cells.size()))};
}

// What most lines are: bytes that are shown as they are, and tabs.
bool IsPlain(std::string_view line) {
  return std::all_of(line.begin(), line.end(), [](char c) {
    return (c >= ' ' && c <= '~') || c == '\t';
  });
}

FrameLine MakePlainLine(std::string_view line, Marked mark) {
  FrameLine out;
  out.text.reserve(line.size() + kTabStop);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i == mark.begin) out.mark_begin = out.text.size();
    if (line[i] == '\t') {
      out.text.append(kTabStop - out.text.size() % kTabStop, ' ');
    } else {
      out.text += line[i];
    }
    if (i >= mark.begin && i < mark.end) out.mark_end = out.text.size();
  }
  return out;
}

}  // namespace

FrameLine MakeFrameLine(std::string_view line, std::size_t begin,
                        std::size_t end, std::size_t width) {
  Marked mark = {begin, end};
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (mark.begin > line.size()) mark = {line.size(), line.size() + 1};
  bool marked = mark.end > mark.begin;
  if (line.size() <= width && IsPlain(line) &&
      (!marked || mark.begin < line.size())) {
    FrameLine out = MakePlainLine(line, marked ? mark : Marked());
    if (out.text.size() <= width) return out;
  }
  std::size_t from = mark.begin > kReach ? mark.begin - kReach : 0;
  std::size_t to = std::min(line.size(), mark.begin + kReach);
  while (from > 0 && IsContinuation(line[from])) --from;
  while (to < line.size() && IsContinuation(line[to])) ++to;

  std::vector<Cell> cells = MakeCells(line, from, to, mark);
  Window window = FitCells(cells, width);
  FrameLine out;
  if (from > 0 || window.first > 0) out.text += kCut;
  bool marking = false;
  for (std::size_t i = window.first; i < window.last; ++i) {
    if (cells[i].marked && !marking) out.mark_begin = out.text.size();
    marking = marking || cells[i].marked;
    out.text += cells[i].text;
    if (cells[i].marked) out.mark_end = out.text.size();
  }
  if (to < line.size() || window.last < cells.size()) out.text += kCut;
  return out;
}

Marked MarkedBytes(const model::Location& location, int number,
                   std::string_view line) {
  int last_line = std::max(location.end_line, location.line);
  if (location.line <= 0 || number < location.line || number > last_line) {
    return {};
  }
  std::string_view trimmed = base::TrimRight(line);
  std::size_t indent = line.size() - base::TrimLeft(line).size();
  Marked mark = {std::min(indent, trimmed.size()), trimmed.size()};
  if (number == location.line) {
    mark.begin = static_cast<std::size_t>(std::max(location.column, 1) - 1);
  }
  if (number == last_line && location.end_column > 0) {
    mark.end = static_cast<std::size_t>(location.end_column - 1);
  }
  if (mark.end <= mark.begin) {
    // An empty range is a place: one column. On later lines it is nothing.
    mark.end = number == location.line ? mark.begin + 1 : mark.begin;
  }
  return mark;
}

std::vector<FrameLine> MakeFrame(const model::Excerpt& excerpt,
                                 const model::Location& location,
                                 std::size_t width, std::size_t max_lines,
                                 bool* more) {
  std::vector<FrameLine> out;
  *more = false;
  if (location.line <= 0) return out;
  int last_line = std::max(location.end_line, location.line);
  // A range that ends before the first column of a line ends on the line above.
  if (last_line > location.line && location.end_column == 1) --last_line;
  for (int number = location.line; number <= last_line; ++number) {
    std::optional<std::string_view> line = ExcerptLine(excerpt, number);
    if (!line || out.size() == max_lines) {
      *more = !out.empty();
      break;
    }
    Marked mark = MarkedBytes(location, number, *line);
    out.push_back(MakeFrameLine(*line, mark.begin, mark.end, width));
    out.back().number = number;
  }
  return out;
}

std::optional<std::string_view> ExcerptLine(const model::Excerpt& excerpt,
                                            int number) {
  if (number < excerpt.first_line || excerpt.first_line <= 0) return {};
  std::string_view rest = excerpt.text;
  for (int line = excerpt.first_line; line < number; ++line) {
    std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  return rest.substr(0, rest.find('\n'));
}

int CodePointColumn(const model::Excerpt& excerpt, int line, int column) {
  std::optional<std::string_view> text = ExcerptLine(excerpt, line);
  std::size_t bytes = static_cast<std::size_t>(std::max(column, 1) - 1);
  if (!text || bytes > text->size()) return static_cast<int>(bytes) + 1;
  return static_cast<int>(CodePoints(text->substr(0, bytes))) + 1;
}

std::size_t CodePoints(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    i += CharacterLength(text, i);
  }
  return count;
}

std::size_t Utf16Units(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    std::size_t length = CharacterLength(text, i);
    if (length == 4) ++count;
    i += length;
  }
  return count;
}

}  // namespace bulkhead::report
