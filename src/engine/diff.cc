// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Myers' algorithm (An O(ND) Difference Algorithm, 1986) on the lines between
// the common beginning and the common end. Texts that differ in more than
// kMaxEdits lines are shown as one replaced block.
#include "engine/diff.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace bulkhead::engine {
namespace {

constexpr std::ptrdiff_t kMaxEdits = 1000;
constexpr std::size_t kContext = 3;

struct Line {
  char kind = ' ';  // ' ', '-', '+'
  std::string_view text;
};

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

using Lines = std::span<const std::string_view>;

// Appends the edits from `a` to `b`.
void Compare(Lines a, Lines b, std::vector<Line>* out) {
  std::ptrdiff_t n = std::ssize(a);
  std::ptrdiff_t m = std::ssize(b);
  std::ptrdiff_t most = std::min(n + m, kMaxEdits);
  std::vector<std::ptrdiff_t> reach(static_cast<std::size_t>(2 * most + 3), 0);
  std::vector<std::vector<std::ptrdiff_t>> history;
  auto at = [&](std::vector<std::ptrdiff_t>& v,
                std::ptrdiff_t k) -> std::ptrdiff_t& {
    return v[static_cast<std::size_t>(k + most + 1)];
  };
  std::ptrdiff_t found = -1;
  for (std::ptrdiff_t d = 0; d <= most && found < 0; ++d) {
    history.push_back(reach);
    for (std::ptrdiff_t k = -d; k <= d; k += 2) {
      bool down = k == -d || (k != d && at(reach, k - 1) < at(reach, k + 1));
      std::ptrdiff_t x = down ? at(reach, k + 1) : at(reach, k - 1) + 1;
      while (x < n && x - k < m &&
             a[static_cast<std::size_t>(x)] ==
                 b[static_cast<std::size_t>(x - k)]) {
        ++x;
      }
      at(reach, k) = x;
      if (x >= n && x - k >= m) {
        found = d;
        break;
      }
    }
  }
  if (found < 0) {
    for (std::string_view line : a) out->push_back({'-', line});
    for (std::string_view line : b) out->push_back({'+', line});
    return;
  }
  std::vector<Line> reversed;
  std::ptrdiff_t x = n;
  std::ptrdiff_t y = m;
  for (std::ptrdiff_t d = found; d >= 0; --d) {
    std::vector<std::ptrdiff_t>& v = history[static_cast<std::size_t>(d)];
    std::ptrdiff_t k = x - y;
    bool down = k == -d || (k != d && at(v, k - 1) < at(v, k + 1));
    std::ptrdiff_t before_k = down ? k + 1 : k - 1;
    std::ptrdiff_t before_x = d == 0 ? 0 : at(v, before_k);
    std::ptrdiff_t before_y = d == 0 ? 0 : before_x - before_k;
    while (x > before_x && y > before_y) {
      reversed.push_back({' ', a[static_cast<std::size_t>(--x)]});
      --y;
    }
    if (d == 0) break;
    if (down) {
      reversed.push_back({'+', b[static_cast<std::size_t>(--y)]});
    } else {
      reversed.push_back({'-', a[static_cast<std::size_t>(--x)]});
    }
  }
  out->insert(out->end(), reversed.rbegin(), reversed.rend());
}

std::vector<Line> Script(Lines a, Lines b) {
  std::vector<Line> out;
  std::size_t same = 0;
  while (same < a.size() && same < b.size() && a[same] == b[same]) ++same;
  std::size_t tail = 0;
  while (tail < a.size() - same && tail < b.size() - same &&
         a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
    ++tail;
  }
  for (std::size_t i = 0; i < same; ++i) out.push_back({' ', a[i]});
  Compare(a.subspan(same, a.size() - same - tail),
          b.subspan(same, b.size() - same - tail), &out);
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) {
    out.push_back({' ', a[i]});
  }
  return out;
}

std::string Span(std::size_t first, std::size_t count) {
  // An empty side names the line before it.
  if (count == 0) return base::Format("{},0", first - 1);
  return count == 1 ? base::Format("{}", first)
                    : base::Format("{},{}", first, count);
}

void AppendHunk(std::span<const Line> lines, std::size_t first_a,
                std::size_t first_b, const LineMask& mask, std::string* out) {
  std::size_t count_a = 0;
  std::size_t count_b = 0;
  for (const Line& line : lines) {
    count_a += line.kind != '+' ? 1u : 0u;
    count_b += line.kind != '-' ? 1u : 0u;
  }
  *out += base::Format("@@ -{} +{} @@\n", Span(first_a, count_a),
                       Span(first_b, count_b));
  int number = static_cast<int>(first_a);
  for (const Line& line : lines) {
    *out += line.kind;
    if (mask) {
      std::string text(line.text);
      mask(line.kind, line.kind == '+' ? 0 : number, &text);
      *out += text;
    } else {
      *out += line.text;
    }
    if (line.kind != '+') ++number;
    if (!line.text.ends_with('\n')) *out += "\n\\ No newline at end of file\n";
  }
}

}  // namespace

std::string UnifiedDiff(std::string_view path, std::string_view before,
                        std::string_view after, const LineMask& mask) {
  if (before == after) return "";
  std::vector<std::string_view> a = LinesOf(before);
  std::vector<std::string_view> b = LinesOf(after);
  std::vector<Line> script = Script(a, b);
  std::string name = base::Printable(path);
  std::string out = base::Format("--- a/{}\n+++ b/{}\n", name, name);
  std::size_t i = 0;
  std::size_t line_a = 1;
  std::size_t line_b = 1;
  auto count = [&](const Line& line) {
    line_a += line.kind != '+' ? 1u : 0u;
    line_b += line.kind != '-' ? 1u : 0u;
  };
  while (i < script.size()) {
    std::size_t change = i;
    while (change < script.size() && script[change].kind == ' ') ++change;
    if (change == script.size()) break;
    std::size_t begin = change - std::min(kContext, change - i);
    for (; i < begin; ++i) count(script[i]);
    // The hunk ends where more than two contexts of equal lines follow.
    std::size_t end = change;
    std::size_t equal = 0;
    while (end < script.size() && equal <= 2 * kContext) {
      equal = script[end].kind == ' ' ? equal + 1 : 0;
      ++end;
    }
    end -= equal > kContext ? equal - kContext : 0;
    AppendHunk(std::span(script).subspan(begin, end - begin), line_a, line_b,
               mask, &out);
    for (; i < end; ++i) count(script[i]);
  }
  return out;
}

}  // namespace bulkhead::engine
