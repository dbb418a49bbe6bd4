// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Short syntax of published ports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulkhead::config {

struct PortMapping {
  std::string host_ip;  // "" for all addresses
  std::uint16_t target = 0;
  std::string published;  // port or range; "" for any
  std::string protocol;   // tcp, udp or sctp
};

// [[HOST_IP:][PUBLISHED]:]TARGET[/PROTOCOL], with ranges. A range of targets
// gives one mapping each, in the order in which Compose prints them.
base::Result<std::vector<PortMapping>> ParsePorts(std::string_view text);

// Of a text whose ranges differ in length: all host ports, to the first of the
// targets. Nothing for other texts.
std::optional<PortMapping> ParseUnequalPorts(std::string_view text);

// An IPv4 or IPv6 address without brackets and zone.
bool IsIpAddress(std::string_view text);

}  // namespace bulkhead::config
