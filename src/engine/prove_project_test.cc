// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/prove_project.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "config/compose/compose.h"

namespace bulkhead::engine {
namespace {

base::Result<Twin> TwinOf(std::string yaml) {
  base::Result<config::ComposeProject> project =
      config::LoadComposeText("/project/compose.yaml", std::move(yaml));
  if (!project.ok()) return std::move(project).error();
  return MakeTwin(config::ComposeProjectToJson(project.value()),
                  {.name = "t", .copies = "/project"});
}

constexpr std::string_view kStack = R"(
services:
  web:
    build: ./app
    image: org/web
    container_name: web1
    command: [sh, -c, 'echo $$HOME']
    ports: ["8080:80", "53:53/udp"]
    labels: [traefik.enable=true]
    environment: {DB_PASSWORD: hunter2, MODE: fast}
    depends_on: [db]
    volumes: ["./data:/data", "/etc/app:/etc/app", "named:/v"]
    networks: {back: {ipv4_address: 10.9.0.3}}
    deploy: {resources: {limits: {cpus: "0.5"}}}
  worker:
    image: org/web
  db:
    image: postgres:16
networks:
  back: {internal: true, ipam: {config: [{subnet: 10.9.0.0/24}]}}
volumes: {named: {external: true}}
secrets: {k: {file: ./k.txt}}
)";

constexpr std::string_view kTwin = R"({
 "services": {
  "db": {
   "image": "postgres:16",
   "networks": {
    "default": null
   },
   "labels": {
    "bulkhead.prove": "t"
   }
  },
  "web": {
   "build": {
    "context": "/project/app",
    "dockerfile": "Dockerfile"
   },
   "command": [
    "sh",
    "-c",
    "echo $$HOME"
   ],
   "depends_on": {
    "db": {
     "condition": "service_started"
    }
   },
   "deploy": {
    "resources": {
     "limits": {
      "cpus": "0.5"
     }
    }
   },
   "environment": {
    "DB_PASSWORD": "hunter2",
    "MODE": "fast"
   },
   "image": "t-web:proof",
   "networks": {
    "back": {}
   },
   "volumes": [
    {
     "source": "/project/data",
     "target": "/data",
     "type": "bind"
    },
    {
     "source": "/etc/app",
     "target": "/etc/app",
     "type": "bind",
     "read_only": true
    },
    {
     "source": "named",
     "target": "/v",
     "type": "volume",
     "volume": {}
    }
   ],
   "labels": {
    "bulkhead.prove": "t"
   }
  },
  "worker": {
   "image": "t-web:proof",
   "networks": {
    "default": null
   },
   "labels": {
    "bulkhead.prove": "t"
   }
  }
 },
 "volumes": {
  "named": {}
 },
 "networks": {
  "back": {
   "internal": true
  },
  "default": {}
 },
 "secrets": {
  "k": {
   "file": "/project/k.txt"
  }
 }
})";

TEST(MakeTwin, SharesNothingWithTheRealOne) {
  base::Result<Twin> twin = TwinOf(std::string(kStack));
  ASSERT_TRUE(twin.ok()) << twin.error().message;
  EXPECT_EQ(formats::WriteJson(twin.value().project, 1), kTwin);
  EXPECT_EQ(twin.value().ports["web"], std::vector<std::string>{"80"});
  EXPECT_EQ(twin.value().secrets, std::vector<std::string>{"hunter2"});
  EXPECT_EQ(twin.value().images["web"], "t-web:proof");
}

TEST(MakeTwin, RefusesWhatOnlyOneCanHave) {
  struct Row {
    std::string service;
    std::string message;
  };
  const Row rows[] = {
      {"network_mode: host", "service a uses the network of the host"},
      {"network_mode: container:x", "service a uses the network of x"},
      {"volumes: ['/var/run/docker.sock:/s']",
       "service a has the socket /var/run/docker.sock"},
  };
  for (const Row& row : rows) {
    base::Result<Twin> twin =
        TwinOf("services:\n  a:\n    image: x:1\n    " + row.service + "\n");
    ASSERT_FALSE(twin.ok()) << row.service;
    EXPECT_EQ(twin.error().message, row.message);
  }
}

TEST(WithoutSecrets, MasksValuesAndTokens) {
  EXPECT_EQ(WithoutSecrets("login hunter2 failed: hunter22", {"hunter2"}),
            "login *** failed: ***2");
  EXPECT_EQ(WithoutSecrets("abc", {"abc"}), "abc");  // too short to tell
  std::string token = "ghp_" + std::string(36, 'a');
  EXPECT_EQ(WithoutSecrets("key=" + token + " x", {}),
            "key=" + base::Redact(token) + " x");
}

}  // namespace
}  // namespace bulkhead::engine
