// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/span_edits.h"

#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

// The end of a continued line without its escape and the blanks around that;
// nullopt where the line ends there.
std::optional<std::size_t> EndOfContinued(std::string_view text,
                                          std::size_t line_end, char escape) {
  std::size_t end = SkipBlanksBack(text, line_end);
  if (end == 0 || text[end - 1] != escape) return std::nullopt;
  if (end >= 2 && text[end - 2] == escape) return std::nullopt;
  return SkipBlanksBack(text, end - 1);
}

// The piece is the last line of the instruction: the line before must not be
// continued any more.
std::optional<model::Range> WithContinuationBefore(std::string_view text,
                                                   model::Range range,
                                                   std::size_t line_begin,
                                                   LineStyle style) {
  if (line_begin == 0) return std::nullopt;
  const std::size_t before = LineBegin(text, line_begin - 1);
  const std::size_t before_end = LineEnd(text, before);
  const std::size_t first = SkipBlanks(text, before);
  if (first < before_end && text[first] == '#') return std::nullopt;
  std::optional<std::size_t> end =
      EndOfContinued(text, before_end, style.escape);
  if (!end) {
    if (!style.body) return std::nullopt;
    return model::Range{line_begin, NextLine(text, range.end)};
  }
  if (*end <= first) return std::nullopt;
  return model::Range{*end, range.end};
}

}  // namespace

LineStyle StyleOf(const DockerfileContext& context, const Script& script) {
  const config::RunArgs* run = script.instruction->run();
  if (run != nullptr && run->script_is_heredoc) return {'\\', true};
  return {context.file.escape, false};
}

std::size_t LineBegin(std::string_view text, std::size_t at) {
  if (at == 0) return 0;
  std::size_t newline = text.rfind('\n', at - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

std::size_t LineEnd(std::string_view text, std::size_t at) {
  std::size_t newline = text.find('\n', at);
  if (newline == std::string_view::npos) return text.size();
  while (newline > at && text[newline - 1] == '\r') --newline;
  return newline;
}

std::size_t NextLine(std::string_view text, std::size_t at) {
  std::size_t newline = text.find('\n', at);
  return newline == std::string_view::npos ? text.size() : newline + 1;
}

std::size_t SkipBlanks(std::string_view text, std::size_t at) {
  while (at < text.size() && base::IsBlank(text[at])) ++at;
  return at;
}

std::size_t SkipBlanksBack(std::string_view text, std::size_t at) {
  while (at > 0 && base::IsBlank(text[at - 1])) --at;
  return at;
}

std::string_view IndentOf(std::string_view text, std::size_t at) {
  std::size_t begin = LineBegin(text, at);
  return text.substr(begin, SkipBlanks(text, begin) - begin);
}

std::string_view LineEndingOf(std::string_view text) {
  std::size_t newline = text.find('\n');
  bool crlf = newline != std::string_view::npos && newline > 0 &&
              text[newline - 1] == '\r';
  return crlf ? "\r\n" : "\n";
}

bool HoldsComment(const DockerfileContext& context, model::Range range) {
  // In order of place.
  const std::vector<config::Comment>& comments = context.file.comments;
  auto first =
      std::lower_bound(comments.begin(), comments.end(), range.begin,
                       [](const config::Comment& comment, std::size_t begin) {
                         return comment.range.begin < begin;
                       });
  return first != comments.end() && first->range.begin < range.end;
}

bool IsGap(std::string_view text, model::Range range, char escape) {
  std::string_view gap = text.substr(range.begin, range.size());
  return std::all_of(gap.begin(), gap.end(),
                     [&](char c) { return base::IsSpace(c) || c == escape; });
}

std::optional<model::Edit> RemoveSpan(const DockerfileContext& context,
                                      model::Range range, LineStyle style) {
  std::string_view text = context.file.source->text();
  if (range.end > text.size() || HoldsComment(context, range)) {
    return std::nullopt;
  }
  const std::size_t line_begin = LineBegin(text, range.begin);
  const bool alone = SkipBlanks(text, line_begin) >= range.begin;
  const std::size_t after = SkipBlanks(text, range.end);
  const std::size_t line_end = LineEnd(text, range.end);
  if (after >= line_end) {  // nothing follows
    if (!alone) {
      return Replace(context, {SkipBlanksBack(text, range.begin), after}, "");
    }
    std::optional<model::Range> wider =
        WithContinuationBefore(text, {range.begin, after}, line_begin, style);
    if (!wider) return std::nullopt;
    return Replace(context, *wider, "");
  }
  const bool continued =
      text[after] == style.escape && SkipBlanks(text, after + 1) >= line_end;
  if (continued) {
    if (alone) return Replace(context, {line_begin, NextLine(text, after)}, "");
    return Replace(context, {range.begin, after}, "");
  }
  if (after == range.end && !alone) {  // (x --flag)
    return Replace(context, {SkipBlanksBack(text, range.begin), after}, "");
  }
  return Replace(context, {range.begin, after}, "");
}

}  // namespace bulkhead::check
