// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Cutting a piece out of the lines of a Dockerfile: what script_edits.h is
// made of.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

// The lines that a piece is cut out of: those of an instruction, or those of a
// here document's body, where a line may also stand alone.
struct LineStyle {
  char escape = '\\';  // what continues a line
  bool body = false;
};
LineStyle StyleOf(const DockerfileContext& context, const Script& script);

// Begin of the line that holds the byte at `at`.
std::size_t LineBegin(std::string_view text, std::size_t at);
// Its end, in front of the line ending.
std::size_t LineEnd(std::string_view text, std::size_t at);
// Begin of the line behind it.
std::size_t NextLine(std::string_view text, std::size_t at);
// First byte at or behind `at` that is neither blank nor tab.
std::size_t SkipBlanks(std::string_view text, std::size_t at);
// Behind the last byte before `at` that is neither blank nor tab.
std::size_t SkipBlanksBack(std::string_view text, std::size_t at);
// Blanks that the line holding `at` begins with.
std::string_view IndentOf(std::string_view text, std::size_t at);

// "\r\n" where the first line ends so, else "\n".
std::string_view LineEndingOf(std::string_view text);

// Some comment of the file lies in the range.
bool HoldsComment(const DockerfileContext& context, model::Range range);
// Nothing but blanks, escapes and line ends stands in the range.
bool IsGap(std::string_view text, model::Range range, char escape);

// Removes the range with the blanks that joined it to its neighbours. Lines
// that become empty go as a whole; where it was the end of a continued
// instruction, so does the continuation in front of it. nullopt where a comment
// is in the way.
std::optional<model::Edit> RemoveSpan(const DockerfileContext& context,
                                      model::Range range, LineStyle style);

}  // namespace bulkhead::check
