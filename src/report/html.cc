// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// One HTML file with everything in it: page.html, page.css and page.js of the
// folder html/, and the report as compact JSON, from which the script renders
// what the reader looks at. Nothing is loaded; a content security policy names
// the hashes of the style and the script, so that nothing else can run, and
// the script makes text nodes only.
//
// The JSON is small so that a report of 5,000 findings stays below 3 MB: texts
// of rules and lines of files are stored once, findings are arrays:
//   [file, rule, severity, message, line, column, first line and number of
//    lines of the excerpt, [[line, begin, end, text?]...] marks in UTF-16
//    units, fingerprint, {further members, only where there are any}]
#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/digest.h"
#include "base/fs.h"
#include "base/text.h"
#include "formats/json/json.h"
#include "report/escape.h"
#include "report/frame.h"
#include "report/html/assets.h"
#include "report/summary.h"
#include "report/writer.h"

namespace bulkhead::report {
namespace {

using formats::JsonWriter;

constexpr std::size_t kLineWidth = 300;  // longer lines are cut
constexpr std::size_t kMaxLines = 24;    // of an excerpt

std::string Text(std::string_view text) { return base::Printable(text, true); }

// Texts of files and rules by number, and the data of the page.
class PageData {
 public:
  explicit PageData(const model::Report& report)
      : report_(report), rules_(report.rules), json_(&text_) {
    IndexRules();
    for (const model::Finding& finding : report.findings) {
      AddFile(finding);
      auto [at, added] = rule_index_.emplace(finding.rule, rules_.size());
      if (added) {
        rules_.push_back(
            {.id = finding.rule.str(), .severity = finding.severity});
      }
    }
  }

  // The JSON, fit to stand in a script element.
  std::string Write() {
    json_.BeginObject();
    Rules();
    Files();
    json_.Key("findings").BeginArray();
    for (const model::Finding& finding : report_.findings) Finding(finding);
    json_.EndArray();
    Run();
    json_.EndObject();
    return base::ReplaceAll(EscapeJsonControls(text_), "<", "\\u003c");
  }

 private:
  struct File {
    base::SharedText path;
    std::map<int, std::string> lines;
  };

  void IndexRules() {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      rule_index_.emplace(rules_[i].id, i);
    }
  }

  static std::vector<std::string_view> LinesOf(const model::Excerpt& excerpt) {
    std::vector<std::string_view> lines = excerpt.Lines();
    if (lines.size() > kMaxLines) lines.resize(kMaxLines);
    return lines;
  }

  void AddFile(const model::Finding& finding) {
    auto [at, added] =
        file_index_.emplace(finding.location.path, files_.size());
    if (added) files_.push_back({.path = finding.location.path, .lines = {}});
    File& file = files_[at->second];
    int number = finding.excerpt.first_line;
    for (std::string_view line : LinesOf(finding.excerpt)) {
      std::string& text = file.lines[number++];
      if (text.empty()) text = MakeFrameLine(line, 0, 0, kLineWidth).text;
    }
  }

  template <typename Texts>
  void Strings(std::string_view key, const Texts& texts) {
    json_.Key(key).BeginArray();
    for (std::string_view text : texts) json_.String(Text(text));
    json_.EndArray();
  }

  void Rules() {
    json_.Key("rules").BeginArray();
    for (const model::RuleRecord& rule : rules_) {
      json_.BeginObject().Member("id", Text(rule.id));
      json_.Member("title", Text(rule.title)).Member("why", Text(rule.why));
      json_.Member("remedy", Text(rule.remedy));
      Strings("aliases", rule.aliases);
      Strings("references", rule.references);
      json_.EndObject();
    }
    json_.EndArray();
  }

  // Lines as runs: [[first number, text, text...]...].
  void Files() {
    json_.Key("files").BeginArray();
    for (const File& file : files_) {
      json_.BeginObject().Member("path", Text(file.path));
      json_.Key("lines").BeginArray();
      int expected = 0;
      for (const auto& [number, text] : file.lines) {
        if (number != expected) {
          if (expected != 0) json_.EndArray();
          json_.BeginArray().Int(number);
        }
        json_.String(text);
        expected = number + 1;
      }
      if (expected != 0) json_.EndArray();
      json_.EndArray().EndObject();
    }
    json_.EndArray();
  }

  void Marks(const model::Finding& finding, const File& file) {
    json_.BeginArray();
    int number = finding.excerpt.first_line - 1;
    for (std::string_view line : LinesOf(finding.excerpt)) {
      ++number;
      Marked mark = MarkedBytes(finding.location, number, line);
      if (mark.end <= mark.begin) continue;
      FrameLine shown = MakeFrameLine(line, mark.begin, mark.end, kLineWidth);
      std::string_view text = shown.text;
      json_.BeginArray().Int(number);
      json_.Uint(Utf16Units(text.substr(0, shown.mark_begin)));
      json_.Uint(Utf16Units(text.substr(0, shown.mark_end)));
      // A long line is cut around its mark, so it is another text.
      if (text != file.lines.at(number)) json_.String(text);
      json_.EndArray();
    }
    json_.EndArray();
  }

