// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The format for a terminal: grouped by file, one code frame a finding.
//
//   Dockerfile
//
//     high      2:6     The tag of node:latest moves
//                       dockerfile/latest-tag (DL3007, DS-0001)
//        2 | FROM node:latest
//          |      ^^^^^^^^^^^
//          = fix available: Pin the digest
//          = remedy: Name a version.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "report/frame.h"
#include "report/summary.h"
#include "report/writer.h"

namespace bulkhead::report {
namespace {

// Ids that a person may know; KICS also has its own as UUIDs, which tell
// nobody anything.
std::vector<std::string_view> ReadableAliases(const model::Finding& finding) {
  constexpr std::size_t kUuidSize = 36;
  std::vector<std::string_view> out;
  for (std::string_view alias : finding.aliases) {
    bool uuid = alias.size() == kUuidSize && alias[8] == '-' &&
                alias[13] == '-' && alias[18] == '-' && alias[23] == '-';
    if (!uuid) out.push_back(alias);
  }
  return out;
}

using model::Severity;

constexpr int kLeastWidth = 40;
constexpr std::size_t kFrameLines = 4;

// Styles of ECMA-48 (SGR).
constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kTitle = "\x1b[1;4m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kSeverityStyles[] = {
    "\x1b[2m", "\x1b[36m", "\x1b[33m", "\x1b[31m", "\x1b[1;31m"};

std::string_view StyleOf(Severity severity) {
  return kSeverityStyles[static_cast<std::size_t>(severity)];
}

class TableText {
 public:
  TableText(const model::Report& report, const WriterOptions& options,
            TextSink* out)
      : report_(report),
        options_(options),
        width_(static_cast<std::size_t>(std::max(options.width, kLeastWidth))),
        sink_(*out),
        out_(*out->text()) {}

  void Write() {
    for (const FileGroup& group : GroupByFile(report_, options_)) {
      File(group);
      sink_.Pause();
    }
    Gaps();
    Notes();
    LeftOut();
    Summary();
  }

 private:
  std::string Styled(std::string_view style, std::string_view text) const {
    if (!options_.color || text.empty()) return std::string(text);
    return base::Format("{}{}{}", style, text, kReset);
  }

  void BeginStyle(std::string_view style) {
    if (options_.color) out_ += style;
  }
  void EndStyle() {
    if (options_.color) out_ += kReset;
  }

  // `text` in words from column `indent` on, the first line behind what is
  // already there (`used` columns), each line in `style`.
  void Wrapped(std::string_view text, std::size_t indent, std::size_t used,
               std::string_view style) {
    std::string printable = base::Printable(base::Trim(text), true);
    bool begun = false;  // the line holds a word
    std::size_t column = used;
    std::string_view rest = printable;
    for (std::string_view word = base::TakeWord(&rest); !word.empty();
         word = base::TakeWord(&rest)) {
      std::size_t word_width = base::DisplayWidth(word);
      if (begun && column + 1 + word_width > width_) {
        EndStyle();
        out_ += '\n';
        out_.append(indent, ' ');
        begun = false;
        column = indent;
      }
      if (begun) {
        out_ += ' ';
        ++column;
      } else {
        BeginStyle(style);
      }
      out_ += word;
      column += word_width;
      begun = true;
    }
    if (begun) EndStyle();
    out_ += '\n';
  }

  void File(const FileGroup& group) {
    out_ += Styled(kTitle, base::Printable(group.path)) + "\n\n";
    remedies_.clear();
    for (const model::Finding* finding : group.findings) Finding(*finding);
  }

  void Finding(const model::Finding& finding) {
    std::string_view severity = SeverityName(finding.severity);
    std::string line = LineText(finding.location);
    std::string before =
        Styled(StyleOf(finding.severity), base::Format("{:<8}", severity));
    out_ += base::Format("  {}  {:<6}  ", before, line);
    // Wide places push the text to the right.
    std::size_t indent = kTextColumn;
    if (line.size() > kPlaceWidth) indent += line.size() - kPlaceWidth;
    Wrapped(finding.message, indent, indent, kBold);
    std::string names = finding.rule.str();
    std::vector<std::string_view> readable = ReadableAliases(finding);
    if (!readable.empty()) {
      names += base::Format(" ({})", base::Join(readable, ", "));
    }
    out_ += std::string(indent, ' ');
    Wrapped(names, indent, indent, kDim);
    Frame(finding);
    Hints(finding);
    out_ += "\n";
  }

