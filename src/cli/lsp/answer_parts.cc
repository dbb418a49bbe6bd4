// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/lsp/answer_parts.h"

#include <algorithm>

#include "base/text.h"
#include "report/escape.h"

namespace bulkhead::cli {
namespace {

using formats::JsonValue;

constexpr std::int64_t kMaxCoordinate = std::int64_t{1} << 31;

int SeverityOf(model::Severity severity) {
  switch (severity) {
    case model::Severity::kCritical:
    case model::Severity::kHigh:
      return kErrorDiagnostic;
    case model::Severity::kMedium:
      return kWarningDiagnostic;
    case model::Severity::kLow:
      return kInformationDiagnostic;
    default:
      return kHintDiagnostic;
  }
}

JsonValue ToJson(const TextPosition& position) {
  JsonValue out = JsonValue::Object();
  out.Add("line", position.line);
  out.Add("character", position.character);
  return out;
}

// What explains a finding elsewhere, in files whose text is known.
JsonValue RelatedOf(const model::Finding& finding, const Document& document,
                    const Workspace& workspace, const ClientSupport& support) {
  JsonValue out = JsonValue::Array();
  for (const model::Related& related : finding.related) {
    std::string uri = UriOf(related.location.path, document, workspace);
    std::optional<std::string> text =
        TextAt(related.location.path, document, workspace);
    if (uri.empty() || !text) continue;
    TextLines lines(*text, support.encoding);
    JsonValue location = JsonValue::Object();
    location.Add("uri", uri);
    location.Add("range", ToJson(RangeOf(related.location, lines)));
    JsonValue item = JsonValue::Object();
    item.Add("location", std::move(location));
    item.Add("message", base::Printable(related.message));
    out.Append(std::move(item));
  }
  return out;
}

}  // namespace

JsonValue PlainDiagnostic(const TextRange& range, int severity,
                          std::string_view code, std::string_view message) {
  JsonValue out = JsonValue::Object();
  out.Add("range", ToJson(range));
  out.Add("severity", severity);
  out.Add("code", code);
  out.Add("source", "bulkhead");
  out.Add("message", base::Printable(message));
  return out;
}

JsonValue ToJson(const TextRange& range) {
  JsonValue out = JsonValue::Object();
  out.Add("start", ToJson(range.start));
  out.Add("end", ToJson(range.end));
  return out;
}

std::optional<TextPosition> PositionFrom(const JsonValue& value) {
  std::int64_t line = value["line"].Int(-1);
  std::int64_t character = value["character"].Int(-1);
  if (line < 0 || character < 0) return std::nullopt;
  return TextPosition{
      static_cast<std::size_t>(std::min(line, kMaxCoordinate)),
      static_cast<std::size_t>(std::min(character, kMaxCoordinate))};
}

std::optional<TextRange> RangeFrom(const JsonValue& value) {
  std::optional<TextPosition> start = PositionFrom(value["start"]);
  std::optional<TextPosition> end = PositionFrom(value["end"]);
  if (!start || !end) return std::nullopt;
  return TextRange{*start, *end};
}

JsonValue DiagnosticOf(const model::Finding& finding, const Document& document,
                       const Workspace& workspace, const TextLines& lines,
                       const ClientSupport& support) {
  JsonValue out = PlainDiagnostic(RangeOf(finding.location, lines),
                                  SeverityOf(finding.severity), finding.rule,
                                  finding.message);
  const model::RuleRecord* rule = document.report.FindRule(finding.rule);
  if (support.code_description && rule != nullptr) {
    for (const std::string& reference : rule->references) {
      if (!reference.starts_with("https://")) continue;
      JsonValue description = JsonValue::Object();
      description.Add("href", reference);
      out.Add("codeDescription", std::move(description));
      break;
    }
  }
  if (support.related && !finding.related.empty()) {
    JsonValue related = RelatedOf(finding, document, workspace, support);
    if (related.size() > 0) out.Add("relatedInformation", std::move(related));
  }
  return out;
}

TextRange RangeOf(const model::Location& location, const TextLines& lines) {
  if (location.line <= 0) {
    return {{0, 0}, lines.At(lines.Line(0).size())};
  }
  if (location.range.end > 0) return lines.Of(location.range);
  // A place without bytes: lines and columns, in bytes.
  auto offset = [&](int line, int column) {
    std::size_t at = static_cast<std::size_t>(std::max(line, 1) - 1);
    std::size_t behind = static_cast<std::size_t>(std::max(column, 1) - 1);
    return lines.LineStart(at) + std::min(behind, lines.Line(at).size());
  };
  std::size_t begin = offset(location.line, location.column);
  std::size_t end =
      location.end_line > 0
          ? offset(location.end_line, location.end_column)
          : offset(location.line,
                   static_cast<int>(
                       lines.Line(static_cast<std::size_t>(location.line - 1))
                           .size()) +
                       1);
  return lines.Of({begin, std::max(begin, end)});
}

bool IsShownIn(const model::Finding& finding, const Document& document,
               const Workspace& workspace) {
  return !finding.suppressed && finding.severity >= document.show_from &&
         workspace.IsIn(finding.location, document);
}

std::optional<std::string> TextAt(std::string_view path,
                                  const Document& document,
                                  const Workspace& workspace) {
  if (path == document.path) return document.text;
  return workspace.TextOf(std::string(path));
}

std::string UriOf(std::string_view path, const Document& document,
                  const Workspace& workspace) {
  if (path == document.path) return document.uri;
  if (path == "-") return "";
  const Document* open = workspace.FindPath(std::string(path));
  if (open != nullptr) return open->uri;
  return report::PathToUri(
      base::NormalPath(base::JoinPath(workspace.root(), path)));
}

}  // namespace bulkhead::cli
