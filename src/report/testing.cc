// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "report/testing.h"

#include "base/process.h"
#include "base/text.h"

namespace bulkhead::report {
namespace {

using model::Finding;
using model::Report;
using model::RuleRecord;
using model::Severity;

std::vector<RuleRecord> SampleRules() {
  return {
      {.id = "compose/privileged",
       .aliases = {"CKV_COMPOSE_1"},
       .severity = Severity::kCritical,
       .title = "The service runs privileged",
       .why = "A privileged container owns the host.",
       .remedy = "Remove privileged and add the one capability it needs.",
       .references = {"https://docs.docker.com/engine/security/"}},
      {.id = "dockerfile/latest-tag",
       .aliases = {"DL3007", "DS-0001"},
       .severity = Severity::kHigh,
       .title = "The base image has the tag latest",
       .why = "The next build may get another image.",
       .remedy = "Name a version, and its digest.",
       .references = {"https://docs.docker.com/build/building/best-practices/",
                      "CIS-4.2"}},
      {.id = "dockerfile/missing-healthcheck",
       .aliases = {},
       .severity = Severity::kLow,
       .title = "The image has no health check",
       .why = "A hung process looks alive.",
       .remedy = "Add HEALTHCHECK.",
       .references = {}},
      {.id = "dockerfile/merge-run",
       .aliases = {"DL3059"},
       .severity = Severity::kInfo,
       .title = "Consecutive RUN instructions",
       .why = "Each one is a layer.",
       .remedy = "Join them with &&.",
       .references = {}}};
}

// Not in their order, which Finish makes.
std::vector<Finding> SampleFindings() {
  Finding tag = MakeFinding("dockerfile/latest-tag", Severity::kHigh,
                            "The tag of node:latest moves", "api/Dockerfile", 2,
                            6, 17, "FROM node:latest AS build");
  tag.location.range = {.begin = 20, .end = 31};
  tag.location.object = "stage build";
  tag.evidence = "node:latest";
  tag.aliases = {"DL3007", "DS-0001"};
  tag.excerpt = {.first_line = 1,
                 .text =
                     "# The API, v2\nFROM node:latest AS build\n\n"
                     "RUN npm ci"};
  tag.fix = {.description = "Pin the version",
             .safe = true,
             .edits = {{.path = "api/Dockerfile",
                        .range = {.begin = 25, .end = 31},
                        .replacement = "22.1"}}};
  tag.related = {{.location = {.path = "api/Dockerfile",
                               .range = {},
                               .line = 4,
                               .column = 1,
                               .end_line = 4,
                               .end_column = 11,
                               .object = ""},
                  .message = "and npm comes from it"}};
  Finding health = MakeFinding("dockerfile/missing-healthcheck", Severity::kLow,
                               "The image has no HEALTHCHECK", "api/Dockerfile",
                               0, 0, 0, "");
  health.excerpt = {};
  health.location.object = "stage build";
  Finding merge = MakeFinding("dockerfile/merge-run", Severity::kInfo,
                              "This RUN may be joined with the one above",
                              "api/Dockerfile", 4, 1, 4, "RUN npm ci");
  Finding privileged = MakeFinding("compose/privileged", Severity::kCritical,
                                   "Service web is privileged", "compose.yaml",
                                   4, 5, 21, "    privileged: true");
  privileged.location.object = "services.web.privileged";
  privileged.fix = {.description = "Remove the key",
                    .safe = false,
                    .edits = {{.path = "compose.yaml",
                               .range = {.begin = 30, .end = 51},
                               .replacement = ""}}};
  Finding ignored = MakeFinding(
      "dockerfile/latest-tag", Severity::kHigh, "The tag of nginx:latest moves",
      "web/Dockerfile", 1, 6, 18, "FROM nginx:latest");
  model::Suppress(ignored, {.kind = "inline",
                            .justification = "mirrored and pinned there",
                            .source = "web/Dockerfile:1"});
  return {privileged, ignored, health, merge, tag};
}

std::vector<model::Gap> SampleGaps() {
  return {{.code = "unknown-instruction",
           .message = "MOUNTALL is not known to this version",
           .location = {.path = "web/Dockerfile",
                        .range = {},
                        .line = 3,
                        .column = 1,
                        .end_line = 3,
                        .end_column = 9,
                        .object = ""},
           .remedy = "Update bulkhead"},
          {.code = "unreadable",
           .message = "open old.Dockerfile: permission denied",
           .location = {.path = "old.Dockerfile",
                        .range = {},
                        .line = 0,
                        .column = 0,
                        .end_line = 0,
                        .end_column = 0,
                        .object = ""},
           .remedy = "",
           .broken = true}};
}

constexpr std::string_view kEvil =
    "\x1b[31m\xE2\x80\xAE\xC2\x9B\xFF</script><!--<b>&amp;\"'`|*_]]>"
    "\r\n::error::%0A@team \x7f\x08\t${x}";

}  // namespace

Finding MakeFinding(std::string_view rule, Severity severity,
                    std::string_view message, std::string_view path, int line,
                    int begin, int end, std::string_view line_text) {
  Finding finding = {.rule = std::string(rule),
                     .severity = severity,
                     .message = std::string(message)};
  finding.location = {.path = std::string(path),
                      .line = line,
                      .column = begin,
                      .end_line = line,
                      .end_column = end};
  finding.excerpt = {.first_line = line, .text = std::string(line_text)};
  finding.subject = line_text;
  return finding;
}

Report SampleReport() {
  Report report;
  report.tool_version = "1.2.3";
  report.targets = {{"api/Dockerfile", "dockerfile", ""},
                    {"compose.yaml", "compose", "with compose.override.yaml"},
                    {"web/Dockerfile", "dockerfile", ""}};
  report.left_out = {{"old/Dockerfile", ".gitignore"}};
  report.rules = SampleRules();

  report.findings = SampleFindings();
  report.gaps = SampleGaps();
  report.notes = {{"shellcheck-missing",
                   "shellcheck is not installed: scripts of RUN were not "
                   "given to it"}};
  model::Finish(report);
  return report;
}

Report LargeReport(std::size_t findings) {
  Report report;
  report.tool_version = "1.2.3";
  report.rules = SampleRules();
  model::Finish(report);
  std::size_t files = findings / 20 + 1;
  for (std::size_t i = 0; i < findings; ++i) {
    const RuleRecord& rule = report.rules[i % report.rules.size()];
    int line = static_cast<int>(i / files * 3) + 2;
    std::string path = base::Format("services/team-{}/svc-{}/Dockerfile",
                                    i % files % 17, i % files);
    if (i < files) report.targets.push_back({path, "dockerfile", ""});
    std::string text = base::Format(
        "RUN apt-get update && apt-get install -y package-{} && rm -rf /tmp",
        i);
    Finding finding = MakeFinding(
        rule.id, rule.severity,
        base::Format("apt-get install keeps its lists in the layer, no. {}", i),
        path, line, 5, 19, text);
    finding.aliases = rule.aliases;
    finding.excerpt = {
        .first_line = line - 1,
        .text = base::Format("ENV NAME_{}=value\n{}\n"
                             "COPY --chown=app:app package-{}.json ./",
                             i, text, i)};
    report.findings.push_back(std::move(finding));
  }
  model::Finish(report);
  return report;
}

Report HostileReport() {
  std::string evil(kEvil);
  Report report;
  report.tool_version = evil;
  report.targets = {{"a" + evil, evil, evil}};
  report.left_out = {{evil, evil}};
  report.notes = {{evil, evil}};
  report.rules = {{.id = "own/" + evil,
                   .aliases = {evil},
                   .severity = Severity::kHigh,
                   .title = evil,
                   .why = evil,
                   .remedy = evil,
                   .references = {evil, "javascript:alert(1)"}}};
  Finding finding = MakeFinding("own/" + evil, Severity::kHigh, evil,
                                "a" + evil, 3, 2, 9, evil + evil);
  finding.location.object = evil;
  finding.evidence = evil;
  finding.aliases = {evil};
  finding.related = {{.location = finding.location, .message = evil}};
  finding.fix = {.description = evil,
                 .safe = true,
                 .edits = {{.path = "a" + evil,
                            .range = {.begin = 1, .end = 2},
                            .replacement = evil}}};
  Finding suppressed = finding;
  suppressed.location.line = 7;
  model::Suppress(suppressed,
                  {.kind = evil, .justification = evil, .source = evil});
  report.findings = {finding, suppressed};
  report.gaps = {{.code = evil,
                  .message = evil,
                  .location = finding.location,
                  .remedy = evil}};
  model::Finish(report);
  return report;
}

std::optional<std::string> SchemaErrors(const std::string& schema_path,
                                        const std::string& json) {
  constexpr int kNoModule = 77;
  std::string script = R"(
import json, sys
try:
    import jsonschema
except ImportError:
    sys.exit(77)
schema = json.load(open(sys.argv[1]))
validator = jsonschema.validators.validator_for(schema)
validator.check_schema(schema)
for error in validator(schema).iter_errors(json.load(sys.stdin)):
    print(list(error.absolute_path), error.message[:300])
)";
  base::Result<base::ProcessResult> result = base::RunProcess(
      {"python3", "-W", "ignore", "-c", script, schema_path}, {.input = json});
  if (!result.ok() || result.value().exit_code == kNoModule)
    return std::nullopt;
  if (result.value().exit_code != 0) return result.value().err;
  return result.value().out;
}

std::string Written(const Writer* writer, const Report& report,
                    const WriterOptions& options) {
  if (writer == nullptr) return "no such writer";
  std::string out;
  writer->Write(report, options, &out);
  return out;
}

std::string Written(std::string_view writer, const Report& report,
                    const WriterOptions& options) {
  return Written(FindWriter(writer), report, options);
}

}  // namespace bulkhead::report
