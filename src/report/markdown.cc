// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// For the comment on a pull request or the summary of a job, in GitHub's
// flavour of Markdown: the worst findings at once, the others and the remedies
// in folds. Bounded, since a comment that is too long is refused as a whole.
#include <algorithm>

#include "base/text.h"
#include "report/escape.h"
#include "report/summary.h"
#include "report/writer.h"

namespace bulkhead::report {
namespace {

// What is shown before the fold.
constexpr std::size_t kShownAtOnce = 10;
// Kept free for the closing lines of an output that is cut.
constexpr std::size_t kReserve = 1000;
constexpr std::string_view kTableHead =
    "| Severity | Finding | Place |\n|---|---|---|\n";

class MarkdownText {
 public:
  MarkdownText(const model::Report& report, const WriterOptions& options,
               std::string* out)
      : report_(report), options_(options), out_(*out), start_(out->size()) {
    for (const model::Finding& finding : report.findings) {
      if (IsShown(finding, options)) shown_.push_back(&finding);
    }
    std::stable_sort(shown_.begin(), shown_.end(),
                     [](const model::Finding* a, const model::Finding* b) {
                       return a->severity > b->severity;
                     });
  }

  void Write() {
    out_ += base::Format(
        "### Bulkhead: {}\n\n",
        SeverityCounts(model::CountFindings(report_), options_.show_from));
    std::size_t first = std::min(kShownAtOnce, shown_.size());
    if (first > 0) out_ += kTableHead;
    for (std::size_t i = 0; i < first; ++i) Row(*shown_[i]);
    if (first > 0) out_ += "\n";
    Gaps();
    Others(first);
    Remedies();
    if (missing_ > 0) {
      out_ += base::Format(
          "**{} left out here: the text would get too long. The full report "
          "has them.**\n\n",
          missing_ == 1 ? "1 entry is"
                        : base::Format("{} entries are", missing_));
    }
    out_ += base::Format("<sub>{}</sub>\n",
                         EscapeMarkdown(SummaryLine(report_, options_)));
  }

 private:
  // Appends `text` where there is room; else it is counted as missing.
  void Add(std::string_view text) {
    std::size_t size = out_.size() - start_ + text.size();
    if (options_.max_bytes > 0 && size + kReserve > options_.max_bytes) {
      ++missing_;
    } else {
      out_ += text;
    }
  }

  void Row(const model::Finding& finding) {
    std::string severity(SeverityName(finding.severity));
    if (finding.severity >= model::Severity::kHigh) {
      severity = base::Format("**{}**", severity);
    }
    std::string extra;
    if (finding.fix) extra = " (fix available)";
    if (finding.suppressed) {
      severity += " (suppressed)";
      extra = base::Format(" (suppressed: {})",
                           EscapeMarkdown(finding.suppressed->justification));
    }
    std::string place = finding.location.path.str();
    std::string line = LineText(finding.location);
    if (!line.empty()) place += ":" + line;
    Add(base::Format("| {} | {}{}<br>{} | {} |\n", severity,
                     EscapeMarkdown(finding.message), extra,
                     MarkdownCode(finding.rule), MarkdownCode(place)));
  }

  void Fold(std::string_view title) {
    out_ += base::Format("<details><summary>{}</summary>\n\n", title);
  }
  void EndFold() { out_ += "\n</details>\n\n"; }

  void Gaps() {
    if (report_.gaps.empty()) return;
    Fold(base::Format("Not assessed: {}", Counted(report_.gaps.size(), "gap")));
    for (const model::Gap& gap : report_.gaps) {
      std::string text =
          base::Format("- {}: {}", MarkdownCode(PlaceText(gap.location)),
                       EscapeMarkdown(gap.message));
      if (!gap.remedy.empty()) {
        text += base::Format("<br>{}", EscapeMarkdown(gap.remedy));
      }
      Add(text + "\n");
    }
    EndFold();
  }

  void Others(std::size_t first) {
    if (first >= shown_.size()) return;
    Fold(base::Format("{} more", Counted(shown_.size() - first, "finding")));
    out_ += kTableHead;
    for (std::size_t i = first; i < shown_.size(); ++i) Row(*shown_[i]);
    EndFold();
  }

  void Remedies() {
    std::vector<const model::RuleRecord*> rules;
    for (const model::Finding* finding : shown_) {
      const model::RuleRecord* rule = report_.FindRule(finding->rule);
      if (rule == nullptr || rule->remedy.empty()) continue;
      if (std::find(rules.begin(), rules.end(), rule) == rules.end()) {
        rules.push_back(rule);
      }
    }
    if (rules.empty()) return;
    Fold("Why, and what to do");
    for (const model::RuleRecord* rule : rules) {
      Add(base::Format("- {} {}<br>{}\n", MarkdownCode(rule->id),
                       EscapeMarkdown(rule->why),
                       EscapeMarkdown(rule->remedy)));
    }
    EndFold();
  }

  const model::Report& report_;
  const WriterOptions& options_;
  std::string& out_;
  std::size_t start_;
  std::vector<const model::Finding*> shown_;  // worst first
  std::size_t missing_ = 0;
};

void Write(const model::Report& report, const WriterOptions& options,
           TextSink* out) {
  MarkdownText(report, options, out->text()).Write();
}

}  // namespace

extern const Writer kMarkdownWriter;
const Writer kMarkdownWriter = {
    .name = "markdown",
    .description = "for a pull request: short, with folds",
    .write = &Write};

}  // namespace bulkhead::report
