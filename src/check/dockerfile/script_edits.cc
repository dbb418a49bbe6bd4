// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/script_edits.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "check/dockerfile/span_edits.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Instruction;
using config::Word;

std::string_view FileText(const DockerfileContext& context) {
  return context.file.source->text();
}

// The word stands in the file as it is written; what a variable was replaced by
// does not.
bool StandsInFile(const DockerfileContext& context, const Script& script,
                  const Word& word) {
  return !word.range.empty() && !base::Contains(word.text, "$") &&
         !base::Contains(word.text, "`") &&
         context.file.Text(script.InFile(word.range)) == word.text;
}

// A quoted string of JSON with this value and nothing escaped.
bool IsElement(const DockerfileContext& context, const Word& word,
               model::Range range) {
  std::string_view text = context.file.Text(range);
  return text.size() >= 2 && text.front() == '"' && text.back() == '"' &&
         text.substr(1, text.size() - 2) == word.value;
}

Edits RemoveElements(const DockerfileContext& context, const Script& script,
                     const Command& command,
                     std::span<const Word* const> words) {
  Edits edits;
  if (command.nesting != config::Nesting::kNone) return {};
  std::string_view text = FileText(context);
  for (const Word* word : words) {
    auto at = static_cast<std::size_t>(word - command.words.data());
    if (at == 0 || at >= command.words.size()) return {};
    model::Range range = script.InFile(word->range);
    model::Range before = script.InFile(command.words[at - 1].range);
    if (!IsElement(context, *word, range) || before.end > range.begin) {
      return {};
    }
    std::string_view gap =
        base::Trim(text.substr(before.end, range.begin - before.end));
    if (gap != ",") return {};
    edits.push_back(Replace(context, {before.end, range.end}, ""));
  }
  return edits;
}

// No honest instruction has more; each removal looks at all of them.
constexpr std::size_t kMostItems = 1000;

// Comments that speak to a checker about the next instruction.
bool IsPragma(std::string_view comment) {
  std::string lower = base::ToLower(comment);
  return base::Contains(lower, "ignore") || base::Contains(lower, "skip") ||
         base::Contains(lower, "shell=");
}

// The comments right above an instruction that an empty line follows are about
// it alone; texts that were code once are not.
bool AreAboutItAlone(const DockerfileContext& context, const Instruction& outer,
                     std::size_t behind) {
  constexpr std::uint32_t kMost = 3;
  std::string_view text = FileText(context);
  bool ends = behind >= text.size() ||
              LineEnd(text, behind) <= SkipBlanks(text, behind);
  if (!ends || outer.comment_count == 0 || outer.comment_count > kMost) {
    return false;
  }
  for (std::uint32_t i = 0; i < outer.comment_count; ++i) {
    std::string_view comment =
        context.file.comments[outer.first_comment + i].text;
    std::string_view word = comment.substr(0, comment.find(' '));
    bool code = config::KindOf(word) != config::InstructionKind::kUnknown &&
                base::ToUpper(word) == word;
    if (comment.empty() || code) return false;
  }
  return true;
}

}  // namespace

void OfferFix(model::Finding& finding, bool safe, std::string description,
              Edits edits) {
  if (edits.empty()) return;
  SetFix(finding, safe, std::move(description), std::move(edits));
}

Edits RemoveWords(const DockerfileContext& context, const Script& script,
                  const Command& command, std::span<const Word* const> words) {
  if (script.exec_form) return RemoveElements(context, script, command, words);
  if (!script.shell.ok()) return {};
  const LineStyle style = StyleOf(context, script);
  std::string_view text = FileText(context);
  std::vector<model::Range> runs;
  for (const Word* word : words) {
    if (!StandsInFile(context, script, *word)) return {};
    model::Range range = script.InFile(word->range);
    bool joins = !runs.empty() && runs.back().end <= range.begin &&
                 !HoldsComment(context, {runs.back().end, range.begin}) &&
                 IsGap(text, {runs.back().end, range.begin}, style.escape);
    if (joins) {
      runs.back().end = range.end;
    } else {
      runs.push_back(range);
    }
  }
  Edits edits;
  for (model::Range range : runs) {
    std::optional<model::Edit> edit = RemoveSpan(context, range, style);
    if (!edit) return {};
    edits.push_back(std::move(*edit));
  }
  return edits;
}

