// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/lsp/uri.h"

#include "base/text.h"

namespace bulkhead::cli {
namespace {

std::optional<unsigned> HexDigit(char c) {
  if (base::IsDigit(c)) return static_cast<unsigned>(c - '0');
  char lower = base::Lower(c);
  if (lower < 'a' || lower > 'f') return std::nullopt;
  return static_cast<unsigned>(lower - 'a' + 10);
}

std::optional<std::string> Unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      std::optional<unsigned> high = HexDigit(text[i + 1]);
      std::optional<unsigned> low = HexDigit(text[i + 2]);
      if (!high || !low) return std::nullopt;
      c = static_cast<char>(*high * 16 + *low);
      i += 2;
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  return out;
}

}  // namespace

std::optional<std::string> PathOfUri(std::string_view uri) {
  if (!base::EqualsIgnoreCase(uri.substr(0, 5), "file:")) return std::nullopt;
  uri.remove_prefix(5);
  if (base::ConsumePrefix(uri, "//")) {
    std::string_view host = uri.substr(0, uri.find('/'));
    if (!host.empty() && !base::EqualsIgnoreCase(host, "localhost")) {
      return std::nullopt;
    }
    uri.remove_prefix(host.size());
  }
  uri = uri.substr(0, uri.find_first_of("?#"));
  if (!uri.starts_with('/')) return std::nullopt;
  return Unescaped(uri);
}

}  // namespace bulkhead::cli