  void Frame(const model::Finding& finding) {
    bool more = false;
    std::size_t room = width_ - kGutter.size();
    std::vector<FrameLine> frame =
        MakeFrame(finding.excerpt, finding.location, room, kFrameLines, &more);
    if (frame.empty()) {
      if (!finding.location.object.empty()) {
        Hint("at: ", finding.location.object, kDim);
      }
      return;
    }
    for (const FrameLine& line : frame) {
      out_ += Styled(kDim, base::Format("{:>6} | ", line.number));
      out_ += base::TrimRight(line.text);
      out_ += "\n";
      if (line.mark_end <= line.mark_begin) continue;
      std::string_view text = line.text;
      std::size_t before = base::DisplayWidth(text.substr(0, line.mark_begin));
      std::size_t marked = base::DisplayWidth(
          text.substr(line.mark_begin, line.mark_end - line.mark_begin));
      out_ += Styled(kDim, kGutter) + std::string(before, ' ');
      out_ += Styled(StyleOf(finding.severity), std::string(marked, '^'));
      out_ += "\n";
    }
    if (more) out_ += Styled(kDim, "       | ...") + "\n";
  }

  void Hint(std::string_view label, std::string_view text,
            std::string_view style) {
    out_ += Styled(kDim, kHint) + Styled(style, label);
    Wrapped(text, kHint.size() + 2, kHint.size() + label.size(), "");
  }

  void Hints(const model::Finding& finding) {
    for (const model::Related& related : finding.related) {
      Hint("see: ",
           base::Format("{}: {}", PlaceText(related.location), related.message),
           kDim);
    }
    if (finding.suppressed) {
      const model::Suppression& by = *finding.suppressed;
      std::string reason =
          by.justification.empty() ? "no reason given" : by.justification;
      if (!by.source.empty()) reason += base::Format(" ({})", by.source);
      Hint("suppressed: ", reason, kYellow);
      return;
    }
    if (finding.fix) {
      Hint(finding.fix->safe ? "fix available: "
                             : "fix available, may change behaviour: ",
           finding.fix->description, kGreen);
    }
    // Said once a file and rule: forty times the same sentence help nobody.
    std::string_view remedy = TextsOf(report_, finding).remedy;
    if (!remedy.empty() && remedies_.insert(finding.rule).second) {
      Hint("remedy: ", remedy, kDim);
    }
  }

  void Gaps() {
    if (report_.gaps.empty()) return;
    out_ += Styled(kTitle, "Not assessed") + "\n\n";
    for (const model::Gap& gap : report_.gaps) {
      std::string_view style = gap.broken ? StyleOf(Severity::kHigh) : kYellow;
      out_ += "  " + Styled(style, gap.broken ? "error     " : "gap       ");
      std::string text = gap.message;
      std::string place = PlaceText(gap.location);
      if (!place.empty()) text = base::Format("{}: {}", place, text);
      constexpr std::size_t kIndent = 2 + 8 + 2;
      Wrapped(text, kIndent, kIndent, "");
      out_ += std::string(kIndent, ' ');
      Wrapped(gap.code, kIndent, kIndent, kDim);
      if (!gap.remedy.empty()) Hint("remedy: ", gap.remedy, kDim);
      out_ += "\n";
    }
  }

  void Notes() {
    for (const model::Note& note : report_.notes) {
      out_ += Styled(kDim, "note: ");
      Wrapped(note.message, 6, 6, "");
    }
  }

  void LeftOut() {
    if (report_.left_out.empty()) return;
    out_ += Styled(kDim, "note: ");
    Wrapped(base::Format("{} left out; the json report names {} and says why",
                         Counted(report_.left_out.size(), "file"),
                         report_.left_out.size() == 1 ? "it" : "them"),
            6, 6, "");
  }

  void Summary() {
    if (!report_.notes.empty() || !report_.left_out.empty()) out_ += "\n";
    Wrapped(SummaryLine(report_, options_), 2, 0, kBold);
  }

  static constexpr std::string_view kGutter = "       | ";
  static constexpr std::string_view kHint = "       = ";
  static constexpr std::size_t kPlaceWidth = 6;
  static constexpr std::size_t kTextColumn = 2 + 8 + 2 + kPlaceWidth + 2;

  const model::Report& report_;
  const WriterOptions& options_;
  std::size_t width_;
  TextSink& sink_;
  std::string& out_;  // its text
  std::set<base::SharedText>
      remedies_;  // rules whose remedy the file has shown
};

void Write(const model::Report& report, const WriterOptions& options,
           TextSink* out) {
  TableText(report, options, out).Write();
}

}  // namespace

extern const Writer kTableWriter;
const Writer kTableWriter = {
    .name = "table",
    .description = "for a terminal: grouped by file, with the code",
    .write = &Write};

}  // namespace bulkhead::report
