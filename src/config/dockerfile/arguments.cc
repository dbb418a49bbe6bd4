// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The joined text of an instruction to keyword, flags and arguments. Each
// instruction has one of a few forms, as in BuildKit's table of line parsers.
#include <algorithm>
#include <memory>

#include "base/text.h"
#include "config/dockerfile/chars.h"
#include "config/dockerfile/json_array.h"
#include "config/dockerfile/parse.h"

namespace bulkhead::config {
namespace {

// Deeper chains of ONBUILD ONBUILD are cut off; one is an error already.
constexpr int kMaxOnbuildDepth = 16;

constexpr std::string_view kNotStrings =
    "when using JSON array syntax, arrays must be comprised of strings only";

// One instruction's text, with places relative to it.
class ArgumentParser {
 public:
  ArgumentParser(ParseContext& context, Instruction& instruction)
      : context_(context), i_(instruction) {}

  void Parse() {
    SplitKeyword();
    switch (i_.kind) {
      case InstructionKind::kAdd:
      case InstructionKind::kCopy:
      case InstructionKind::kVolume:
        if (!Json(rest_)) Blanks();
        break;
      case InstructionKind::kArg:
        Quoted();
        break;
      case InstructionKind::kCmd:
      case InstructionKind::kEntrypoint:
      case InstructionKind::kRun:
      case InstructionKind::kShell:
        if (!Json(rest_)) Whole(rest_);
        break;
      case InstructionKind::kEnv:
      case InstructionKind::kLabel:
        Pairs();
        break;
      case InstructionKind::kExpose:
      case InstructionKind::kFrom:
        Blanks();
        break;
      case InstructionKind::kHealthcheck:
        Healthcheck();
        break;
      case InstructionKind::kMaintainer:
      case InstructionKind::kStopsignal:
      case InstructionKind::kUser:
      case InstructionKind::kWorkdir:
        Whole(rest_);
        break;
      case InstructionKind::kOnbuild:  // see ParseArguments
      case InstructionKind::kUnknown:
        break;
    }
  }

 private:
  std::string_view TextOf(Span span) const {
    return i_.text.substr(span.begin, span.size());
  }
  Span Trimmed(std::size_t begin) const {
    const std::string_view text = i_.text.substr(begin);
    const std::string_view trimmed = TrimRunes(text);
    const std::size_t start =
        trimmed.empty()
            ? begin
            : begin + static_cast<std::size_t>(trimmed.data() - text.data());
    return {start, start + trimmed.size()};
  }
  void Add(Span span) {
    i_.arguments.push_back(PlaceAt(i_, span.begin, span.end));
  }

  void SplitKeyword() {
    const std::string_view text = i_.text;
    const std::size_t end =
        std::min(text.find_first_of("\t\v\f\r "), text.size());
    i_.keyword = text.substr(0, end);
    i_.keyword_range = i_.map.ToFile(0, end);
    i_.kind = KindOf(i_.keyword);
    const std::size_t next =
        std::min(text.find_first_not_of("\t\v\f\r ", end), text.size());
    std::vector<FlagWord> flags;
    const std::size_t rest = next + ExtractFlags(text.substr(next), flags);
    for (FlagWord& flag : flags) AddFlag(std::move(flag), next);
    rest_ = Trimmed(rest);
    i_.rest = TextOf(rest_);
    i_.rest_range = i_.map.ToFile(rest_.begin, rest_.end);
  }

  void AddFlag(FlagWord word, std::size_t offset) {
    const Span span{word.span.begin + offset, word.span.end + offset};
    const std::string_view written = TextOf(span);
    Flag flag;
    flag.text = word.plain ? written : context_.Keep(std::move(word.text));
    flag.range = i_.map.ToFile(span.begin, span.end);
    flag.value_range = {flag.range.end, flag.range.end};
    const std::string_view body = flag.text.substr(2);
    const std::size_t equals = body.find('=');
    flag.name = body.substr(0, equals);
    if (equals != std::string_view::npos) {
      flag.has_value = true;
      flag.value = body.substr(equals + 1);
      const std::size_t at = written.find('=');
      if (at != std::string_view::npos) {
        flag.value_range = i_.map.ToFile(span.begin + at + 1, span.end);
      }
    }
    i_.flags.push_back(flag);
  }

