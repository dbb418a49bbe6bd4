// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "http/url.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::http {
namespace {

constexpr int kHttp = 80;
constexpr int kHttps = 443;
constexpr int kMaxPort = 65535;

int PortOf(std::string_view scheme) {
  return scheme == "https" ? kHttps : kHttp;
}

bool IsHostChar(char c) {
  return base::IsAlnum(c) || c == '-' || c == '.' || c == '_';
}

bool IsHost(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    return host.find_first_not_of("0123456789abcdef:.") ==
           std::string_view::npos;
  }
  return !host.empty() && std::all_of(host.begin(), host.end(), IsHostChar);
}

bool IsPrintableAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

std::string Url::Text() const {
  std::string out = base::Format("{}://{}", scheme, host);
  if (port != PortOf(scheme)) out += base::Format(":{}", port);
  return out + target;
}

bool Url::IsLoopback() const {
  if (host == "localhost" || host == "[::1]") return true;
  std::string_view rest = host;
  return base::ConsumePrefix(rest, "127.") &&
         rest.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool Url::SameOrigin(const Url& other) const {
  return scheme == other.scheme && host == other.host && port == other.port;
}

std::optional<Url> ParseUrl(std::string_view text) {
  if (!IsPrintableAscii(text)) return std::nullopt;
  text = text.substr(0, text.find('#'));
  auto parts = base::Cut(text, "://");
  if (!parts) return std::nullopt;
  Url url{.scheme = base::ToLower(parts->first)};
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  std::string_view rest = parts->second;
  std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  std::string authority = base::ToLower(rest.substr(0, end));
  url.target = rest.substr(end);
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  if (base::Contains(authority, "@")) return std::nullopt;
  std::size_t colon = authority.rfind(':');
  std::size_t bracket = authority.rfind(']');
  bool has_port = colon != std::string::npos &&
                  (bracket == std::string::npos || colon > bracket);
  url.port = PortOf(url.scheme);
  if (has_port) {
    std::optional<long long> port = base::ParseInt(authority.substr(colon + 1));
    if (!port || *port < 1 || *port > kMaxPort) return std::nullopt;
    url.port = static_cast<int>(*port);
    authority.resize(colon);
  }
  url.host = std::move(authority);
  if (!IsHost(url.host)) return std::nullopt;
  return url;
}

std::optional<Url> ResolveUrl(const Url& base, std::string_view location) {
  location = base::Trim(location);
  if (location.starts_with("//")) {
    return ParseUrl(base::Format("{}:{}", base.scheme, location));
  }
  if (base::Contains(location.substr(0, location.find('?')), "://")) {
    return ParseUrl(location);
  }
  if (location.empty() || !IsPrintableAscii(location)) return std::nullopt;
  Url url = base;
  std::string path = url.target.substr(0, url.target.find('?'));
  location = location.substr(0, location.find('#'));
  if (location.starts_with('/')) {
    url.target = location;
  } else if (location.starts_with('?')) {
    url.target = path + std::string(location);
  } else {
    url.target = path.substr(0, path.rfind('/') + 1) + std::string(location);
  }
  return url;
}

std::string QueryValue(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    if (base::IsAlnum(c) || base::Contains("-._~", {&c, 1})) {
      out += c;
      continue;
    }
    unsigned char byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15u];
  }
  return out;
}

}  // namespace bulkhead::http
