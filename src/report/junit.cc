// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// JUnit XML as CI systems read it (the de-facto schema of Ant and Jenkins): a
// suite a file, a test case a finding. A finding is a failure; one below the
// level of display or suppressed is a skipped test, so that it is seen and
// fails nothing; a gap is an error, since it says nothing of the file. A file
// without any of them has one test that passed.
#include <map>

#include "base/text.h"
#include "report/escape.h"
#include "report/frame.h"
#include "report/summary.h"
#include "report/writer.h"

namespace bulkhead::report {
namespace {

struct Tally {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  [[nodiscard]] std::string Text() const {
    return base::Format(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", tests,
        failures, errors, skipped);
  }
};

struct Suite {
  Tally tally;
  std::string cases;
};

// Suites in the order of their paths.
using Suites = std::map<std::string, Suite>;

void Case(std::string_view name, const model::Location& location,
          std::string_view inside, std::string* out) {
  *out += base::Format("    <testcase name=\"{}\" classname=\"{}\"",
                       EscapeXml(name), EscapeXml(location.path));
  *out += base::Format(" file=\"{}\"", EscapeXml(location.path));
  if (location.line > 0) *out += base::Format(" line=\"{}\"", location.line);
  if (inside.empty()) {
    *out += " time=\"0\"/>\n";
  } else {
    *out += base::Format(" time=\"0\">\n{}    </testcase>\n", inside);
  }
}

std::string FailureText(const model::Report& report,
                        const model::Finding& finding) {
  std::string text = PlaceText(finding.location) + "\n";
  bool more = false;
  for (const FrameLine& line :
       MakeFrame(finding.excerpt, finding.location, 160, 4, &more)) {
    text += base::Format("{:>6} | {}\n", line.number, line.text);
  }
  RuleTexts rule = TextsOf(report, finding);
  if (!rule.why.empty()) text += base::Format("Why: {}\n", rule.why);
  if (!rule.remedy.empty()) text += base::Format("Remedy: {}\n", rule.remedy);
  if (!finding.aliases.empty()) {
    text += base::Format("Also: {}\n", base::Join(finding.aliases, ", "));
  }
  return text;
}

void AddFinding(const model::Report& report, const model::Finding& finding,
                const WriterOptions& options, Suite* suite) {
  std::string name = finding.rule.str();
  std::string line = LineText(finding.location);
  if (!line.empty()) name += base::Format(" at {}", line);
  std::string message =
      base::Format("{}: {}", SeverityName(finding.severity), finding.message);
  ++suite->tally.tests;
  std::string inside;
  if (finding.suppressed) {
    ++suite->tally.skipped;
    inside = base::Format("      <skipped message=\"suppressed ({}): {}\"/>\n",
                          EscapeXml(finding.suppressed->justification),
                          EscapeXml(message));
  } else if (finding.severity < options.show_from) {
    ++suite->tally.skipped;
    inside =
        base::Format("      <skipped message=\"{}\"/>\n", EscapeXml(message));
  } else {
    ++suite->tally.failures;
    inside =
        base::Format("      <failure message=\"{}\" type=\"{}\">{}</failure>\n",
                     EscapeXml(message), SeverityName(finding.severity),
                     EscapeXml(FailureText(report, finding)));
  }
  Case(name, finding.location, inside, &suite->cases);
}

void AddGap(const model::Gap& gap, Suite* suite) {
  ++suite->tally.tests;
  ++suite->tally.errors;
  std::string text = PlaceText(gap.location) + "\n";
  if (!gap.remedy.empty()) text += base::Format("Remedy: {}\n", gap.remedy);
  Case(base::Format("not assessed: {}", gap.code), gap.location,
       base::Format("      <error message=\"{}\" type=\"{}\">{}</error>\n",
                    EscapeXml(gap.message), EscapeXml(gap.code),
                    EscapeXml(text)),
       &suite->cases);
}

void Write(const model::Report& report, const WriterOptions& options,
           TextSink* sink) {
  Suites suites;
  for (const model::Target& target : report.targets) suites[target.path];
  for (const model::Finding& finding : report.findings) {
    AddFinding(report, finding, options, &suites[finding.location.path.str()]);
  }
  for (const model::Gap& gap : report.gaps) {
    AddGap(gap, &suites[gap.location.path.str()]);
  }
  Tally total;
  for (auto& [path, suite] : suites) {
    if (suite.cases.empty()) {
      ++suite.tally.tests;
      Case("no findings", {.path = path}, "", &suite.cases);
    }
    total.tests += suite.tally.tests;
    total.failures += suite.tally.failures;
    total.errors += suite.tally.errors;
    total.skipped += suite.tally.skipped;
  }
  std::string* out = sink->text();
  *out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  *out += base::Format("<testsuites name=\"bulkhead\" {} time=\"0\">\n",
                       total.Text());
  for (const auto& [path, suite] : suites) {
    *out += base::Format("  <testsuite name=\"{}\" {} time=\"0\">\n{}",
                         EscapeXml(path), suite.tally.Text(), suite.cases);
    *out += "  </testsuite>\n";
    sink->Pause();
  }
  *out += "</testsuites>\n";
}

}  // namespace

extern const Writer kJunitWriter;
const Writer kJunitWriter = {
    .name = "junit",
    .description = "JUnit XML for CI systems: a suite a file, a test a finding",
    .write = &Write};

}  // namespace bulkhead::report
