// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kRule = "compose/healthcheck-program-missing";

ComposeTestOptions Built(std::string dockerfile) {
  return {.dockerfiles = {{"web", std::move(dockerfile)}}};
}

std::string Checked(std::string_view test) {
  return "services:\n  web:\n    build: .\n    healthcheck:\n      test: " +
         std::string(test) + "\n";
}

std::string Pulled(std::string_view image, std::string_view test) {
  return "services:\n  web:\n    image: " + std::string(image) +
         "\n    healthcheck:\n      test: " + std::string(test) + "\n";
}

TEST(ImageHealth, ImagesThatArePulled) {
  struct Row {
    std::string_view image;
    std::string_view test;
    bool hit;
  };
  constexpr Row kRows[] = {
      {"alpine:3", "curl -f http://localhost/", true},
      {"alpine:3", "wget -q -O- http://localhost/", false},
      {"alpine:3", "[CMD, bash, -c, 'true']", true},
      {"alpine:3", "[CMD, /usr/bin/curl, localhost]", true},
      {"debian:12-slim", "curl -f http://localhost/ || exit 1", true},
      {"debian:12-slim", "curl -f http://a/ || python3 check.py", false},
      {"debian:12-slim", "perl check.pl", false},
      {"node:22", "curl -f http://localhost/", false},
      {"node:22-slim", "curl -f http://localhost/", true},
      {"node:22-alpine", "curl -f http://localhost/", true},
      {"nginx:alpine", "curl -f http://localhost/", false},
      {"gcr.io/distroless/static:nonroot", "/app --health", true},
      {"gcr.io/distroless/static:debug", "/app --health", false},
      {"gcr.io/distroless/static", "[CMD, /app, --health]", false},
      {"example/app:1", "curl -f http://localhost/", false},
      {"a:${TAG}", "curl -f http://localhost/", false},
      {"alpine:3", "[NONE]", false},
      {"postgres:16", "[CMD, mysqladmin, ping]", true},
      {"mariadb:11", "[CMD, mysqladmin, ping]", false},
      {"redis:7", "[CMD, pg_isready]", true},
      {"alpine:3", "[CMD, redis-cli, ping]", false},
      {"example/postgres:16", "[CMD, redis-cli, ping]", false},
  };
  for (const Row& row : kRows) {
    std::string yaml = Pulled(row.image, row.test);
    if (row.hit) {
      Catches(kRule, yaml, 5);
    } else {
      CatchesNot(kRule, yaml);
    }
  }
  EXPECT_EQ(MessageOf(kRule, Pulled("debian:12-slim", "curl localhost")),
            "the health check of service web runs curl, which debian:12-slim "
            "does not have");
}

TEST(ImageHealth, ImagesThatAreBuilt) {
  std::string curl = Checked("curl -f http://localhost/ || exit 1");
  std::string exec = Checked("[CMD, /app, health]");
  Catches(kRule, curl, 5, 1, Built("FROM python:3-slim\nCOPY . /app\n"));
  CatchesNot(kRule, curl,
             Built("FROM python:3-slim\nRUN apt-get install -y curl\n"));
  CatchesNot(kRule, curl, Built("FROM python:3-slim\nRUN ./install.sh\n"));
  CatchesNot(kRule, curl, Built("FROM python:3\n"));
  CatchesNot(kRule, curl);
  Catches(kRule, curl, 5, 1,
          Built("FROM python:3-slim AS b\nRUN apt-get install -y curl\n"
                "FROM scratch\nCOPY --from=b /app /app\n"));
  CatchesNot(kRule, exec, Built("FROM scratch\nCOPY app /app\n"));
  CatchesNot(kRule, curl, Built("FROM scratch\nADD rootfs.tar.xz /\n"));
  CatchesNot(kRule, curl,
             Built("FROM scratch\nCOPY --from=busybox /bin/sh /bin/sh\n"
                   "COPY --from=tools /usr/bin/curl /bin/curl\n"));
  CatchesNot(kRule, curl, Built("ARG B\nFROM $B\n"));
  EXPECT_EQ(MessageOf(kRule, curl, Built("FROM scratch\nCOPY app /app\n")),
            "the health check of service web runs sh, which its image, made "
            "from scratch, does not have");
}

TEST(ImageHealth, Fix) {
  Fixes("compose/healthcheck-program-missing",
        "services:\n  db:\n    image: redis:7\n    healthcheck:\n"
        "      test: curl -f http://localhost:6379\n",
        "services:\n  db:\n    image: redis:7\n    healthcheck:\n"
        "      test: [\"CMD-SHELL\", \"redis-cli ping\"]\n");
}

}  // namespace
}  // namespace bulkhead::check
