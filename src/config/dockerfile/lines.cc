// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Bytes to instructions, by the rules of BuildKit's parser (Dockerfile
// frontend 1.x, docs.docker.com/reference/dockerfile):
//
// - Lines end in \n; \r before it is dropped. A UTF-8 byte order mark in front
//   is skipped.
// - A line whose first character behind white space is '#' is a comment. It is
//   one also between the lines of a continued instruction, and is then left
//   out.
// - A line that ends in the escape character, blanks behind it allowed, goes on
//   in the next one; neither escape nor line end stay. A doubled escape does
//   not continue. Empty lines within an instruction are left out, too.
// - ADD, COPY and RUN that are not in JSON form may open here documents, whose
//   lines follow at once and end with a line that is the name.
//
// The parser never stops at a fault: the faulty instruction is marked, and the
// next line begins a new one.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "config/dockerfile/chars.h"
#include "config/dockerfile/directives.h"
#include "config/dockerfile/heredoc.h"
#include "config/dockerfile/parse.h"

namespace bulkhead::config {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
// BuildKit reads lines with a buffer of this size.
constexpr std::size_t kMaxLine = 65'535;

// A physical line: [begin, end) without its line ending, `next` behind that.
struct Line {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t next = 0;
  int number = 0;
};

class LineParser {
 public:
  LineParser(ParseContext& context, std::string_view text)
      : context_(context), file_(context.file()), text_(text) {}

  std::optional<base::Error> Run() {
    if (text_.starts_with(kBom)) pos_ = kBom.size();
    Line line;
    while (!error_ && NextLine(line)) ParseLine(line);
    return error_;
  }

 private:
  bool NextLine(Line& line) {
    if (pos_ >= text_.size()) return false;
    const std::size_t newline = text_.find('\n', pos_);
    line.begin = pos_;
    line.end = newline == std::string_view::npos ? text_.size() : newline;
    line.next = newline == std::string_view::npos ? line.end : newline + 1;
    line.number = ++line_number_;
    if (line.end - line.begin > kMaxLine) too_long_line_ = line;
    while (line.end > line.begin && text_[line.end - 1] == '\r') --line.end;
    pos_ = line.next;
    return true;
  }

  std::string_view TextOf(const Line& line) const {
    return text_.substr(line.begin, line.end - line.begin);
  }

  // First byte that is not white space; the line's end where there is none.
  std::size_t Indented(const Line& line) const {
    std::string_view rest = TextOf(line);
    const std::size_t size = rest.size();
    return line.begin + (size - TrimRunesLeft(rest).size());
  }

  void ParseLine(Line line) {
    const std::size_t start = Indented(line);
    if (start < line.end && text_[start] == '#') {
      AddComment(line, start, false);
      return;
    }
    in_directives_ = false;
    Line content = line;
    content.begin = start;
    if (start == line.end) {
      comment_run_ = 0;
      return;
    }
    ParseInstruction(content);
    comment_run_ = 0;
  }

  void AddComment(const Line& line, std::size_t start, bool in_instruction) {
    Comment comment;
    comment.range = {start, line.end};
    comment.line = line.number;
    comment.text = TrimRunes(text_.substr(start + 1, line.end - start - 1));
    comment.in_instruction = in_instruction;
    comment.directive =
        !in_instruction && in_directives_ &&
        TryDirective(text_.substr(start, line.end - start), start, line.number);
    if (!in_instruction) {
      if (!comment.directive && !IsShebang(comment)) in_directives_ = false;
      comment_run_ = comment.directive ? 0 : comment_run_ + 1;
    }
    file_.comments.push_back(comment);
  }

  // `#!` in the first line: BuildKit looks for syntax and check behind it.
  bool IsShebang(const Comment& comment) const {
    return comment.line == 1 && comment.text.starts_with('!');
  }

  bool TryDirective(std::string_view line, std::size_t start, int number) {
    std::optional<DirectiveLine> parsed = ParseDirectiveLine(line);
    if (!parsed || !IsDirectiveName(parsed->name)) return false;
    const model::Range range{start, start + line.size()};
    if (file_.FindDirective(parsed->name) != nullptr) {
      FailFile(range, SyntaxStage::kParser,
               base::Format("only one {} parser directive can be used",
                            parsed->name));
      return true;
    }
    const std::size_t value = base::OffsetIn(text_, parsed->value);
    const Directive directive{std::move(parsed->name),
                              parsed->value,
                              range,
                              {value, value + parsed->value.size()},
                              number};
    Apply(directive);
    file_.directives.push_back(directive);
    return true;
  }

