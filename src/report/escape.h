// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Texts of the input made harmless for a format. Each function first makes
// control characters and invalid UTF-8 visible (base::Printable).
#pragma once

#include <string>
#include <string_view>

#include "report/text_sink.h"

namespace bulkhead::report {

// For text and attribute values of XML and HTML. Newlines stay.
std::string EscapeXml(std::string_view text);

// For running text of Markdown on one line, in a table too: nothing of it acts
// as markup, mentions nobody and links nothing.
std::string EscapeMarkdown(std::string_view text);

// As inline code of Markdown, quotes included, in a table too.
std::string MarkdownCode(std::string_view text);

// Message and property value of a GitHub workflow command.
std::string EscapeGithubMessage(std::string_view text);
std::string EscapeGithubProperty(std::string_view text);

// Path as a URI reference (RFC 3986): bytes outside unreserved characters and
// '/' percent-encoded; an absolute path becomes a file: URI. The bytes may be
// anything.
std::string PathToUri(std::string_view path);

// `path` relative to `root` where it is absolute and lies below it.
std::string RelativeToRoot(std::string_view path, std::string_view root);

// Characters outside ASCII that act on a terminal or hide text, and DEL, as
// \uXXXX. Only for finished JSON, where they can only stand in strings.
std::string EscapeJsonControls(std::string_view json);

// Takes JSON in pieces that end between characters, and hands it on to `out`
// with these characters escaped.
TextSink EscapingSink(TextSink* out);

}  // namespace bulkhead::report
