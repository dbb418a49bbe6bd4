// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Code actions: the fixes of findings, all safe fixes at once, and comments
// that let a finding be.
#include <algorithm>
#include <set>

#include "base/fs.h"
#include "base/text.h"
#include "cli/lsp/answer_parts.h"

namespace bulkhead::cli {
namespace {

using formats::JsonValue;

constexpr std::string_view kQuickFix = "quickfix";
constexpr std::string_view kFixAll = "source.fixAll.bulkhead";
// A fix is proved by a check; a selection of the whole file must not ask for
// hundreds.
constexpr std::size_t kMaxProved = 40;

// The kinds are a tree: "source" asks for "source.fixAll.bulkhead" as well.
bool Wants(const JsonValue& only, std::string_view kind) {
  if (only.size() == 0) return true;
  return std::any_of(
      only.Elements().begin(), only.Elements().end(),
      [&](const JsonValue& item) {
        std::string_view asked = item.String();
        return asked == kind || asked.empty() ||
               (kind.starts_with(asked) && kind[asked.size()] == '.');
      });
}

JsonValue TextEdit(const TextRange& range, std::string_view replacement) {
  JsonValue out = JsonValue::Object();
  out.Add("range", ToJson(range));
  out.Add("newText", replacement);
  return out;
}

// Edits of one file.
struct FileEdits {
  std::string path;
  bool create = false;
  JsonValue edits = JsonValue::Array();
};

// A WorkspaceEdit; null where the editor cannot carry it out.
JsonValue WorkspaceEdit(std::vector<FileEdits> files, const Document& document,
                        const Workspace& workspace,
                        const ClientSupport& support) {
  JsonValue out = JsonValue::Object();
  JsonValue list = JsonValue::Array();
  JsonValue changes = JsonValue::Object();
  for (FileEdits& file : files) {
    std::string uri = UriOf(file.path, document, workspace);
    if (uri.empty() || (file.create && !support.creates_files)) return nullptr;
    if (!support.document_changes) {
      changes.Set(uri, std::move(file.edits));
      continue;
    }
    if (file.create) {
      JsonValue create = JsonValue::Object();
      create.Add("kind", "create");
      create.Add("uri", uri);
      list.Append(std::move(create));
    }
    const Document* open =
        file.path == document.path ? &document : workspace.FindPath(file.path);
    JsonValue identifier = JsonValue::Object();
    identifier.Add("uri", uri);
    identifier.Add("version",
                   open == nullptr ? JsonValue(nullptr) : open->version);
    JsonValue item = JsonValue::Object();
    item.Add("textDocument", std::move(identifier));
    item.Add("edits", std::move(file.edits));
    list.Append(std::move(item));
  }
  if (support.document_changes) {
    out.Add("documentChanges", std::move(list));
  } else {
    out.Add("changes", std::move(changes));
  }
  return out;
}

// The edits of one file. Where some begin at one place, what comes first there
// is for the engine to say: they become one.
JsonValue TextEdits(std::string_view text,
                    const std::vector<model::Edit>& edits,
                    const ClientSupport& support) {
  TextLines lines(text, support.encoding);
  JsonValue out = JsonValue::Array();
  std::set<std::size_t> begins;
  for (const model::Edit& edit : edits) begins.insert(edit.range.begin);
  if (begins.size() < edits.size()) {
    TextChange change = ChangeBetween(text, engine::ApplyEdits(text, edits));
    out.Append(TextEdit(lines.Of(change.range), change.replacement));
    return out;
  }
  for (const model::Edit& edit : edits) {
    out.Append(TextEdit(lines.Of(edit.range), edit.replacement));
  }
  return out;
}

JsonValue EditOfFix(const model::Fix& fix, const Document& document,
                    const Workspace& workspace, const ClientSupport& support) {
  std::map<base::SharedText, std::vector<model::Edit>> by_path;
  for (const model::Edit& edit : fix.edits) by_path[edit.path].push_back(edit);
  std::vector<FileEdits> files;
  for (const auto& [path, edits] : by_path) {
    std::optional<std::string> text = TextAt(path, document, workspace);
    files.push_back({.path = path.str(),
                     .create = !text,
                     .edits = TextEdits(text.value_or(""), edits, support)});
  }
  return WorkspaceEdit(std::move(files), document, workspace, support);
}

JsonValue Action(std::string_view title, std::string_view kind) {
  JsonValue out = JsonValue::Object();
  out.Add("title", base::Printable(title));
  out.Add("kind", kind);
  return out;
}

// The line (from 0) above which a comment covers the finding; nullopt where a
// comment would do harm or nothing.
std::optional<std::size_t> LineForComment(const model::Finding& finding,
                                          const TextLines& lines) {
  const model::Location& place = finding.location;
  int line = place.construct_line > 0 ? place.construct_line : place.line;
  if (line > 0) {
    std::size_t at = static_cast<std::size_t>(line - 1);
    // A comment above a directive would end the directives.
    if (base::TrimLeft(lines.Line(at)).starts_with('#')) return std::nullopt;
    return at;
  }
  // The file as a whole: above its first construct.
  for (std::size_t at = 0; at < lines.LineCount(); ++at) {
    std::string_view text = base::Trim(lines.Line(at));
    if (text.empty() || text.starts_with('#')) continue;
    if (text.starts_with("---") || text.starts_with('%')) continue;
    return at;
  }
  return std::nullopt;
}

JsonValue IgnoreAction(const model::Finding& finding, const Document& document,
                       const Workspace& workspace, const TextLines& lines,
                       const ClientSupport& support) {
  if (finding.rule.starts_with("policy/")) return nullptr;
  std::optional<std::size_t> line = LineForComment(finding, lines);
  if (!line) return nullptr;
  std::string_view text = lines.Line(*line);
  std::string_view indent =
      text.substr(0, text.size() - base::TrimLeft(text).size());
  std::string_view eol = base::Contains(document.text, "\r\n") ? "\r\n" : "\n";
  std::size_t at = lines.LineStart(*line);
  FileEdits file{.path = document.path};
  file.edits.Append(TextEdit(
      lines.Of({at, at}),
      base::Format("{}# bulkhead ignore={}{}", indent, finding.rule, eol)));
  JsonValue action = Action(
      base::Format("Ignore {} here with a comment", finding.rule), kQuickFix);
  action.Add("edit",
             WorkspaceEdit({std::move(file)}, document, workspace, support));
  return action;
}

JsonValue FixAction(const model::Finding& finding, const Document& document,
                    const Workspace& workspace, const ClientSupport& support) {
  const model::Fix& fix = *finding.fix;
  // An editor cannot make a file that nobody else may read: files of secrets
  // are left to check --fix.
  if (std::any_of(fix.edits.begin(), fix.edits.end(),
                  [](const model::Edit& edit) { return edit.mode != 0; })) {
    return nullptr;
  }
  JsonValue edit = EditOfFix(fix, document, workspace, support);
  if (edit.IsNull()) return nullptr;
  JsonValue action = Action(
      fix.safe ? fix.description
               : base::Format("{} (may change behaviour)", fix.description),
      kQuickFix);
  if (fix.safe) action.Add("isPreferred", true);
  action.Add("edit", std::move(edit));
  return action;
}

// By lines: a cursor anywhere on the line of a finding asks for it.
bool Touches(const TextRange& place, const TextRange& asked) {
  return place.start.line <= asked.end.line &&
         asked.start.line <= place.end.line;
}

void AddFixAll(Document& document, Workspace& workspace,
               const ClientSupport& support, JsonValue* out) {
  bool any = std::any_of(
      document.report.findings.begin(), document.report.findings.end(),
      [](const model::Finding& finding) {
        return finding.fix && finding.fix->safe && !finding.suppressed;
      });
  if (!any) return;
  JsonValue action = Action("Apply all safe fixes of Bulkhead", kFixAll);
  JsonValue data = JsonValue::Object();
  data.Add("uri", document.uri);
  action.Add("data", std::move(data));
  if (!support.resolves_edits) {
    action = ResolveFixAll(std::move(action), document, workspace, support);
    if (!action.Has("edit")) return;
  }
  out->Append(std::move(action));
}

}  // namespace

JsonValue CodeActionsOf(Document& document, Workspace& workspace,
                        const ClientSupport& support, const JsonValue& params) {
  JsonValue out = JsonValue::Array();
  std::optional<TextRange> asked = RangeFrom(params["range"]);
  const JsonValue& only = params["context"]["only"];
  if (!asked || !support.literal_actions) return out;
  TextLines lines(document.text, support.encoding);
  std::vector<JsonValue> others;  // unsafe fixes
  std::vector<JsonValue> ignores;
  std::size_t proved = 0;
  for (const model::Finding& finding : document.report.findings) {
    if (!Wants(only, kQuickFix)) break;
    if (!IsShownIn(finding, document, workspace)) continue;
    if (!Touches(RangeOf(finding.location, lines), *asked)) continue;
    JsonValue diagnostics = JsonValue::Array();
    diagnostics.Append(
        DiagnosticOf(finding, document, workspace, lines, support));
    if (finding.fix && proved++ < kMaxProved &&
        workspace.FixHolds(document, finding)) {
      JsonValue action = FixAction(finding, document, workspace, support);
      if (!action.IsNull()) {
        action.Add("diagnostics", diagnostics);
        if (finding.fix->safe) {
          out.Append(std::move(action));
        } else {
          others.push_back(std::move(action));
        }
      }
    }
    JsonValue ignore =
        IgnoreAction(finding, document, workspace, lines, support);
    if (ignore.IsNull()) continue;
    ignore.Add("diagnostics", std::move(diagnostics));
    ignores.push_back(std::move(ignore));
  }
  for (JsonValue& action : others) out.Append(std::move(action));
  if (Wants(only, kFixAll)) AddFixAll(document, workspace, support, &out);
  for (JsonValue& ignore : ignores) out.Append(std::move(ignore));
  return out;
}

JsonValue ResolveFixAll(JsonValue action, Document& document,
                        Workspace& workspace, const ClientSupport& support) {
  base::Result<engine::FixResult> fixed = workspace.FixAll(document);
  if (!fixed.ok()) return action;
  std::vector<FileEdits> files;
  for (const engine::FileChange& change : fixed.value().changes) {
    if (change.mode != 0) return action;  // as above
    TextLines lines(change.before, support.encoding);
    TextChange part = ChangeBetween(change.before, change.after);
    FileEdits file{.path = change.path, .create = change.created};
    file.edits.Append(TextEdit(lines.Of(part.range), part.replacement));
    files.push_back(std::move(file));
  }
  JsonValue edit =
      WorkspaceEdit(std::move(files), document, workspace, support);
  if (!edit.IsNull()) action.Set("edit", std::move(edit));
  return action;
}

}  // namespace bulkhead::cli
