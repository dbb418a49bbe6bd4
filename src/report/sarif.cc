// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// SARIF 2.1.0 (OASIS standard with errata 01), one run. Identities that stay:
// rule ids, and partialFingerprints "bulkhead/v1" of each result. Columns count
// Unicode code points. Paths are relative to SRCROOT. Suppressed findings are
// results with a suppression; gaps are notifications of the invocation, and a
// run with broken input says that it was not successful.
#include <algorithm>
#include <map>

#include "base/fs.h"
#include "base/text.h"
#include "formats/json/json.h"
#include "report/escape.h"
#include "report/frame.h"
#include "report/writer.h"

namespace bulkhead::report {
namespace {

using formats::JsonWriter;
using model::Severity;

constexpr std::string_view kSchema =
    "https://json.schemastore.org/sarif-2.1.0.json";
constexpr std::string_view kRoot = "SRCROOT";

// By model::Severity: SARIF's level, and the score from which GitHub's code
// scanning makes critical (9), high (7), medium (4) and low.
constexpr std::string_view kLevels[] = {"note", "note", "warning", "error",
                                        "error"};
constexpr std::string_view kScores[] = {"0.0", "2.0", "5.0", "8.0", "9.5"};

std::string_view LevelOf(Severity severity) {
  return kLevels[static_cast<std::size_t>(severity)];
}

bool IsWebUri(std::string_view text) {
  if (!text.starts_with("https://") && !text.starts_with("http://")) {
    return false;
  }
  // Characters that RFC 3986 has no place for.
  return std::none_of(text.begin(), text.end(), [](char c) {
    return c <= ' ' || c >= 0x7F || base::Contains("\"<>\\^`{|}", {&c, 1});
  });
}

class SarifLog {
 public:
  SarifLog(const model::Report& report, const WriterOptions& options,
           TextSink* out)
      : report_(report), options_(options), out_(*out), json_(out->text(), 2) {}

  void Write() {
    json_.BeginObject();
    json_.Member("$schema", kSchema).Member("version", "2.1.0");
    json_.Key("runs").BeginArray().BeginObject();
    Tool();
    Invocation();
    if (base::IsAbsolute(options_.root)) {
      std::string uri = PathToUri(base::NormalPath(options_.root));
      if (!uri.ends_with('/')) uri += '/';
      json_.Key("originalUriBaseIds").BeginObject();
      json_.Key(kRoot).BeginObject().Member("uri", uri).EndObject();
      json_.EndObject();
    }
    json_.Member("columnKind", "unicodeCodePoints");
    Artifacts();
    json_.Key("results").BeginArray();
    for (const model::Finding& finding : report_.findings) {
      Result(finding);
      out_.Pause();
    }
    json_.EndArray().EndObject().EndArray().EndObject();
  }

 private:
  void Message(std::string_view key, std::string_view text) {
    json_.Key(key).BeginObject().Member("text", text).EndObject();
  }

  void Tool() {
    json_.Key("tool").BeginObject().Key("driver").BeginObject();
    json_.Member("name", "Bulkhead");
    if (!report_.tool_version.empty()) {
      json_.Member("version", report_.tool_version);
    }
    json_.Key("rules").BeginArray();
    for (const model::RuleRecord& rule : report_.rules) Rule(rule);
    json_.EndArray().EndObject().EndObject();
  }

  void Rule(const model::RuleRecord& rule) {
    json_.BeginObject().Member("id", rule.id);
    Message("shortDescription", rule.title.empty() ? rule.id : rule.title);
    if (!rule.why.empty()) Message("fullDescription", rule.why);
    RuleHelp(rule);
    for (const std::string& reference : rule.references) {
      if (!IsWebUri(reference)) continue;
      json_.Member("helpUri", reference);
      break;
    }
    json_.Key("defaultConfiguration").BeginObject();
    json_.Member("level", LevelOf(rule.severity)).EndObject();
    json_.Key("properties").BeginObject();
    json_.Member("severity", SeverityName(rule.severity));
    json_.Member("security-severity",
                 kScores[static_cast<std::size_t>(rule.severity)]);
    json_.Key("tags").BeginArray().String("security");
    std::size_t slash = rule.id.find('/');
    if (slash != std::string::npos) json_.String(rule.id.substr(0, slash));
    json_.EndArray();
    json_.Key("aliases").BeginArray();
    for (const std::string& alias : rule.aliases) json_.String(alias);
    json_.EndArray().EndObject().EndObject();
  }

