// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What diagnostics and code actions share. Internal to this folder.
#pragma once

#include <optional>
#include <string>

#include "cli/lsp/answers.h"

namespace bulkhead::cli {

// DiagnosticSeverity of the protocol.
inline constexpr int kErrorDiagnostic = 1;
inline constexpr int kWarningDiagnostic = 2;
inline constexpr int kInformationDiagnostic = 3;
inline constexpr int kHintDiagnostic = 4;

formats::JsonValue PlainDiagnostic(const TextRange& range, int severity,
                                   std::string_view code,
                                   std::string_view message);

// The place of a location in the text that `lines` are of; of the file as a
// whole: its first line.
TextRange RangeOf(const model::Location& location, const TextLines& lines);

// True where the editor is told of the finding in this document.
bool IsShownIn(const model::Finding& finding, const Document& document,
               const Workspace& workspace);

formats::JsonValue DiagnosticOf(const model::Finding& finding,
                                const Document& document,
                                const Workspace& workspace,
                                const TextLines& lines,
                                const ClientSupport& support);

// The text of a path of the report, nullopt where there is no such file.
std::optional<std::string> TextAt(std::string_view path,
                                  const Document& document,
                                  const Workspace& workspace);
// The URI of a path of the report, as the editor writes it where it is open;
// "" where it has none.
std::string UriOf(std::string_view path, const Document& document,
                  const Workspace& workspace);

}  // namespace bulkhead::cli
