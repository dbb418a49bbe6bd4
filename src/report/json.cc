// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Our own format, specified in docs/formats/report-json.md and
// report.schema.json. Version 1. read_json.cc is the other half.
#include "formats/json/json.h"

#include "report/escape.h"
#include "report/writer.h"

namespace bulkhead::report {
namespace {

using formats::JsonWriter;

constexpr int kVersion = 1;
constexpr int kIndent = 2;

template <typename Texts>
void Strings(std::string_view key, const Texts& texts, JsonWriter* json) {
  json->Key(key).BeginArray();
  for (std::string_view text : texts) json->String(text);
  json->EndArray();
}

void Optional(std::string_view key, std::string_view text, JsonWriter* json) {
  if (!text.empty()) json->Member(key, text);
}

void RangeMember(const model::Range& range, JsonWriter* json) {
  json->Key("range").BeginObject();
  json->Member("begin", range.begin).Member("end", range.end);
  json->EndObject();
}

void LocationMember(const model::Location& location, JsonWriter* json) {
  json->Key("location").BeginObject();
  json->Member("path", location.path);
  json->Member("line", location.line).Member("column", location.column);
  json->Member("end_line", location.end_line);
  json->Member("end_column", location.end_column);
  RangeMember(location.range, json);
  Optional("object", location.object, json);
  json->EndObject();
}

void ExcerptMember(const model::Excerpt& excerpt, JsonWriter* json) {
  if (excerpt.first_line <= 0) return;
  json->Key("excerpt").BeginObject();
  json->Member("first_line", excerpt.first_line);
  Strings("lines", excerpt.Lines(), json);
  json->EndObject();
}

void RelatedMember(const std::vector<model::Related>& related,
                   JsonWriter* json) {
  if (related.empty()) return;
  json->Key("related").BeginArray();
  for (const model::Related& place : related) {
    json->BeginObject().Member("message", place.message);
    LocationMember(place.location, json);
    json->EndObject();
  }
  json->EndArray();
}

void FixMember(const std::optional<model::Fix>& fix, JsonWriter* json) {
  if (!fix) return;
  json->Key("fix").BeginObject();
  json->Member("description", fix->description).Member("safe", fix->safe);
  json->Key("edits").BeginArray();
  for (const model::Edit& edit : fix->edits) {
    json->BeginObject().Member("path", edit.path);
    RangeMember(edit.range, json);
    json->Member("replacement", edit.replacement).EndObject();
  }
  json->EndArray().EndObject();
}

void SuppressedMember(const model::Suppression* suppressed, JsonWriter* json) {
  if (suppressed == nullptr) return;
  json->Key("suppressed").BeginObject();
  json->Member("kind", suppressed->kind);
  json->Member("justification", suppressed->justification);
  json->Member("source", suppressed->source);
  json->EndObject();
}

void FindingValue(const model::Report& report, const model::Finding& finding,
                  JsonWriter* json) {
  static const model::RuleRecord kNoRule;
  const model::RuleRecord* known = report.FindRule(finding.rule);
  const model::RuleRecord& rule = known != nullptr ? *known : kNoRule;
  json->BeginObject();
  json->Member("rule", finding.rule);
  json->Member("severity", SeverityName(finding.severity));
  json->Member("title", rule.title).Member("message", finding.message);
  LocationMember(finding.location, json);
  Optional("evidence", finding.evidence, json);
  ExcerptMember(finding.excerpt, json);
  json->Member("why", rule.why).Member("remedy", rule.remedy);
  FixMember(finding.fix, json);
  Strings("aliases", finding.aliases, json);
  Strings("references", rule.references, json);
  RelatedMember(finding.related, json);
  SuppressedMember(finding.suppressed.get(), json);
  json->Member("fingerprint", finding.fingerprint);
  json->EndObject();
}

void GapValue(const model::Gap& gap, JsonWriter* json) {
  json->BeginObject();
  json->Member("code", gap.code).Member("message", gap.message);
  LocationMember(gap.location, json);
  Optional("remedy", gap.remedy, json);
  json->Member("broken", gap.broken).EndObject();
}

void ProofValue(const model::Proof& proof, JsonWriter* json) {
  json->BeginObject().Member("target", proof.target);
  json->Member("proven", proof.proven).Member("message", proof.message);
  json->Key("services").BeginArray();
  for (const model::ProofService& service : proof.services) {
    json->BeginObject().Member("name", service.name);
    json->Member("before", service.before);
    json->Member("after", service.after).EndObject();
  }
  json->EndArray().Key("fixes").BeginArray();
  for (const model::ProofFix& fix : proof.fixes) {
    json->BeginObject().Member("rule", fix.rule);
    json->Member("description", fix.description);
    LocationMember(fix.location, json);
    json->Member("applied", fix.left_out.empty());
    Optional("left_out", fix.left_out, json);
    json->EndObject();
  }
  json->EndArray().EndObject();
}

void RuleValue(const model::RuleRecord& rule, JsonWriter* json) {
  json->BeginObject();
  json->Member("id", rule.id);
  json->Member("severity", SeverityName(rule.severity));
  json->Member("title", rule.title).Member("why", rule.why);
  json->Member("remedy", rule.remedy);
  Strings("aliases", rule.aliases, json);
  Strings("references", rule.references, json);
  json->EndObject();
}

void CountsMember(const model::Report& report, JsonWriter* json) {
  model::Counts counts = model::CountFindings(report);
  json->Key("counts").BeginObject();
  for (std::size_t i = model::kSeverityNames.size(); i-- > 0;) {
    json->Member(model::kSeverityNames[i], counts.by_severity[i]);
  }
  json->Member("suppressed", counts.suppressed);
  json->Member("gaps", report.gaps.size());
  json->Member("targets", report.targets.size());
  json->Member("left_out", report.left_out.size()).EndObject();
}

void Write(const model::Report& report, const WriterOptions&, TextSink* out) {
  TextSink text = EscapingSink(out);
  JsonWriter json(text.text(), kIndent);
  json.BeginObject();
  json.Member("format", "bulkhead-report").Member("version", kVersion);
  json.Key("tool").BeginObject().Member("name", "bulkhead");
  json.Member("version", report.tool_version).EndObject();
  CountsMember(report, &json);
  json.Key("targets").BeginArray();
  for (const model::Target& target : report.targets) {
    json.BeginObject().Member("path", target.path);
    json.Member("kind", target.kind);
    Optional("detail", target.detail, &json);
    json.EndObject();
  }
  json.EndArray().Key("findings").BeginArray();
  for (const model::Finding& finding : report.findings) {
    FindingValue(report, finding, &json);
    text.Pause();
  }
  json.EndArray().Key("gaps").BeginArray();
  for (const model::Gap& gap : report.gaps) GapValue(gap, &json);
  json.EndArray().Key("notes").BeginArray();
  for (const model::Note& note : report.notes) {
    json.BeginObject().Member("code", note.code);
    json.Member("message", note.message).EndObject();
  }
  json.EndArray().Key("left_out").BeginArray();
  for (const model::LeftOut& left : report.left_out) {
    json.BeginObject().Member("path", left.path);
    json.Member("reason", left.reason).EndObject();
  }
  json.EndArray().Key("rules").BeginArray();
  for (const model::RuleRecord& rule : report.rules) RuleValue(rule, &json);
  json.EndArray();
  if (!report.proofs.empty()) {
    json.Key("proofs").BeginArray();
    for (const model::Proof& proof : report.proofs) ProofValue(proof, &json);
    json.EndArray();
  }
  json.EndObject();
  *text.text() += "\n";
  text.Flush();
}

}  // namespace

extern const Writer kJsonWriter;
const Writer kJsonWriter = {
    .name = "json",
    .description = "everything, in the versioned format of this program",
    .write = &Write};

}  // namespace bulkhead::report
