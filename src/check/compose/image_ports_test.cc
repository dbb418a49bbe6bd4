// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

ComposeTestOptions Built(std::string dockerfile) {
  return {.dockerfiles = {{"web", std::move(dockerfile)}}};
}

TEST(ImagePorts, PortNotExposed) {
  constexpr std::string_view kRule = "compose/port-not-exposed";
  constexpr std::string_view kHit =
      "services:\n"
      "  web:\n"
      "    build: .\n"
      "    ports:\n"
      "      - '8080:8080'\n"
      "      - '9229:9229'\n";
  ComposeTestOptions image = Built("FROM node:22\nEXPOSE 8080\n");
  Catches(kRule, kHit, 6, 1, image);
  CatchesNot(kRule, kHit, Built("FROM node:22\nEXPOSE 8080 9229\n"));
  CatchesNot(kRule, kHit, Built("FROM node:22\nEXPOSE 8000-9500\n"));
  CatchesNot(kRule, kHit, Built("FROM node:22\n"));
  // The base image may expose it.
  CatchesNot(kRule, kHit, Built("FROM example/base:1\nEXPOSE 8080\n"));
  CatchesNot(kRule, kHit, Built("FROM node:22\nARG P\nEXPOSE 8080 $P\n"));
  CatchesNot(kRule,
             "services: {web: {build: ., ports: ['80:3000'], environment: "
             "{PORT: 3000}}}\n",
             image);
  CatchesNot(kRule, kHit);
  // The service says that it listens there.
  CatchesNot(
      kRule,
      "services: {web: {build: ., ports: ['80:3000'], expose: [3000]}}\n",
      image);
  Catches(kRule, "services: {web: {build: ., ports: ['53:53/udp']}}\n", 1, 1,
          Built("FROM node:22\nEXPOSE 53\n"));
  EXPECT_EQ(MessageOf(kRule, kHit, image),
            "service web publishes 9229:9229, but the image of service web "
            "exposes only 8080");
}

TEST(ImagePorts, PortsOfTheVariant) {
  constexpr std::string_view kRule = "compose/port-not-exposed";
  auto publishes = [](std::string_view image, std::string_view port) {
    return base::Format("services:\n  a:\n    image: {}\n    ports: ['{}']\n",
                        image, port);
  };
  Catches(kRule, publishes("rabbitmq:4", "15672:15672"), 4);
  CatchesNot(kRule, publishes("rabbitmq:4-management", "15672:15672"));
  Catches(kRule, publishes("wordpress:6-apache", "9000:9000"), 4);
  CatchesNot(kRule, publishes("wordpress:6-fpm", "9000:9000"));
}

TEST(ImagePorts, CapabilityWithoutEffect) {
  constexpr std::string_view kRule = "compose/capability-without-effect";
  constexpr std::string_view kHit =
      "services:\n"
      "  web:\n"
      "    build: .\n"
      "    cap_add: [NET_BIND_SERVICE]\n"
      "    security_opt: [no-new-privileges:true]\n";
  ComposeTestOptions image = Built("FROM node:22\nUSER node\n");
  Catches(kRule, kHit, 4, 1, image);
  CatchesNot(kRule, kHit, Built("FROM node:22\n"));
  CatchesNot(kRule, kHit, Built("FROM example/base:1\n"));
  // A file of the image may carry the capability.
  CatchesNot(kRule, "services: {web: {build: ., cap_add: [NET_RAW]}}\n", image);
  CatchesNot(kRule, "services: {web: {build: .}}\n", image);
  Catches(kRule,
          "services: {web: {image: 'a:1', user: '10:10', cap_add: [NET_RAW], "
          "security_opt: [no-new-privileges]}}\n");
  EXPECT_EQ(MessageOf(kRule, kHit, image),
            "service web adds NET_BIND_SERVICE, which user node never gets: "
            "Docker gives capabilities to root alone, and no-new-privileges "
            "keeps those of files away");
  Fixes(kRule, kHit,
        "services:\n"
        "  web:\n"
        "    build: .\n"
        "    security_opt: [no-new-privileges:true]\n",
        image);
}

TEST(PortNotExposed, Fix) {
  constexpr std::string_view kRule = "compose/port-not-exposed";
  Fixes(kRule,
        "services:\n  db:\n    image: redis:7\n    ports:\n"
        "      - \"127.0.0.1:6380:6380\"\n",
        "services:\n  db:\n    image: redis:7\n    ports:\n"
        "      - \"127.0.0.1:6380:6379\"\n");
  Fixes(kRule,
        "services:\n  db:\n    image: redis:7\n    ports:\n"
        "      - target: 6380\n        published: 6380\n",
        "services:\n  db:\n    image: redis:7\n    ports:\n"
        "      - target: 6379\n        published: 6380\n");
}

}  // namespace
}  // namespace bulkhead::check