  void RuleHelp(const model::RuleRecord& rule) {
    std::string text = rule.remedy.empty() ? rule.title : rule.remedy;
    std::string markdown = EscapeMarkdown(text);
    if (!rule.why.empty()) {
      markdown = base::Format("{}\n\n{}", EscapeMarkdown(rule.why), markdown);
    }
    for (const std::string& reference : rule.references) {
      text += "\n" + reference;
      markdown += IsWebUri(reference)
                      ? base::Format("\n\n<{}>", reference)
                      : base::Format("\n\n{}", EscapeMarkdown(reference));
    }
    json_.Key("help").BeginObject();
    json_.Member("text", text.empty() ? rule.id : text);
    json_.Member("markdown",
                 markdown.empty() ? EscapeMarkdown(rule.id) : markdown);
    json_.EndObject();
  }

  void Invocation() {
    bool broken = std::any_of(report_.gaps.begin(), report_.gaps.end(),
                              [](const model::Gap& gap) { return gap.broken; });
    json_.Key("invocations").BeginArray().BeginObject();
    json_.Member("executionSuccessful", !broken);
    json_.Key("toolExecutionNotifications").BeginArray();
    for (const model::Gap& gap : report_.gaps) {
      std::string text = gap.message;
      if (!gap.remedy.empty()) text += ". " + gap.remedy;
      json_.BeginObject();
      json_.Key("descriptor").BeginObject().Member("id", "gap/" + gap.code);
      json_.EndObject();
      json_.Member("level", gap.broken ? "error" : "warning");
      Message("message", text);
      Locations(gap.location, {});
      json_.EndObject();
    }
    for (const model::Note& note : report_.notes) {
      json_.BeginObject();
      json_.Key("descriptor").BeginObject().Member("id", "note/" + note.code);
      json_.EndObject().Member("level", "note");
      Message("message", note.message);
      json_.EndObject();
    }
    json_.EndArray().EndObject().EndArray();
  }

  void Artifacts() {
    json_.Key("artifacts").BeginArray();
    for (std::size_t i = 0; i < report_.targets.size(); ++i) {
      const std::string& path = report_.targets[i].path;
      // The schema wants different items; two kinds may share a path.
      if (i > 0 && report_.targets[i - 1].path == path) continue;
      json_.BeginObject();
      ArtifactLocation("location", path);
      json_.EndObject();
    }
    json_.EndArray();
  }

  void ArtifactLocation(std::string_view key, std::string_view path) {
    std::string relative = RelativeToRoot(path, options_.root);
    json_.Key(key).BeginObject().Member("uri", PathToUri(relative));
    if (!base::IsAbsolute(relative)) json_.Member("uriBaseId", kRoot);
    json_.EndObject();
  }

  void Region(const model::Location& location, const model::Excerpt& excerpt) {
    json_.Key("region").BeginObject();
    json_.Member("startLine", location.line);
    if (location.column > 0) {
      json_.Member("startColumn",
                   CodePointColumn(excerpt, location.line, location.column));
    }
    int end_line = std::max(location.line, location.end_line);
    json_.Member("endLine", end_line);
    bool ordered =
        end_line > location.line || location.end_column >= location.column;
    if (location.end_column > 0 && ordered) {
      json_.Member("endColumn",
                   CodePointColumn(excerpt, end_line, location.end_column));
    }
    std::optional<std::string_view> line = ExcerptLine(excerpt, location.line);
    if (line) Message("snippet", *line);
    json_.EndObject();
    std::size_t lines = excerpt.Lines().size();
    if (lines > 1) {
      json_.Key("contextRegion").BeginObject();
      json_.Member("startLine", excerpt.first_line);
      json_.Member("endLine", excerpt.first_line + static_cast<int>(lines) - 1);
      Message("snippet", excerpt.text);
      json_.EndObject();
    }
  }

  void LocationMembers(const model::Location& location,
                       const model::Excerpt& excerpt) {
    if (!location.path.empty()) {
      json_.Key("physicalLocation").BeginObject();
      ArtifactLocation("artifactLocation", location.path);
      if (location.line > 0) Region(location, excerpt);
      json_.EndObject();
    }
    if (!location.object.empty()) {
      json_.Key("logicalLocations").BeginArray().BeginObject();
      json_.Member("fullyQualifiedName", location.object);
      json_.EndObject().EndArray();
    }
  }

  void Locations(const model::Location& location,
                 const model::Excerpt& excerpt) {
    if (location.path.empty() && location.object.empty()) return;
    json_.Key("locations").BeginArray().BeginObject();
    LocationMembers(location, excerpt);
    json_.EndObject().EndArray();
  }

