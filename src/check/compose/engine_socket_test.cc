// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

using model::Severity;

std::string Mounts(std::string_view item, std::string_view image = "a:1") {
  return base::Format(
      "services:\n  web:\n    image: {}\n    volumes:\n      - {}\n", image,
      item);
}

TEST(DockerSocket, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/docker-socket";
  for (std::string_view hit :
       {"/var/run/docker.sock:/var/run/docker.sock", "/run/docker.sock:/x:ro",
        "/run/user/1000/docker.sock:/x",
        "/run/podman/podman.sock:/var/run/docker.sock",
        "/run/containerd/containerd.sock:/x"}) {
    Catches(kRule, Mounts(hit), 5);
  }
  CatchesNot(kRule, Mounts("./docker.socket:/x"));
  CatchesNot(kRule, Mounts("./docker:/var/run/docker.sock"));
  CatchesNot(kRule, Mounts("/var/run/mysqld.sock:/x"));
  EXPECT_EQ(MessageOf(kRule, Mounts("/var/run/docker.sock:/x:ro")),
            "service web gets the socket of Docker: it can start a container "
            "that mounts the host, read-only does not change that");
  EXPECT_EQ(AliasesOf(kRule, Mounts("/run/podman/podman.sock:/x"))[0],
            "docker-bench-5.32");
  EXPECT_EQ(SeverityOf(kRule, Mounts("/var/run/docker.sock:/x",
                                     "tecnativa/docker-socket-proxy:1")),
            Severity::kMedium);
  Fixes(kRule, Mounts("/var/run/docker.sock:/x\n      - ./a:/b"),
        Mounts("./a:/b"));
}

TEST(DockerSocketFolder, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/docker-socket-folder";
  Catches(kRule, Mounts("/var/run:/host/run"), 5);
  Catches(kRule, Mounts("/run/:/host/run:ro"), 5);
  Catches(kRule, Mounts("/run/user/1000/podman:/x"), 5);
  CatchesNot(kRule, Mounts("/run/mysqld:/x"));
  CatchesNot(kRule, Mounts("/var/run/docker.sock:/x"));
  CatchesNot(kRule, Mounts("./run:/run"));
  EXPECT_EQ(MessageOf(kRule, Mounts("/var/run:/x")),
            "service web mounts /var/run, the folder in which engines keep "
            "their socket");
}

TEST(DockerSocket, AsAVolume) {
  auto volume = [](std::string_view device) {
    return base::Format(
        "services: {{web: {{image: 'a:1', volumes: ['vol:/x']}}}}\n"
        "volumes:\n  vol:\n    driver_opts:\n      type: none\n"
        "      o: bind\n      device: {}\n",
        device);
  };
  Catches("compose/docker-socket", volume("/var/run/docker.sock"), 7);
  EXPECT_EQ(MessageOf("compose/docker-socket", volume("/run/docker.sock")),
            "volume vol is the socket of Docker: who mounts it can start a "
            "container that mounts the host");
  Catches("compose/docker-socket-folder", volume("/var/run/"), 7);
  EXPECT_EQ(MessageOf("compose/docker-socket-folder", volume("/run")),
            "volume vol is /run, the folder in which engines keep their "
            "socket");
  for (std::string_view rule :
       {"compose/docker-socket", "compose/docker-socket-folder"}) {
    CatchesNot(rule, volume("/srv/data"));
  }
}

TEST(UseApiSocket, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/use-api-socket";
  constexpr std::string_view kHit =
      "services:\n  web:\n    image: a:1\n    use_api_socket: true\n";
  Catches(kRule, kHit, 4);
  CatchesNot(kRule, "services:\n  web:\n    image: a:1\n");
  CatchesNot(kRule,
             "services:\n  web:\n    image: a:1\n    use_api_socket: false\n");
  EXPECT_EQ(MessageOf(kRule, kHit),
            "service web gets the socket of the engine and the logins of its "
            "registries");
  Fixes(kRule, kHit, "services:\n  web:\n    image: a:1\n");
}

TEST(SocketFolder, Fix) {
  Fixes("compose/docker-socket-folder",
        "services:\n  web:\n    image: a:1\n    volumes:\n"
        "      - /var/run:/var/run\n      - data:/data\nvolumes: {data: {}}\n",
        "services:\n  web:\n    image: a:1\n    volumes:\n"
        "      - data:/data\nvolumes: {data: {}}\n");
}

}  // namespace
}  // namespace bulkhead::check
