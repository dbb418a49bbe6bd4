// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/dockerfile/dockerfile.h"

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "config/dockerfile/parse.h"

namespace bulkhead::config {

const SyntaxError* Dockerfile::ParserError() const {
  for (const SyntaxError& error : errors) {
    if (error.stage == SyntaxStage::kParser) return &error;
  }
  return nullptr;
}

const Directive* Dockerfile::FindDirective(std::string_view name) const {
  for (const Directive& directive : directives) {
    if (directive.name == name) return &directive;
  }
  return nullptr;
}

void ParseContext::Fail(Instruction& instruction, SyntaxStage stage,
                        model::Range range, std::string message) {
  instruction.faulty = true;
  SyntaxError error;
  error.message = std::move(message);
  error.range = range;
  error.line = instruction.first_line;
  error.end_line = std::max(instruction.first_line, instruction.last_line);
  error.stage = stage;
  // The instruction is appended when it is complete.
  error.instruction = static_cast<std::int32_t>(file_.instructions.size());
  file_.errors.push_back(std::move(error));
}

PlacedText PlaceView(const Instruction& i, std::string_view part,
                     model::Range fallback) {
  const bool inside = std::less_equal<>()(i.text.data(), part.data()) &&
                      std::less_equal<>()(part.data() + part.size(),
                                          i.text.data() + i.text.size());
  if (!inside) return {part, fallback};
  const std::size_t begin = base::OffsetIn(i.text, part);
  return {part, i.map.ToFile(begin, begin + part.size())};
}

ScriptText ScriptWithLines(const Dockerfile& file,
                           const Instruction& instruction) {
  const ScriptText* joined = ScriptOf(instruction);
  if (joined == nullptr) return {};
  const RunArgs* run = instruction.run();
  const bool simple = joined->map.segments().size() < 2 ||
                      (run != nullptr && run->script_is_heredoc);
  if (simple) return *joined;
  // Every segment of the joined text that begins behind a continuation is put
  // on a line of its own again.
  ScriptText out;
  const std::vector<OffsetMap::Segment>& segments = joined->map.segments();
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const std::size_t begin = segments[s].text;
    const std::size_t end =
        s + 1 < segments.size() ? segments[s + 1].text : joined->text.size();
    const bool after_newline = !out.text.empty() && out.text.back() == '\n';
    if (s > 0 && !after_newline) {
      // The continuation in front of this segment, as it stands in the file.
      const std::size_t gap =
          segments[s - 1].file + (begin - segments[s - 1].text);
      const std::string_view between =
          file.source->text().substr(gap, segments[s].file - gap);
      if (base::Contains(between, "\n")) {
        out.map.Add(out.text.size(), gap);
        out.text += "\\\n";
      }
    }
    out.map.Add(out.text.size(), segments[s].file);
    out.text += joined->text.substr(begin, end - begin);
  }
  return out;
}

}  // namespace bulkhead::config