  void Apply(const Directive& directive) {
    if (directive.name == "escape") {
      if (directive.value != "\\" && directive.value != "`") {
        return FailFile(
            directive.value_range, SyntaxStage::kParser,
            base::Format("invalid escape token '{}' does not match ` or \\",
                         directive.value));
      }
      file_.escape = directive.value.front();
    } else if (directive.name == "check") {
      file_.check = ParseCheckDirective(directive.value);
      if (!file_.check) {
        FailFile(
            directive.value_range, SyntaxStage::kFile,
            base::Format("invalid check option {}", QuoteGo(directive.value)));
      }
    } else if (!IsKnownFrontend(
                   directive.value.substr(0, directive.value.find(' ')))) {
      file_.unknown.push_back(
          {"unknown-syntax",
           base::Format("the file asks for the syntax {}, which this program "
                        "does not know; it was read as docker/dockerfile:1",
                        directive.value),
           directive.value_range, directive.line});
    }
  }

  void FailFile(model::Range range, SyntaxStage stage, std::string message) {
    SyntaxError error;
    error.message = std::move(message);
    error.range = range;
    error.line = file_.source->At(range.begin).line;
    error.end_line = error.line;
    error.stage = stage;
    file_.errors.push_back(std::move(error));
  }

  // Cuts the escape off that continues a line; false where there is none.
  bool CutContinuation(Line& line) const {
    std::size_t end = line.end;
    while (end > line.begin && base::IsBlank(text_[end - 1])) --end;
    if (end == line.begin || text_[end - 1] != file_.escape) return false;
    if (end - line.begin >= 2 && text_[end - 2] == file_.escape) return false;
    line.end = end - 1;
    return true;
  }

  void ParseInstruction(Line line) {
    if (file_.instructions.size() >= context_.limits().max_entries) {
      error_ = base::Error{base::ErrorCode::kLimit,
                           base::Format("more than {} instructions",
                                        context_.limits().max_entries)};
      return;
    }
    Instruction i;
    i.first_line = line.number;
    i.comment_count = comment_run_;
    i.first_comment =
        static_cast<std::uint32_t>(file_.comments.size()) - comment_run_;
    pieces_.clear();
    bool more = CutContinuation(line);
    pieces_.push_back({line.begin, line.end});
    Line next;
    while (more && NextLine(next)) {
      const std::size_t start = Indented(next);
      if (start < next.end && text_[start] == '#') {
        AddComment(next, start, true);
      } else if (start == next.end) {
        i.empty_lines.push_back({next.begin, next.end});
      } else {
        more = CutContinuation(next);
        pieces_.push_back({next.begin, next.end});
      }
    }
    JoinPieces(i);
    if (i.text.empty()) return;
    i.last_line = line_number_;
    ParseArguments(context_, i);
    ReadHereDocs(i);
    i.last_line = line_number_;
    Interpret(context_, i);
    CheckLineLength(i);
    file_.instructions.push_back(std::move(i));
  }

  void JoinPieces(Instruction& i) {
    if (pieces_.size() == 1) {
      i.text = TrimRunes(text_.substr(pieces_[0].begin, pieces_[0].size()));
      const std::size_t begin =
          i.text.empty() ? pieces_[0].begin : base::OffsetIn(text_, i.text);
      i.map = OffsetMap(begin);
    } else {
      std::string joined;
      std::size_t size = 0;
      for (const Span& piece : pieces_) size += piece.size();
      joined.reserve(size);
      OffsetMap map;
      for (const Span& piece : pieces_) {
        if (piece.size() > 0) map.Add(joined.size(), piece.begin);
        joined += text_.substr(piece.begin, piece.size());
      }
      const std::string_view kept = context_.Keep(std::move(joined));
      i.text = TrimRunes(kept);
      const std::size_t lead =
          i.text.empty() ? 0 : base::OffsetIn(kept, i.text);
      i.map = map.From(lead);
    }
    i.range = i.map.ToFile(0, i.text.size());
  }

  // The instruction that may hold here documents: itself or the one in
  // ONBUILD; null for others.
  static const Instruction* HereDocOwner(const Instruction& i) {
    const Instruction* owner =
        i.Is(InstructionKind::kOnbuild) && i.onbuild() != nullptr ? i.onbuild()
                                                                  : &i;
    const bool takes = owner->Is(InstructionKind::kAdd) ||
                       owner->Is(InstructionKind::kCopy) ||
                       owner->Is(InstructionKind::kRun);
    return takes && !owner->json_form ? owner : nullptr;
  }