  void Related(const model::Finding& finding) {
    if (finding.related.empty()) return;
    json_.Key("relatedLocations").BeginArray();
    for (std::size_t i = 0; i < finding.related.size(); ++i) {
      json_.BeginObject().Member("id", i);
      Message("message", finding.related[i].message);
      LocationMembers(finding.related[i].location, {});
      json_.EndObject();
    }
    json_.EndArray();
  }

  // Columns too where the edit lies on the finding's first line, since few
  // viewers take bytes.
  void DeletedRegion(const model::Finding& finding, const model::Edit& edit) {
    json_.Key("deletedRegion").BeginObject();
    const model::Location& at = finding.location;
    std::optional<std::string_view> line =
        ExcerptLine(finding.excerpt, at.line);
    std::size_t column = static_cast<std::size_t>(std::max(at.column, 1) - 1);
    if (line && edit.path == at.path && at.range.begin >= column) {
      std::size_t start = at.range.begin - column;
      if (edit.range.begin >= start && edit.range.end <= start + line->size()) {
        auto column_of = [&](std::size_t offset) {
          return CodePointColumn(finding.excerpt, at.line,
                                 static_cast<int>(offset - start) + 1);
        };
        json_.Member("startLine", at.line);
        json_.Member("startColumn", column_of(edit.range.begin));
        json_.Member("endLine", at.line);
        json_.Member("endColumn", column_of(edit.range.end));
      }
    }
    json_.Member("byteOffset", edit.range.begin);
    json_.Member("byteLength", edit.range.size()).EndObject();
  }

  void Fixes(const model::Finding& finding) {
    if (!finding.fix || finding.fix->edits.empty()) return;
    json_.Key("fixes").BeginArray().BeginObject();
    Message("description", finding.fix->description);
    std::map<std::string_view, std::vector<const model::Edit*>> by_path;
    for (const model::Edit& edit : finding.fix->edits) {
      by_path[edit.path].push_back(&edit);
    }
    json_.Key("artifactChanges").BeginArray();
    for (const auto& [path, edits] : by_path) {
      json_.BeginObject();
      ArtifactLocation("artifactLocation", path);
      json_.Key("replacements").BeginArray();
      for (const model::Edit* edit : edits) {
        json_.BeginObject();
        DeletedRegion(finding, *edit);
        Message("insertedContent", edit->replacement);
        json_.EndObject();
      }
      json_.EndArray().EndObject();
    }
    json_.EndArray();
    json_.Key("properties").BeginObject();
    json_.Member("safe", finding.fix->safe).EndObject();
    json_.EndObject().EndArray();
  }

  // Present in every result, since an absent list means "not known".
  void Suppressions(const model::Finding& finding) {
    json_.Key("suppressions").BeginArray();
    if (finding.suppressed) {
      const model::Suppression& by = *finding.suppressed;
      bool in_source = by.kind == "inline";
      json_.BeginObject();
      json_.Member("kind", in_source ? "inSource" : "external");
      json_.Member("status", "accepted");
      if (!by.justification.empty()) {
        json_.Member("justification", by.justification);
      }
      json_.Key("properties").BeginObject().Member("kind", by.kind);
      json_.Member("source", by.source).EndObject().EndObject();
    }
    json_.EndArray();
  }

  void Result(const model::Finding& finding) {
    json_.BeginObject().Member("ruleId", finding.rule);
    const model::RuleRecord* rule = report_.FindRule(finding.rule);
    if (rule != nullptr) {
      json_.Member("ruleIndex", rule - report_.rules.data());
    }
    json_.Member("level", LevelOf(finding.severity));
    Message("message", finding.message);
    Locations(finding.location, finding.excerpt);
    Related(finding);
    json_.Key("partialFingerprints").BeginObject();
    json_.Member("bulkhead/v1", finding.fingerprint).EndObject();
    Fixes(finding);
    Suppressions(finding);
    json_.Key("properties").BeginObject();
    json_.Member("severity", SeverityName(finding.severity));
    json_.Key("aliases").BeginArray();
    for (std::string_view alias : finding.aliases) json_.String(alias);
    json_.EndArray();
    if (!finding.evidence.empty()) json_.Member("evidence", finding.evidence);
    json_.EndObject().EndObject();
  }

  const model::Report& report_;
  const WriterOptions& options_;
  TextSink& out_;
  JsonWriter json_;
};

void Write(const model::Report& report, const WriterOptions& options,
           TextSink* out) {
  TextSink text = EscapingSink(out);
  SarifLog(report, options, &text).Write();
  *text.text() += "\n";
  text.Flush();
}

}  // namespace

extern const Writer kSarifWriter;
const Writer kSarifWriter = {
    .name = "sarif",
    .description = "SARIF 2.1.0, for code scanning and editors",
    .write = &Write};

}  // namespace bulkhead::report