Edits RemoveFlag(const DockerfileContext& context, const Script& script,
                 const Command& command,
                 std::initializer_list<std::string_view> flags,
                 bool takes_value) {
  std::vector<const Word*> words;
  std::span<const Word> all = command.words;
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i].value == "--") break;
    for (std::string_view flag : flags) {
      std::string_view rest = all[i].value;
      if (!base::ConsumePrefix(rest, flag)) continue;
      if (!rest.empty() && rest[0] != '=') continue;
      words.push_back(&all[i]);
      if (!rest.empty() || !takes_value) break;
      if (i + 1 >= all.size()) return {};
      words.push_back(&all[++i]);
      break;
    }
  }
  return RemoveWords(context, script, command, words);
}

Edits ReplaceWord(const DockerfileContext& context, const Script& script,
                  const Word& word, std::string text) {
  model::Range range = script.InFile(word.range);
  if (script.exec_form) {
    if (!IsElement(context, word, range)) return {};
    return {Replace(context, {range.begin + 1, range.end - 1}, text)};
  }
  if (!script.shell.ok() || !StandsInFile(context, script, word)) return {};
  return {Replace(context, range, std::move(text))};
}

Edits RemoveInstructionFlag(const DockerfileContext& context,
                            const config::Flag& flag) {
  std::optional<model::Edit> edit =
      RemoveSpan(context, flag.range, {context.file.escape, false});
  if (!edit) return {};
  return {*edit};
}

Edits RemoveItem(const DockerfileContext& context, const Instruction& outer,
                 std::span<const model::Range> items, std::size_t index) {
  if (index >= items.size()) return {};
  if (items.size() == 1) return RemoveInstruction(context, outer);
  if (index == 0) {
    // The second one takes the place of the first.
    model::Range head{items[0].begin, items[1].begin};
    if (HoldsComment(context, head)) return {};
    if (!IsGap(FileText(context), {items[0].end, items[1].begin},
               context.file.escape)) {
      return {};
    }
    return {Replace(context, head, "")};
  }
  std::optional<model::Edit> edit =
      RemoveSpan(context, items[index], {context.file.escape, false});
  if (!edit) return {};
  return {*edit};
}

Edits RemovePair(const DockerfileContext& context, const Instruction& outer,
                 std::size_t index) {
  const config::KeyValueArgs* args = Inner(outer).pairs();
  if (args == nullptr || args->pairs.size() > kMostItems) return {};
  std::vector<model::Range> items;
  for (const config::KeyValue& pair : args->pairs) items.push_back(pair.range);
  return RemoveItem(context, outer, items, index);
}

Edits RemoveInstruction(const DockerfileContext& context,
                        const Instruction& outer) {
  for (std::uint32_t i = 0; i < outer.comment_count; ++i) {
    if (IsPragma(context.file.comments[outer.first_comment + i].text)) {
      return {};
    }
  }
  if (HoldsComment(context, outer.range) ||
      context.instructions().size() == 1) {
    return {};
  }
  model::Edit edit = RemoveLines(context, outer.range);
  std::string_view text = FileText(context);
  if (AreAboutItAlone(context, outer, edit.range.end)) {
    edit.range.begin =
        LineBegin(text, context.file.comments[outer.first_comment].range.begin);
  }
  // One of two empty lines that would meet goes, too.
  std::size_t begin = edit.range.begin;
  bool empty_before =
      begin > 0 && SkipBlanks(text, LineBegin(text, begin - 1)) + 1 >= begin;
  std::size_t behind = SkipBlanks(text, edit.range.end);
  bool empty_behind = behind < text.size() && LineEnd(text, behind) == behind;
  if ((begin == 0 || empty_before) && empty_behind) {
    edit.range.end = NextLine(text, behind);
  }
  return {edit};
}

}  // namespace bulkhead::check
