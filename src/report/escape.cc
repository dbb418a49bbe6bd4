// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "report/escape.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/fs.h"
#include "base/text.h"

namespace bulkhead::report {
namespace {

constexpr std::string_view kMarkdownSpecial = "\\`*_{}[]()#+!|~$";

// Spaces for everything that would end a line.
std::string OneLine(std::string_view text) {
  std::string out = base::ReplaceAll(text, "\r\n", " ");
  for (char& c : out) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return base::Printable(out);
}

// The code point of the two or three bytes at text[i], 0 for others.
unsigned ShortCodePoint(std::string_view text, std::size_t i,
                        std::size_t* length) {
  auto byte = [&](std::size_t k) {
    return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u;
  };
  if ((byte(i) & 0xE0u) == 0xC0u) {
    *length = 2;
    return (byte(i) & 0x1Fu) << 6 | (byte(i + 1) & 0x3Fu);
  }
  if ((byte(i) & 0xF0u) == 0xE0u) {
    *length = 3;
    return (byte(i) & 0x0Fu) << 12 | (byte(i + 1) & 0x3Fu) << 6 |
           (byte(i + 2) & 0x3Fu);
  }
  *length = 1;
  return 0;
}

// What base::Printable makes visible, of characters outside ASCII.
bool IsHidden(std::string_view character) {
  return base::Printable(character) != character;
}

// The end of the run of plain ASCII, DEL excluded, that begins at `at`: eight
// bytes a step, since reports of many files are long.
std::size_t PlainEnd(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kHigh = 0x8080808080808080;
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  while (at + sizeof(std::uint64_t) <= text.size()) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, sizeof eight);
    // Adding one carries DEL (and what is above it) into the high bit.
    if (((eight | (eight + kOnes)) & kHigh) != 0) break;
    at += sizeof eight;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x7F) ++at;
  return at;
}

// Appends JSON as EscapeJsonControls has it.
void AppendEscaped(std::string_view json, std::string* out) {
  std::size_t copied = 0;  // of `json`
  std::size_t i = PlainEnd(json, 0);
  while (i < json.size()) {
    std::size_t length = 1;
    unsigned code = ShortCodePoint(json, i, &length);
    if (json[i] == 0x7F) code = 0x7F;
    if (code == 0x7F || (length > 1 && IsHidden(json.substr(i, length)))) {
      *out += json.substr(copied, i - copied);
      *out += base::Format("\\u{:04x}", code);
      copied = i + length;
    }
    i = PlainEnd(json, i + length);
  }
  *out += json.substr(std::min(copied, json.size()));
}

}  // namespace

std::string EscapeXml(std::string_view text) {
  std::string out;
  for (char c : base::Printable(text, true)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  // Two characters that no XML document may hold.
  out = base::ReplaceAll(out, "\xEF\xBF\xBE", "\\ufffe");
  return base::ReplaceAll(out, "\xEF\xBF\xBF", "\\uffff");
}

std::string EscapeMarkdown(std::string_view text) {
  std::string out;
  for (char c : OneLine(text)) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '@') {
      // In an element of its own it is no mention.
      out += "<span>@</span>";
    } else if (c == ':') {
      // Neither an emoji nor the scheme of a link.
      out += "&#58;";
    } else {
      if (base::Contains(kMarkdownSpecial, std::string_view(&c, 1)))
        out += '\\';
      out += c;
    }
  }
  return base::ReplaceAll(out, "www.", "www&#46;");
}

std::string MarkdownCode(std::string_view text) {
  std::string code = OneLine(text);
  if (code.empty()) return "";
  std::size_t longest = 0;
  std::size_t run = 0;
  for (char c : code) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  std::string fence(longest + 1, '`');
  bool pad = code.front() == '`' || code.back() == '`' ||
             (code.front() == ' ' && code.back() == ' ');
  std::string_view space = pad ? " " : "";
  return base::Format("{}{}{}{}{}", fence, space,
                      base::ReplaceAll(code, "|", "\\|"), space, fence);
}

std::string EscapeGithubMessage(std::string_view text) {
  std::string out;
  for (char c : base::Printable(text, true)) {
    if (c == '%') {
      out += "%25";
    } else if (c == '\n') {
      out += "%0A";
    } else {
      out += c;
    }
  }
  return out;
}

std::string EscapeGithubProperty(std::string_view text) {
  std::string out = EscapeGithubMessage(text);
  out = base::ReplaceAll(out, ":", "%3A");
  return base::ReplaceAll(out, ",", "%2C");
}

std::string PathToUri(std::string_view path) {
  std::string out;
  if (base::IsAbsolute(path)) out = "file://";
  for (char c : path) {
    bool plain = base::IsAlnum(c) || c == '-' || c == '.' || c == '_' ||
                 c == '~' || c == '/';
    if (plain) {
      out += c;
    } else {
      out += base::Format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string RelativeToRoot(std::string_view path, std::string_view root) {
  if (root.empty() || !base::IsAbsolute(path)) return std::string(path);
  return base::RelativePath(base::NormalPath(path), base::NormalPath(root));
}

std::string EscapeJsonControls(std::string_view json) {
  std::string out;
  AppendEscaped(json, &out);
  return out;
}

TextSink EscapingSink(TextSink* out) {
  return TextSink([out](std::string_view piece) {
    AppendEscaped(piece, out->text());
    out->Pause();
  });
}

}  // namespace bulkhead::report