  void ReadHereDocs(Instruction& i) {
    if (!base::Contains(i.text, "<<") || HereDocOwner(i) == nullptr) return;
    base::Result<std::vector<HereDocWord>> words = ParseHereDocs(i.text);
    if (!words.ok()) {
      context_.Fail(i, SyntaxStage::kParser, i.range,
                    std::string(words.error().message));
      return;
    }
    for (HereDocWord& word : words.value()) {
      HereDoc doc;
      doc.name = std::move(word.name);
      doc.expand = word.expand;
      doc.chomp = word.chomp;
      doc.fd = word.fd;
      doc.word_range = i.map.ToFile(word.span.begin, word.span.end);
      const bool terminated = ReadContent(doc);
      i.range.end = std::max(i.range.end, doc.end_range.end);
      i.last_line = line_number_;
      if (!terminated) {
        context_.Fail(i, SyntaxStage::kParser, doc.word_range,
                      "unterminated heredoc");
      }
      i.heredocs.push_back(std::move(doc));
    }
    if (Instruction* inner =
            i.onbuild() == nullptr
                ? nullptr
                : std::get<OnbuildArgs>(i.args).instruction.get()) {
      inner->heredocs = i.heredocs;
      inner->range.end = i.range.end;
      inner->last_line = i.last_line;
    }
  }

  bool ReadContent(HereDoc& doc) {
    const std::size_t begin = pos_;
    Line line;
    while (NextLine(line)) {
      std::string_view text = TextOf(line);
      while (doc.chomp && text.starts_with('\t')) text.remove_prefix(1);
      if (text != doc.name) continue;
      SetContent(doc, begin, line.begin);
      doc.end_range = {line.begin, line.end};
      return true;
    }
    SetContent(doc, begin, text_.size());
    doc.end_range = {text_.size(), text_.size()};
    return false;
  }

  void SetContent(HereDoc& doc, std::size_t begin, std::size_t end) const {
    begin = std::min(begin, end);
    doc.content = text_.substr(begin, end - begin);
    doc.content_range = {begin, end};
  }

  void CheckLineLength(Instruction& i) {
    if (too_long_line_.number == 0) return;
    context_.Fail(
        i, SyntaxStage::kParser, {too_long_line_.begin, too_long_line_.end},
        base::Format("dockerfile line greater than maximum allowed size of {}",
                     kMaxLine));
    too_long_line_ = Line();
  }

  ParseContext& context_;
  Dockerfile& file_;
  std::string_view text_;
  std::size_t pos_ = 0;
  int line_number_ = 0;
  bool in_directives_ = true;
  std::uint32_t comment_run_ = 0;  // comment lines right above
  std::vector<Span> pieces_;
  Line too_long_line_;
  std::optional<base::Error> error_;
};

// What BuildKit says of the file as a whole.
void CheckFile(Dockerfile& file) {
  SyntaxError error;
  error.line = error.end_line = 1;
  if (file.instructions.empty()) {
    error.message = "file with no instructions";
    error.stage = SyntaxStage::kParser;
    error.line = error.end_line = std::max(1, file.source->LineCount());
    file.errors.push_back(std::move(error));
    return;
  }
  error.stage = SyntaxStage::kFile;
  for (const Instruction& i : file.instructions) {
    if (i.Is(InstructionKind::kFrom)) return;
    if (i.Is(InstructionKind::kArg)) continue;
    error.message = base::Format("no FROM in front of {}", i.keyword);
    error.range = i.keyword_range;
    error.line = i.first_line;
    error.end_line = i.last_line;
    error.instruction = static_cast<std::int32_t>(file.IndexOf(i));
    file.errors.push_back(std::move(error));
    return;
  }
  error.message = "dockerfile contains no stages to build";
  file.errors.push_back(std::move(error));
}

}  // namespace

base::Result<Dockerfile> ParseDockerfile(
    std::shared_ptr<const base::Source> source, const base::Limits& limits) {
  const std::string_view text = source->text();
  if (text.size() > limits.max_bytes) {
    return base::Error{
        base::ErrorCode::kLimit,
        base::Format("the file has {} bytes; at most {} are read", text.size(),
                     limits.max_bytes)};
  }
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos) {
    const base::Position place = source->At(nul);
    return base::Error{
        .message = base::Format("not a Dockerfile: line {} has a NUL byte, so "
                                "the file is binary or not in UTF-8",
                                place.line)};
  }
  Dockerfile file;
  file.source = std::move(source);
  file.storage = std::make_shared<Dockerfile::Storage>();
  ParseContext context(file, limits);
  std::optional<base::Error> error = LineParser(context, text).Run();
  if (error) return *std::move(error);
  CheckFile(file);
  std::stable_sort(file.errors.begin(), file.errors.end(),
                   [](const SyntaxError& a, const SyntaxError& b) {
                     return a.range.begin < b.range.begin;
                   });
  return file;
}

}  // namespace bulkhead::config
