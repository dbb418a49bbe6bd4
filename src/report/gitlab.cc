// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// GitLab's code quality report, the subset of the Code Climate format that
// GitLab reads: an array of objects with description, check_name, fingerprint,
// severity, location.path and location.lines.begin.
// https://docs.gitlab.com/ci/testing/code_quality/
// Gaps are entries too, since a merge request should show them.
#include <algorithm>
#include <map>

#include "base/digest.h"
#include "base/text.h"
#include "formats/json/json.h"
#include "report/escape.h"
#include "report/summary.h"
#include "report/writer.h"

namespace bulkhead::report {
namespace {

// By model::Severity.
constexpr std::string_view kSeverities[] = {"info", "minor", "major",
                                            "critical", "blocker"};

struct Entry {
  std::string description;
  std::string check_name;
  std::string fingerprint;
  std::string_view severity;
  const model::Location* location = nullptr;
};

void WriteEntry(const Entry& entry, const WriterOptions& options,
                formats::JsonWriter* json) {
  const model::Location& location = *entry.location;
  int begin = std::max(1, location.line);
  json->BeginObject();
  json->Member("description", entry.description);
  json->Member("check_name", entry.check_name);
  json->Member("fingerprint", entry.fingerprint);
  json->Member("severity", entry.severity);
  json->Key("location").BeginObject();
  json->Member("path", RelativeToRoot(location.path, options.root));
  json->Key("lines").BeginObject().Member("begin", begin);
  json->Member("end", std::max(begin, location.end_line));
  json->EndObject().EndObject().EndObject();
}

void Write(const model::Report& report, const WriterOptions& options,
           TextSink* out) {
  TextSink text = EscapingSink(out);
  formats::JsonWriter json(text.text(), 2);
  json.BeginArray();
  for (const model::Finding& finding : report.findings) {
    if (finding.suppressed) continue;
    std::string description = finding.message;
    std::string_view remedy = TextsOf(report, finding).remedy;
    if (!remedy.empty()) description += base::Format(". {}", remedy);
    std::size_t severity = static_cast<std::size_t>(finding.severity);
    WriteEntry({.description = description,
                .check_name = finding.rule.str(),
                .fingerprint = finding.fingerprint,
                .severity = kSeverities[severity],
                .location = &finding.location},
               options, &json);
    text.Pause();
  }
  std::map<std::string, int> seen;
  for (const model::Gap& gap : report.gaps) {
    std::string key =
        base::Format("{}\n{}\n{}", gap.code, gap.location.path, gap.message);
    int ordinal = seen[key]++;
    WriteEntry(
        {.description = base::Format("Not assessed: {}", gap.message),
         .check_name = base::Format("gap/{}", gap.code),
         .fingerprint = base::Sha256Hex(base::Format("{}\n{}", key, ordinal))
                            .substr(0, 32),
         .severity = gap.broken ? "critical" : "major",
         .location = &gap.location},
        options, &json);
  }
  json.EndArray();
  *text.text() += "\n";
  text.Flush();
}

}  // namespace

extern const Writer kGitlabWriter;
const Writer kGitlabWriter = {.name = "gitlab",
                              .description = "code quality report of GitLab",
                              .write = &Write};

}  // namespace bulkhead::report
