// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Short syntax of ports, as docker/go-connections' nat package reads it, which
// the Docker CLI and Compose share. Several target ports are sorted as texts
// ("10/tcp" before "9/tcp"), as there.
#include "config/compose/ports.h"

#include <arpa/inet.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace bulkhead::config {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

struct PortRange {
  unsigned first = 0;
  unsigned last = 0;
};

std::optional<unsigned> ParsePort(std::string_view text) {
  if (text.empty()) return std::nullopt;
  unsigned port = 0;
  for (char c : text) {
    if (!base::IsDigit(c)) return std::nullopt;
    port = port * 10 + static_cast<unsigned>(c - '0');
    if (port > 65535) return std::nullopt;
  }
  return port;
}

std::optional<PortRange> ParseRange(std::string_view text) {
  std::size_t dash = text.find('-');
  std::optional<unsigned> first = ParsePort(text.substr(0, dash));
  std::optional<unsigned> last =
      dash == std::string_view::npos ? first : ParsePort(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return PortRange{*first, *last};
}

Error Bad(std::string_view text, std::string_view what, std::string_view part) {
  return {ErrorCode::kInvalid,
          base::Format("invalid port \"{}\": expected {}, found \"{}\"",
                       base::Printable(text), what, base::Printable(part))};
}

struct Parts {
  std::string_view ip;
  std::string_view published;
  std::string_view target;
  std::string protocol = "tcp";
};

Parts SplitParts(std::string_view text) {
  Parts parts;
  std::size_t colon = text.rfind(':');
  parts.target =
      colon == std::string_view::npos ? text : text.substr(colon + 1);
  if (colon != std::string_view::npos) {
    std::string_view rest = text.substr(0, colon);
    colon = rest.rfind(':');
    if (colon == std::string_view::npos) {
      parts.published = rest;
    } else {
      parts.published = rest.substr(colon + 1);
      parts.ip = rest.substr(0, colon);
    }
  }
  std::size_t slash = parts.target.find('/');
  if (slash != std::string_view::npos) {
    std::string_view protocol = parts.target.substr(slash + 1);
    parts.target = parts.target.substr(0, slash);
    if (!protocol.empty()) parts.protocol = base::ToLower(protocol);
  }
  return parts;
}

base::Status CheckParts(std::string_view text, Parts* parts) {
  if (parts->target.empty()) return Bad(text, "a container port", "");
  if (parts->protocol != "tcp" && parts->protocol != "udp" &&
      parts->protocol != "sctp") {
    return Bad(text, "tcp, udp or sctp behind the slash", parts->protocol);
  }
  std::string_view ip = parts->ip;
  if (!ip.empty() && ip.front() == '[') {
    if (ip.back() != ']') return Bad(text, "an IP address", ip);
    parts->ip = ip.substr(1, ip.size() - 2);
  } else if (base::Contains(ip, ":")) {
    return Bad(text, "brackets around an IPv6 address", ip);
  }
  if (!ip.empty() && !IsIpAddress(parts->ip)) {
    return Bad(text, "an IP address", ip);
  }
  return base::Ok{};
}

}  // namespace

bool IsIpAddress(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  std::string address(text);
  unsigned char buffer[16];
  if (address.find('\0') != std::string::npos) return false;
  int family = address.find(':') == std::string::npos ? AF_INET : AF_INET6;
  return inet_pton(family, address.c_str(), buffer) == 1;
}

std::optional<PortMapping> ParseUnequalPorts(std::string_view text) {
  Parts parts = SplitParts(text);
  if (!CheckParts(text, &parts).ok()) return std::nullopt;
  std::optional<PortRange> target = ParseRange(parts.target);
  std::optional<PortRange> host = ParseRange(parts.published);
  if (!target || !host) return std::nullopt;
  return PortMapping{std::string(parts.ip),
                     static_cast<std::uint16_t>(target->first),
                     std::string(parts.published), parts.protocol};
}

Result<std::vector<PortMapping>> ParsePorts(std::string_view text) {
  Parts parts = SplitParts(text);
  base::Status status = CheckParts(text, &parts);
  if (!status.ok()) return status.error();
  std::optional<PortRange> target = ParseRange(parts.target);
  if (!target) {
    return Bad(text, "a container port from 0 to 65535", parts.target);
  }
  std::optional<PortRange> host;
  if (!parts.published.empty()) {
    host = ParseRange(parts.published);
    if (!host) return Bad(text, "a host port from 0 to 65535", parts.published);
    if (host->last - host->first != target->last - target->first &&
        target->first != target->last) {
      return Bad(text, "ranges of equal length",
                 base::Format("{}:{}", parts.published, parts.target));
    }
  }
  bool any_of_range =
      host && target->first == target->last && host->first != host->last;
  std::vector<std::pair<std::string, PortMapping>> found;
  for (unsigned i = 0; i <= target->last - target->first; ++i) {
    PortMapping mapping;
    mapping.host_ip = parts.ip;
    mapping.target = static_cast<std::uint16_t>(target->first + i);
    mapping.protocol = parts.protocol;
    if (any_of_range) {
      mapping.published = base::Format("{}-{}", host->first, host->last);
    } else if (host) {
      mapping.published = base::Format("{}", host->first + i);
    }
    found.emplace_back(base::Format("{}/", mapping.target), std::move(mapping));
  }
  std::sort(found.begin(), found.end(),
            [](const std::pair<std::string, PortMapping>& a,
               const std::pair<std::string, PortMapping>& b) {
              return a.first < b.first;
            });
  std::vector<PortMapping> out;
  out.reserve(found.size());
  for (std::pair<std::string, PortMapping>& entry : found) {
    out.push_back(std::move(entry.second));
  }
  return out;
}

}  // namespace bulkhead::config
