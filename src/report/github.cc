// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Workflow commands of GitHub Actions, which show as annotations of a commit:
//   ::error file=Dockerfile,line=2,col=6,title=...::message
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
// Messages escape %, CR and LF; property values also ':' and ','.
#include "base/text.h"
#include "report/escape.h"
#include "report/frame.h"
#include "report/summary.h"
#include "report/writer.h"

namespace bulkhead::report {
namespace {

using model::Severity;

std::string_view CommandOf(Severity severity) {
  if (severity >= Severity::kHigh) return "error";
  return severity == Severity::kMedium ? "warning" : "notice";
}

void Command(std::string_view command, const model::Location& location,
             const model::Excerpt& excerpt, const WriterOptions& options,
             std::string_view title, std::string_view message,
             std::string* out) {
  std::vector<std::string> properties;
  auto add = [&](std::string_view name, std::string_view value) {
    properties.push_back(
        base::Format("{}={}", name, EscapeGithubProperty(value)));
  };
  if (!location.path.empty()) {
    add("file", RelativeToRoot(location.path, options.root));
    // GitHub shows an annotation without a line at line 1.
    if (location.line > 0) {
      add("line", base::Format("{}", location.line));
      if (location.end_line > location.line) {
        add("endLine", base::Format("{}", location.end_line));
      }
      // Columns are only for ranges within a line.
      if (location.column > 0 && location.end_line <= location.line) {
        add("col", base::Format("{}", CodePointColumn(excerpt, location.line,
                                                      location.column)));
        if (location.end_column > location.column) {
          add("endColumn",
              base::Format("{}", CodePointColumn(excerpt, location.line,
                                                 location.end_column)));
        }
      }
    }
  }
  add("title", title);
  *out += base::Format("::{} {}::{}\n", command, base::Join(properties, ","),
                       EscapeGithubMessage(message));
}

void WriteFinding(const model::Report& report, const model::Finding& finding,
                  const WriterOptions& options, std::string* out) {
  std::string title =
      base::Format("{} ({})", finding.rule, SeverityName(finding.severity));
  std::string message = finding.message;
  std::string_view remedy = TextsOf(report, finding).remedy;
  if (!remedy.empty()) message += base::Format("\n{}", remedy);
  Command(CommandOf(finding.severity), finding.location, finding.excerpt,
          options, title, message, out);
}

void Write(const model::Report& report, const WriterOptions& options,
           TextSink* sink) {
  std::string* out = sink->text();
  for (const model::Finding& finding : report.findings) {
    if (finding.suppressed || finding.severity < options.show_from) continue;
    WriteFinding(report, finding, options, out);
    sink->Pause();
  }
  for (const model::Gap& gap : report.gaps) {
    std::string message = gap.message;
    if (!gap.remedy.empty()) message += "\n" + gap.remedy;
    Command(gap.broken ? "error" : "warning", gap.location, {}, options,
            base::Format("Not assessed: {}", gap.code), message, out);
  }
  *out += base::Format("::notice title=Bulkhead::{}\n",
                       EscapeGithubMessage(SummaryLine(report, options)));
}

}  // namespace

extern const Writer kGithubWriter;
const Writer kGithubWriter = {
    .name = "github",
    .description = "annotations of GitHub Actions, for a step's output",
    .write = &Write};

}  // namespace bulkhead::report
