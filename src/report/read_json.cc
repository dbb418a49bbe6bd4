// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "report/read_json.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "formats/json/json.h"

namespace bulkhead::report {
namespace {

using formats::JsonValue;

constexpr std::int64_t kNewestVersion = 1;

std::string Text(const JsonValue& value) { return std::string(value.String()); }

int Number(const JsonValue& value) {
  std::int64_t number = value.Int();
  bool fits = number >= 0 && number <= std::numeric_limits<int>::max();
  return fits ? static_cast<int>(number) : 0;
}

std::vector<std::string> Texts(const JsonValue& value) {
  std::vector<std::string> out;
  for (const JsonValue& element : value.Elements())
    out.push_back(Text(element));
  return out;
}

model::Range ReadRange(const JsonValue& value) {
  model::Range range = {.begin = static_cast<std::size_t>(
                            std::max<std::int64_t>(0, value["begin"].Int())),
                        .end = static_cast<std::size_t>(
                            std::max<std::int64_t>(0, value["end"].Int()))};
  range.end = std::max(range.begin, range.end);
  return range;
}

model::Location ReadLocation(const JsonValue& value) {
  return {.path = Text(value["path"]),
          .range = ReadRange(value["range"]),
          .line = Number(value["line"]),
          .column = Number(value["column"]),
          .end_line = Number(value["end_line"]),
          .end_column = Number(value["end_column"]),
          .object = Text(value["object"])};
}

model::Fix ReadFix(const JsonValue& value) {
  model::Fix fix = {.description = Text(value["description"]),
                    .safe = value["safe"].Bool(),
                    .edits = {}};
  for (const JsonValue& edit : value["edits"].Elements()) {
    fix.edits.push_back({.path = Text(edit["path"]),
                         .range = ReadRange(edit["range"]),
                         .replacement = Text(edit["replacement"])});
  }
  return fix;
}

// An unknown severity would make a finding vanish from what fails a run.
base::Result<model::Severity> ReadSeverity(const JsonValue& value,
                                           std::string_view name,
                                           std::string_view what) {
  std::optional<model::Severity> severity =
      model::ParseSeverity(value.String());
  if (severity) return *severity;
  return base::Error{
      base::ErrorCode::kInvalid,
      base::Format("{}: {}: expected a severity (critical, high, medium, low, "
                   "info), found \"{}\"",
                   name, what, base::Printable(value.String()))};
}

base::Result<model::Finding> ReadFinding(const JsonValue& value,
                                         std::string_view name,
                                         std::size_t index) {
  std::string what = base::Format("findings[{}]", index);
  base::Result<model::Severity> severity =
      ReadSeverity(value["severity"], name, what);
  if (!severity.ok()) return severity.error();
  if (value["rule"].String().empty() || value["fingerprint"].String().empty()) {
    return base::Error{
        base::ErrorCode::kInvalid,
        base::Format("{}: {}: expected rule and fingerprint", name, what)};
  }
  model::Finding finding = {.rule = Text(value["rule"]),
                            .severity = severity.value(),
                            .message = Text(value["message"]),
                            .location = ReadLocation(value["location"])};
  finding.evidence = Text(value["evidence"]);
  finding.aliases = Texts(value["aliases"]);
  finding.fingerprint = Text(value["fingerprint"]);
  std::vector<std::string> lines = Texts(value["excerpt"]["lines"]);
  if (!lines.empty()) {
    finding.excerpt = {.first_line = Number(value["excerpt"]["first_line"]),
                       .text = base::Join(lines, "\n")};
  }
  for (const JsonValue& related : value["related"].Elements()) {
    finding.related.push_back({.location = ReadLocation(related["location"]),
                               .message = Text(related["message"])});
  }
  if (value["fix"].IsObject()) finding.fix = ReadFix(value["fix"]);
  const JsonValue& suppressed = value["suppressed"];
  if (suppressed.IsObject()) {
    model::Suppress(finding,
                    {.kind = Text(suppressed["kind"]),
                     .justification = Text(suppressed["justification"]),
                     .source = Text(suppressed["source"])});
  }
  return finding;
}

base::Status ReadRules(const JsonValue& rules, std::string_view name,
                       model::Report* report) {
  for (const JsonValue& value : rules.Elements()) {
    base::Result<model::Severity> severity =
        ReadSeverity(value["severity"], name,
                     base::Format("rules[{}]", report->rules.size()));
    if (!severity.ok()) return severity.error();
    report->rules.push_back({.id = Text(value["id"]),
                             .aliases = Texts(value["aliases"]),
                             .severity = severity.value(),
                             .title = Text(value["title"]),
                             .why = Text(value["why"]),
                             .remedy = Text(value["remedy"]),
                             .references = Texts(value["references"])});
  }
  std::stable_sort(report->rules.begin(), report->rules.end(),
                   [](const model::RuleRecord& a, const model::RuleRecord& b) {
                     return a.id < b.id;
                   });
  return base::Ok{};
}

model::Proof ReadProof(const JsonValue& value) {
  model::Proof proof = {.target = Text(value["target"]),
                        .proven = value["proven"].Bool(),
                        .message = Text(value["message"])};
  for (const JsonValue& service : value["services"].Elements()) {
    proof.services.push_back({.name = Text(service["name"]),
                              .before = Text(service["before"]),
                              .after = Text(service["after"])});
  }
  for (const JsonValue& fix : value["fixes"].Elements()) {
    proof.fixes.push_back({.rule = Text(fix["rule"]),
                           .description = Text(fix["description"]),
                           .location = ReadLocation(fix["location"]),
                           .left_out = Text(fix["left_out"])});
  }
  return proof;
}

void ReadRest(const JsonValue& root, model::Report* report) {
  report->tool_version = Text(root["tool"]["version"]);
  for (const JsonValue& target : root["targets"].Elements()) {
    report->targets.push_back({.path = Text(target["path"]),
                               .kind = Text(target["kind"]),
                               .detail = Text(target["detail"])});
  }
  for (const JsonValue& left : root["left_out"].Elements()) {
    report->left_out.push_back(
        {.path = Text(left["path"]), .reason = Text(left["reason"])});
  }
  for (const JsonValue& note : root["notes"].Elements()) {
    report->notes.push_back(
        {.code = Text(note["code"]), .message = Text(note["message"])});
  }
  for (const JsonValue& gap : root["gaps"].Elements()) {
    report->gaps.push_back({.code = Text(gap["code"]),
                            .message = Text(gap["message"]),
                            .location = ReadLocation(gap["location"]),
                            .remedy = Text(gap["remedy"]),
                            .broken = gap["broken"].Bool()});
  }
  for (const JsonValue& proof : root["proofs"].Elements()) {
    report->proofs.push_back(ReadProof(proof));
  }
}

base::Status CheckHeader(const JsonValue& root, std::string_view name) {
  if (root["format"].String() != "bulkhead-report") {
    return base::Error{base::ErrorCode::kInvalid,
                       base::Format("{}: not a report of bulkhead: expected "
                                    "\"format\": \"bulkhead-report\"",
                                    name)};
  }
  if (!root["version"].IsInt() || root["version"].Int() < 1) {
    return base::Error{
        base::ErrorCode::kInvalid,
        base::Format("{}: expected \"version\": {}", name, kNewestVersion)};
  }
  if (root["version"].Int() > kNewestVersion) {
    return base::Error{
        base::ErrorCode::kUnsupported,
        base::Format("{}: version {} of the report is newer than {}, the "
                     "newest that this program knows; update bulkhead",
                     name, root["version"].Int(), kNewestVersion)};
  }
  // A list that is missing must not read as "no findings".
  for (std::string_view key : {"findings", "gaps", "targets", "rules"}) {
    if (!root[key].IsArray()) {
      return base::Error{base::ErrorCode::kInvalid,
                         base::Format("{}: expected an array \"{}\", found {}",
                                      name, key, root[key].TypeName())};
    }
  }
  return base::Ok{};
}

}  // namespace

base::Result<model::Report> ReadJsonReport(std::string_view text,
                                           const base::Limits& limits,
                                           std::string_view name) {
  base::Result<JsonValue> parsed = formats::ParseJson(text, limits, name);
  if (!parsed.ok()) return parsed.error();
  const JsonValue& root = parsed.value();
  base::Status header = CheckHeader(root, name);
  if (!header.ok()) return header.error();
  model::Report report;
  ReadRest(root, &report);
  base::Status rules = ReadRules(root["rules"], name, &report);
  if (!rules.ok()) return rules.error();
  for (const JsonValue& value : root["findings"].Elements()) {
    base::Result<model::Finding> finding =
        ReadFinding(value, name, report.findings.size());
    if (!finding.ok()) return finding.error();
    report.findings.push_back(std::move(finding).value());
  }
  return report;
}

}  // namespace bulkhead::report
