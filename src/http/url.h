// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Addresses of http and https (RFC 3986, as far as these two go).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bulkhead::http {

struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // in lower case; "[::1]" with its brackets
  int port = 0;        // the scheme's where none is written
  std::string target;  // path and query, "/" at least; no fragment

  [[nodiscard]] std::string Text() const;
  // The machine itself: localhost, 127.0.0.0/8, [::1].
  [[nodiscard]] bool IsLoopback() const;
  // Same scheme, host and port: what a credential was given for.
  [[nodiscard]] bool SameOrigin(const Url& other) const;
};

// nullopt for other schemes, user names in the address, control characters and
// all else that is no such address.
std::optional<Url> ParseUrl(std::string_view text);
// What a Location header of a response from `base` means.
std::optional<Url> ResolveUrl(const Url& base, std::string_view location);
// `text` as a value in a query: all but unreserved characters as %XX.
std::string QueryValue(std::string_view text);

}  // namespace bulkhead::http