  void Finding(const model::Finding& finding) {
    std::size_t file = file_index_.at(finding.location.path);
    std::size_t rule = rule_index_.at(finding.rule);
    json_.BeginArray().Uint(file).Uint(rule);
    json_.Uint(static_cast<std::size_t>(finding.severity));
    json_.String(Text(finding.message));
    json_.Int(finding.location.line).Int(finding.location.column);
    json_.Int(finding.excerpt.first_line).Uint(LinesOf(finding.excerpt).size());
    Marks(finding, files_[file]);
    json_.String(Text(finding.fingerprint));
    Further(finding, rules_[rule]);
    json_.EndArray();
  }

  void Further(const model::Finding& finding, const model::RuleRecord& rule) {
    bool any = !finding.location.object.empty() || !finding.evidence.empty() ||
               finding.aliases != rule.aliases || !finding.related.empty() ||
               finding.fix || finding.suppressed;
    if (!any) return;
    json_.BeginObject();
    if (!finding.location.object.empty()) {
      json_.Member("o", Text(finding.location.object));
    }
    if (!finding.evidence.empty()) json_.Member("e", Text(finding.evidence));
    if (finding.aliases != rule.aliases) Strings("a", finding.aliases);
    if (!finding.related.empty()) {
      json_.Key("r").BeginArray();
      for (const model::Related& related : finding.related) {
        json_.BeginArray().String(Text(PlaceText(related.location)));
        json_.String(Text(related.message)).EndArray();
      }
      json_.EndArray();
    }
    if (finding.fix) {
      json_.Key("x").BeginArray().String(Text(finding.fix->description));
      json_.Bool(finding.fix->safe).EndArray();
    }
    if (finding.suppressed) {
      json_.Key("s").BeginArray().String(Text(finding.suppressed->kind));
      json_.String(Text(finding.suppressed->justification));
      json_.String(Text(finding.suppressed->source)).EndArray();
    }
    json_.EndObject();
  }

  void Run() {
    json_.Key("gaps").BeginArray();
    for (const model::Gap& gap : report_.gaps) {
      json_.BeginArray().String(Text(PlaceText(gap.location)));
      json_.String(Text(gap.code)).String(Text(gap.message));
      json_.String(Text(gap.remedy)).Bool(gap.broken).EndArray();
    }
    json_.EndArray().Key("notes").BeginArray();
    for (const model::Note& note : report_.notes) {
      json_.BeginArray().String(Text(note.code));
      json_.String(Text(note.message)).EndArray();
    }
    json_.EndArray().Key("targets").BeginArray();
    for (const model::Target& target : report_.targets) {
      json_.BeginArray().String(Text(target.path)).String(Text(target.kind));
      json_.String(Text(target.detail)).EndArray();
    }
    json_.EndArray().Key("leftOut").BeginArray();
    for (const model::LeftOut& left : report_.left_out) {
      json_.BeginArray().String(Text(left.path));
      json_.String(Text(left.reason)).EndArray();
    }
    json_.EndArray();
  }

  const model::Report& report_;
  std::vector<model::RuleRecord> rules_;
  std::vector<File> files_;
  std::map<base::SharedText, std::size_t> rule_index_;
  std::map<base::SharedText, std::size_t> file_index_;
  std::string text_;
  JsonWriter json_;
};

// 'sha256-...' of a content security policy.
std::string PolicyHash(std::string_view content) {
  std::string bytes;
  std::string digits = base::Sha256Hex(content);
  auto value = [](char c) { return base::IsDigit(c) ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1]));
  }
  return "sha256-" + base::EncodeBase64(bytes);
}

void Write(const model::Report& report, const WriterOptions& options,
           TextSink* out) {
  WriterOptions all = options;
  all.show_from = model::Severity::kInfo;
  std::string name(options.root.empty() ? "" : base::BaseName(options.root));
  std::string version = EscapeXml(report.tool_version);
  std::map<std::string_view, std::string> values = {
      {"DATA", PageData(report).Write()},
      {"SCRIPT", std::string(kHtmlScript)},
      {"SCRIPT_HASH", PolicyHash(kHtmlScript)},
      {"STYLE", std::string(kHtmlStyle)},
      {"STYLE_HASH", PolicyHash(kHtmlStyle)},
      {"SUBTITLE", options.root.empty() ? "Made by Bulkhead " + version
                                        : EscapeXml(options.root)},
      {"SUMMARY", EscapeXml(SummaryLine(report, all))},
      {"TITLE",
       EscapeXml(name.empty() ? "Container security report"
                              : name + " - container security report")},
      {"VERSION", version}};
  // One pass over the page: what is put in is not looked at again.
  std::vector<std::string_view> parts = base::Split(kHtmlPage, '@');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    *out->text() += i % 2 == 0 ? parts[i] : std::string_view(values[parts[i]]);
  }
}

}  // namespace

extern const Writer kHtmlWriter;
const Writer kHtmlWriter = {
    .name = "html",
    .description = "one file for a browser: search, filters, code; offline",
    .write = &Write};

}  // namespace bulkhead::report
