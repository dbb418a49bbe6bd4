// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/lsp/answers.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "cli/lsp/answer_parts.h"
#include "report/escape.h"

namespace bulkhead::cli {
namespace {

using formats::JsonValue;

// Editors get slow beyond, and nobody reads them.
constexpr std::size_t kMaxDiagnostics = 2000;
JsonValue GapDiagnostic(const model::Gap& gap, const Document& document,
                        const Workspace& workspace, const TextLines& lines) {
  bool here = workspace.IsIn(gap.location, document);
  std::string message =
      here ? gap.message
           : base::Format("{}: {}", gap.location.path, gap.message);
  return PlainDiagnostic(
      here ? RangeOf(gap.location, lines) : RangeOf({}, lines),
      gap.broken ? kErrorDiagnostic : kWarningDiagnostic, gap.code, message);
}

std::string HoverText(const model::Finding& finding, const Document& document,
                      bool markdown) {
  auto text = [&](std::string_view words) {
    return markdown ? report::EscapeMarkdown(words) : base::Printable(words);
  };
  auto strong = [&](std::string_view words) {
    return markdown ? base::Format("**{}**", words) : std::string(words);
  };
  std::string severity(model::SeverityName(finding.severity));
  std::string id =
      markdown ? report::MarkdownCode(finding.rule) : text(finding.rule);
  const model::RuleRecord* rule = document.report.FindRule(finding.rule);
  if (rule == nullptr) {
    return base::Format("{} ({}, {})", text(finding.message), severity, id);
  }
  std::string out =
      base::Format("{} ({}, {})\n\n{}\n", strong(text(rule->title)), severity,
                   id, text(finding.message));
  if (!rule->why.empty()) {
    out += base::Format("\n{} {}\n", strong("Why:"), text(rule->why));
  }
  if (!rule->remedy.empty()) {
    out += base::Format("\n{} {}\n", strong("What to do:"), text(rule->remedy));
  }
  if (!rule->aliases.empty()) {
    out += base::Format("\n{} {}\n", strong("Elsewhere:"),
                        text(base::Join(rule->aliases, ", ")));
  }
  for (const std::string& reference : rule->references) {
    if (!reference.starts_with("https://")) continue;
    std::string address = base::Printable(reference);
    out += markdown ? base::Format("\n<{}>\n", address)
                    : base::Format("\n{}\n", address);
  }
  return out;
}

}  // namespace

ClientSupport SupportOf(const JsonValue& params) {
  const JsonValue& capabilities = params["capabilities"];
  const JsonValue& document = capabilities["textDocument"];
  const JsonValue& published = document["publishDiagnostics"];
  const JsonValue& edit = capabilities["workspace"]["workspaceEdit"];
  auto lists = [](const JsonValue& list, std::string_view word) {
    return std::any_of(
        list.Elements().begin(), list.Elements().end(),
        [&](const JsonValue& item) { return item.String() == word; });
  };
  ClientSupport out;
  if (lists(capabilities["general"]["positionEncodings"], "utf-8")) {
    out.encoding = PositionEncoding::kUtf8;
  }
  out.versions = published["versionSupport"].Bool();
  out.related = published["relatedInformation"].Bool();
  out.code_description = published["codeDescriptionSupport"].Bool();
  out.markdown = lists(document["hover"]["contentFormat"], "markdown");
  out.literal_actions =
      document["codeAction"]["codeActionLiteralSupport"].IsObject();
  out.resolves_edits =
      lists(document["codeAction"]["resolveSupport"]["properties"], "edit") &&
      document["codeAction"]["dataSupport"].Bool();
  out.document_changes = edit["documentChanges"].Bool();
  out.creates_files =
      out.document_changes && lists(edit["resourceOperations"], "create");
  out.watches_files =
      capabilities["workspace"]["didChangeWatchedFiles"]["dynamicRegistration"]
          .Bool();
  // Without a way to say that ShellCheck is done, they would stay out of date.
  out.pulls = document["diagnostic"].IsObject() &&
              capabilities["workspace"]["diagnostics"]["refreshSupport"].Bool();
  return out;
}

std::string DiagnosticsId(const JsonValue& published) {
  constexpr std::size_t kDigits = 16;
  return base::Sha256Hex(formats::WriteJson(published["diagnostics"]))
      .substr(0, kDigits);
}

JsonValue DiagnosticReport(const JsonValue& published,
                           std::string_view previous_id) {
  std::string id = DiagnosticsId(published);
  bool is_known = id == previous_id;
  JsonValue out = JsonValue::Object();
  out.Add("kind", is_known ? "unchanged" : "full");
  out.Add("resultId", std::move(id));
  if (!is_known) out.Add("items", published["diagnostics"]);
  return out;
}

JsonValue DiagnosticsOf(const Document& document, const Workspace& workspace,
                        const ClientSupport& support) {
  TextLines lines(document.text, support.encoding);
  JsonValue list = JsonValue::Array();
  if (!document.failure.empty()) {
    list.Append(PlainDiagnostic(RangeOf({}, lines), kErrorDiagnostic,
                                "not-checked", document.failure));
  }
  for (const model::Gap& gap : document.report.gaps) {
    list.Append(GapDiagnostic(gap, document, workspace, lines));
  }
  std::size_t left_out = 0;
  for (const model::Finding& finding : document.report.findings) {
    if (!IsShownIn(finding, document, workspace)) continue;
    if (list.size() >= kMaxDiagnostics) {
      ++left_out;
      continue;
    }
    list.Append(DiagnosticOf(finding, document, workspace, lines, support));
  }
  if (left_out > 0) {
    list.Append(PlainDiagnostic(
        RangeOf({}, lines), kWarningDiagnostic, "too-many-findings",
        base::Format("{} further findings are not shown", left_out)));
  }
  JsonValue out = JsonValue::Object();
  out.Add("uri", document.uri);
  if (support.versions) out.Add("version", document.version);
  out.Add("diagnostics", std::move(list));
  return out;
}

JsonValue HoverAt(const Document& document, const Workspace& workspace,
                  const ClientSupport& support, TextPosition position) {
  TextLines lines(document.text, support.encoding);
  std::size_t offset = lines.OffsetOf(position);
  std::string text;
  TextRange range;
  for (const model::Finding& finding : document.report.findings) {
    if (!IsShownIn(finding, document, workspace)) continue;
    TextRange place = RangeOf(finding.location, lines);
    if (offset < lines.OffsetOf(place.start) ||
        offset > lines.OffsetOf(place.end)) {
      continue;
    }
    if (text.empty()) range = place;
    if (!text.empty()) text += support.markdown ? "\n---\n\n" : "\n";
    text += HoverText(finding, document, support.markdown);
  }
  if (text.empty()) return nullptr;
  JsonValue contents = JsonValue::Object();
  contents.Add("kind", support.markdown ? "markdown" : "plaintext");
  contents.Add("value", text);
  JsonValue out = JsonValue::Object();
  out.Add("contents", std::move(contents));
  out.Add("range", ToJson(range));
  return out;
}

}  // namespace bulkhead::cli
