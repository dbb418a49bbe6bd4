// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kRule = "compose/engine-without-tls";

// A service with these lines in its environment, and further text.
std::string With(std::string_view environment, std::string_view more = "") {
  return base::Format(
      "services:\n  ci:\n    image: a:1\n    environment:\n      {}\n{}",
      environment, more);
}

TEST(EngineWithoutTls, OfTheHost) {
  for (std::string_view hit :
       {"DOCKER_HOST: tcp://host.docker.internal:2375",
        "- DOCKER_HOST=tcp://172.17.0.1:2375",
        "DOCKER_HOST: http://ci.example.org:2375/",
        "DOCKER_HOST: 'tcp://10.0.0.5:4243'",
        "{DOCKER_HOST: 'tcp://10.0.0.5:2375', DOCKER_TLS_VERIFY: ''}"}) {
    Catches(kRule, With(hit), 5);
  }
  for (std::string_view miss :
       {"DOCKER_HOST: ssh://me@10.0.0.5",
        "DOCKER_HOST: unix:///var/run/docker.sock",
        "{DOCKER_HOST: 'tcp://10.0.0.5:2375', DOCKER_TLS_VERIFY: '1'}",
        "{DOCKER_HOST: 'tcp://10.0.0.5:2375', DOCKER_TLS_VERIFY: '${X}'}",
        "DOCKER_HOST: tcp://10.0.0.5:2376", "DOCKER_HOST: tcp://${ENGINE}:2375",
        "DOCKER_HOST: tcp://socket-proxy:2375",
        "DOCKER_HOST:", "DOCKER_HOST: tcp://localhost:2375",
        "OTHER_HOST: tcp://10.0.0.5:2375"}) {
    CatchesNot(kRule, With(miss));
  }
  EXPECT_EQ(
      MessageOf(kRule, With("DOCKER_HOST: tcp://host.docker.internal:2375")),
      "service ci talks to the Docker Engine at "
      "tcp://host.docker.internal:2375 without TLS: it, and whoever reaches "
      "that port, is root on the host of the engine");
  Catches(kRule,
          With("DOCKER_HOST: tcp://localhost:2375", "    network_mode: host\n"),
          5);
}

TEST(EngineWithoutTls, OfTheProject) {
  constexpr std::string_view kVariable = "DOCKER_HOST: tcp://engine:2375";
  constexpr std::string_view kDind =
      "  engine: {image: 'docker:27-dind', privileged: true}\n";
  EXPECT_EQ(SeverityOf(kRule, With(kVariable, kDind)),
            model::Severity::kMedium);
  EXPECT_EQ(MessageOf(kRule, With(kVariable, kDind)),
            "service ci talks to the Docker Engine at tcp://engine:2375 "
            "without TLS: whoever shares a network with it is root in it");
  Catches(kRule,
          With(kVariable,
               "  d: {image: 'docker:dind', networks: {default: {aliases: "
               "[engine]}}}\n"),
          5);
  CatchesNot(kRule, With(kVariable,
                         "  engine: {image: 'tecnativa/docker-socket-proxy:1'}"
                         "\n"));
  CatchesNot(kRule, With(kVariable, "  engine: {build: .}\n"));
}

}  // namespace
}  // namespace bulkhead::check
