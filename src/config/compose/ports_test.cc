// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/ports.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::config {
namespace {

std::string Parse(std::string_view text) {
  base::Result<std::vector<PortMapping>> ports = ParsePorts(text);
  if (!ports.ok()) return "error: " + ports.error().message;
  std::string out;
  for (const PortMapping& port : ports.value()) {
    out += base::Format("[{}|{}|{}|{}]", port.host_ip, port.published,
                        port.target, port.protocol);
  }
  return out;
}

TEST(Ports, ReadsEachForm) {
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  constexpr Case kCases[] = {
      {"53", "[||53|tcp]"},
      {"53/UDP", "[||53|udp]"},
      {"5353:53/sctp", "[|5353|53|sctp]"},
      {"007:9", "[|7|9|tcp]"},
      {"10.0.0.1:99:9", "[10.0.0.1|99|9|tcp]"},
      {"10.0.0.1::9", "[10.0.0.1||9|tcp]"},
      {"[fe80::1]:99:9", "[fe80::1|99|9|tcp]"},
      {"9-10:99-100", "[|10|100|tcp][|9|99|tcp]"},
      {"7000-7005:70", "[|7000-7005|70|tcp]"},
      {"9-10", "[||10|tcp][||9|tcp]"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Parse(c.text), c.expected) << c.text;
}

TEST(Ports, SaysWhatIsWrong) {
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  constexpr Case kCases[] = {
      {"", "a container port, found \"\""},
      {"99:", "a container port, found \"\""},
      {"x", "a container port from 0 to 65535, found \"x\""},
      {"70000", "a container port from 0 to 65535, found \"70000\""},
      {"9-8", "a container port from 0 to 65535, found \"9-8\""},
      {"x:9", "a host port from 0 to 65535, found \"x\""},
      {"9/ip", "tcp, udp or sctp behind the slash, found \"ip\""},
      {"10.0.0:9:9", "an IP address, found \"10.0.0\""},
      {"fe80::1:99:9", "brackets around an IPv6 address, found \"fe80::1\""},
      {"01.2.3.4:9:9", "an IP address, found \"01.2.3.4\""},
      {"1-3:1-2", "ranges of equal length, found \"1-3:1-2\""},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Parse(c.text),
              base::Format("error: invalid port \"{}\": expected "
                           "{}",
                           c.text, c.expected));
  }
}

}  // namespace
}  // namespace bulkhead::config