  // True where the text is a JSON array, also where that is an error.
  bool Json(Span span) {
    const std::string_view text = TextOf(span);
    if (text.empty() || text.front() != '[') return false;
    std::vector<JsonElement> elements;
    const JsonForm form = ParseJsonForm(text, elements);
    if (form == JsonForm::kNone) return false;
    if (form == JsonForm::kOther) {
      context_.Fail(i_, SyntaxStage::kParser,
                    i_.map.ToFile(span.begin, span.end),
                    std::string(kNotStrings));
      return true;
    }
    i_.json_form = true;
    for (JsonElement& element : elements) {
      const std::size_t begin = span.begin + element.begin;
      const std::size_t end = span.begin + element.end;
      const std::string_view inner = i_.text.substr(begin + 1, end - begin - 2);
      i_.arguments.push_back({inner == element.value
                                  ? inner
                                  : context_.Keep(std::move(element.value)),
                              i_.map.ToFile(begin, end)});
    }
    return true;
  }

  void Whole(Span span) {
    if (span.size() > 0) Add(span);
  }
  void Blanks() {
    const std::vector<Span> words = SplitBlanks(i_.rest);
    i_.arguments.reserve(words.size());
    for (const Span word : words) {
      Add({word.begin + rest_.begin, word.end + rest_.begin});
    }
  }
  void Quoted() {
    const std::vector<Span> words = SplitQuoted(i_.rest, context_.escape());
    i_.arguments.reserve(words.size());
    for (const Span word : words) {
      Add({word.begin + rest_.begin, word.end + rest_.begin});
    }
  }

  // Words of ENV and LABEL; interpret.cc takes them apart. In the old form,
  // NAME and the whole rest of the line.
  void Pairs() {
    Quoted();
    if (i_.arguments.empty()) return;
    if (!base::Contains(i_.arguments[0].value, "=")) {
      i_.arguments.clear();
      const std::size_t end = i_.rest.find_first_of("\t\v\f\r ");
      if (end == std::string_view::npos) {
        Add(rest_);
        return FailPairs(
            base::Format("{} must have two arguments", KeywordOf(i_.kind)));
      }
      const std::size_t value = i_.rest.find_first_not_of("\t\v\f\r ", end);
      Add({rest_.begin, rest_.begin + end});
      Add({rest_.begin + value, rest_.end});
      return;
    }
    for (const PlacedText& word : i_.arguments) {
      if (base::Contains(word.value, "=")) continue;
      return context_.Fail(
          i_, SyntaxStage::kParser, word.range,
          base::Format("Syntax error - can't find = in {}. Must be of the "
                       "form: name=value",
                       QuoteGo(word.value)));
    }
  }
  void FailPairs(std::string message) {
    context_.Fail(i_, SyntaxStage::kParser, i_.range, std::move(message));
  }

  void Healthcheck() {
    std::size_t end = 0;
    while (end < i_.rest.size() && !base::IsSpace(i_.rest[end])) ++end;
    if (end == 0) return;
    Add({rest_.begin, rest_.begin + end});
    while (end < i_.rest.size() && base::IsSpace(i_.rest[end])) ++end;
    const Span command{rest_.begin + end, rest_.end};
    if (!Json(command)) Whole(command);
  }

  ParseContext& context_;
  Instruction& i_;
  Span rest_;
};

}  // namespace

void ParseArguments(ParseContext& context, Instruction& instruction) {
  Instruction* current = &instruction;
  for (int depth = 0;; ++depth) {
    ArgumentParser(context, *current).Parse();
    if (current != &instruction) instruction.faulty |= current->faulty;
    const bool holds_one =
        current->Is(InstructionKind::kOnbuild) && !current->rest.empty();
    if (!holds_one || depth == kMaxOnbuildDepth) return;
    const std::size_t offset =
        static_cast<std::size_t>(current->rest.data() - current->text.data());
    std::unique_ptr<Instruction> inner = std::make_unique<Instruction>();
    inner->text = current->rest;
    inner->map = current->map.From(offset);
    inner->range = current->rest_range;
    inner->first_line = current->first_line;
    inner->last_line = current->last_line;
    Instruction* next = inner.get();
    current->args = OnbuildArgs{std::move(inner)};
    current = next;
  }
}

}  // namespace bulkhead::config
