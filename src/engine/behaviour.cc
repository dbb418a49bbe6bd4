// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/behaviour.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace bulkhead::engine {
namespace {

using formats::JsonValue;

// First port that Linux gives out by itself (ip(7), ip_local_port_range).
constexpr unsigned kFirstEphemeral = 32768;
constexpr std::string_view kListen = "0A";  // TCP_LISTEN
constexpr unsigned kLoopback = 127;         // the network of such addresses
constexpr std::array<unsigned, 4> kResolver = {127, 0, 0, 11};  // Docker's

std::optional<unsigned> ParseHex(std::string_view text) {
  unsigned value = 0;
  std::from_chars_result result =
      std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

// The four bytes of an address, printed as one number in the machine's order.
std::optional<std::array<unsigned, 4>> Address(std::string_view hex) {
  constexpr std::size_t kDigits = 8;
  if (hex.size() < kDigits) return std::nullopt;
  std::optional<unsigned> value = ParseHex(hex.substr(hex.size() - kDigits));
  if (!value) return std::nullopt;
  return std::array<unsigned, 4>{*value & 255u, *value >> 8 & 255u,
                                 *value >> 16 & 255u, *value >> 24 & 255u};
}

bool IsLoopback6(std::string_view hex) {
  return hex == "00000000000000000000000001000000";
}

std::optional<std::string> PortOf(std::string_view local, bool v6) {
  auto pair = base::Cut(local, ":");
  if (!pair) return std::nullopt;
  std::optional<unsigned> port = ParseHex(pair->second);
  if (!port || *port >= kFirstEphemeral) return std::nullopt;
  if (v6) {
    return IsLoopback6(pair->first) ? base::Format("[::1]:{}", *port)
                                    : base::Format("{}", *port);
  }
  std::optional<std::array<unsigned, 4>> address = Address(pair->first);
  if (!address) return std::nullopt;
  if (*address == kResolver) return std::nullopt;
  if ((*address)[0] != kLoopback) return base::Format("{}", *port);
  return base::Format("127.0.0.1:{}", *port);
}

bool Same(const ServiceState& before, const ServiceState& after) {
  if (before.status != after.status) return false;
  if (!before.running() && before.exit_code != after.exit_code) return false;
  if (before.health != after.health) return false;
  if (before.restarts == 0 && after.restarts > 0) return false;
  return !before.ports_known || !after.ports_known ||
         before.ports == after.ports;
}

std::string_view Shown(const Behaviour& behaviour) {
  return behaviour.failure.empty() ? std::string_view("starts")
                                   : std::string_view("does not start");
}

}  // namespace

const ServiceState* Behaviour::Find(std::string_view service) const {
  for (const ServiceState& state : services) {
    if (state.service == service) return &state;
  }
  return nullptr;
}

std::string DescribeState(const ServiceState& state) {
  std::string out = state.status;
  if (state.status == "exited") {
    out += base::Format(" with {}", state.exit_code);
  }
  if (!state.health.empty()) out += ", " + state.health;
  if (state.restarts > 0) {
    out += base::Format(", restarted {} times", state.restarts);
  }
  if (!state.running()) return out;
  if (!state.ports_known) return out + ", ports not seen";
  if (!state.ports.empty()) {
    out += ", listens on " + base::Join(state.ports, " ");
  }
  return out;
}

std::vector<Difference> Differences(const Behaviour& before,
                                    const Behaviour& after) {
  std::vector<Difference> out;
  if (before.failure.empty() != after.failure.empty()) {
    out.push_back({"", std::string(Shown(before)), std::string(Shown(after)),
                   after.failure});
  }
  for (const ServiceState& state : before.services) {
    const ServiceState* now = after.Find(state.service);
    if (now != nullptr && Same(state, *now)) continue;
    out.push_back({state.service, DescribeState(state),
                   now == nullptr ? "not there" : DescribeState(*now),
                   now == nullptr ? "" : now->log});
  }
  return out;
}

std::vector<std::string> ListeningPorts(std::string_view text, bool v6) {
  std::vector<std::string> out;
  for (std::string_view line : base::Split(text, '\n')) {
    std::vector<std::string_view> words = base::SplitWords(line);
    if (words.size() < 4 || words[3] != kListen) continue;
    std::optional<std::string> port = PortOf(words[1], v6);
    if (port) out.push_back(std::move(*port));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

ServiceState ReadContainer(const JsonValue& container) {
  const JsonValue& state = container["State"];
  ServiceState out;
  out.container = container["Id"].String();
  out.service =
      container["Config"]["Labels"]["com.docker.compose.service"].String();
  out.status = state["Status"].String();
  out.exit_code = static_cast<int>(state["ExitCode"].Int());
  out.health = state["Health"]["Status"].String();
  if (out.health == "none") out.health.clear();
  out.restarts = container["RestartCount"].Int();
  out.pid = state["Pid"].Int();
  return out;
}

}  // namespace bulkhead::engine
