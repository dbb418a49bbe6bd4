// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the server says of a document, as structures of the Language Server
// Protocol 3.17: diagnostics, code actions, hovers, edits.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/lsp/text_lines.h"
#include "cli/lsp/workspace.h"
#include "formats/json/json.h"

namespace bulkhead::cli {

// What the editor can read, from its capabilities.
struct ClientSupport {
  PositionEncoding encoding = PositionEncoding::kUtf16;
  bool versions = false;          // in publishDiagnostics
  bool related = false;           // relatedInformation
  bool code_description = false;  // codeDescription
  bool markdown = false;          // in hovers
  bool literal_actions = false;   // code actions in place of commands
  bool resolves_edits = false;    // codeAction/resolve
  bool document_changes = false;  // versioned edits
  bool creates_files = false;     // in edits
  bool watches_files = false;     // client/registerCapability
  // It asks for diagnostics, and again when it is told to: none are sent.
  bool pulls = false;
};
ClientSupport SupportOf(const formats::JsonValue& initialize_params);

// Parameters of textDocument/publishDiagnostics: the findings that count and
// are shown, and the gaps.
formats::JsonValue DiagnosticsOf(const Document& document,
                                 const Workspace& workspace,
                                 const ClientSupport& support);

// The same as the answer to textDocument/diagnostic, which has them only where
// they are not those of `previous_id`.
formats::JsonValue DiagnosticReport(const formats::JsonValue& published,
                                    std::string_view previous_id);
// Names the diagnostics of such parameters: others have another id.
std::string DiagnosticsId(const formats::JsonValue& published);

// The answer to textDocument/codeAction. Only fixes that hold are offered.
formats::JsonValue CodeActionsOf(Document& document, Workspace& workspace,
                                 const ClientSupport& support,
                                 const formats::JsonValue& params);
// Adds the edit to an action that came without one.
formats::JsonValue ResolveFixAll(formats::JsonValue action, Document& document,
                                 Workspace& workspace,
                                 const ClientSupport& support);

// The answer to textDocument/hover; null where nothing is found.
formats::JsonValue HoverAt(const Document& document, const Workspace& workspace,
                           const ClientSupport& support, TextPosition position);

formats::JsonValue ToJson(const TextRange& range);
// nullopt where it is none.
std::optional<TextPosition> PositionFrom(const formats::JsonValue& value);
std::optional<TextRange> RangeFrom(const formats::JsonValue& value);

}  // namespace bulkhead::cli
