// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What a stack was seen doing on a Docker Engine, and whether it does the same
// after its fixes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/json/json.h"

namespace bulkhead::engine {

struct ServiceState {
  std::string service;
  std::string container;  // id
  std::string status;     // "running", "exited", "restarting", "created"...
  int exit_code = 0;      // of one that exited
  std::string health;  // "healthy", "unhealthy", "starting"; "" without check
  long long restarts = 0;
  long long pid = 0;
  // Ports that listen, "8080" or "127.0.0.1:9000", sorted.
  std::vector<std::string> ports;
  bool ports_known = false;
  std::string log = {};  // last lines, redacted

  [[nodiscard]] bool running() const { return status == "running"; }
  // Runs and is not unhealthy, or has done its work.
  [[nodiscard]] bool good() const {
    return running() ? health != "unhealthy"
                     : status == "exited" && exit_code == 0;
  }
};

struct Behaviour {
  // What the build or the start complained of, redacted; "" where both went.
  std::string failure;
  std::vector<ServiceState> services;  // sorted by name
  double seconds = 0;                  // until nothing changed any more

  [[nodiscard]] const ServiceState* Find(std::string_view service) const;
};

// "running, healthy, listens on 80 and 443", "exited with 1": for people.
std::string DescribeState(const ServiceState& state);

// A service that behaves otherwise than before.
struct Difference {
  std::string service;  // "": the stack as a whole
  std::string before;
  std::string after;
  std::string evidence;  // last lines of its log, or what the start said
};
// Status, exit code, health and ports of each service. Ports that the system
// chose (ephemeral ones) do not count, nor do ports that could not be seen.
std::vector<Difference> Differences(const Behaviour& before,
                                    const Behaviour& after);

// Listening ports in the text of /proc/PID/net/tcp, or of tcp6 with `v6`
// (proc(5)); without those of Docker's resolver, 127.0.0.11.
std::vector<std::string> ListeningPorts(std::string_view text, bool v6);

// One container of `docker inspect`. The service is its Compose label.
ServiceState ReadContainer(const formats::JsonValue& container);

}  // namespace bulkhead::engine
