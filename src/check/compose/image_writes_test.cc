// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

ComposeTestOptions Built(std::string dockerfile) {
  return {.dockerfiles = {{"web", std::move(dockerfile)}}};
}

TEST(ImageWrites, ReadOnlyWrites) {
  constexpr std::string_view kRule = "compose/read-only-writes";
  constexpr std::string_view kHit =
      "services:\n"
      "  web:\n"
      "    build: .\n"
      "    read_only: true\n";
  constexpr std::string_view kTmpfs =
      "services: {web: {build: ., read_only: true, tmpfs: "
      "['/var/cache/app:mode=0700']}}\n";
  ComposeTestOptions image = Built(
      "FROM alpine:3\nRUN mkdir -p /var/cache/app && chown -R app "
      "/var/cache/app\n");
  Catches(kRule, kHit, 4, 1, image);
  CatchesNot(kRule, kTmpfs, image);
  CatchesNot(kRule,
             "services: {web: {build: ., read_only: true, volumes: "
             "['cache:/var/cache']}}\nvolumes: {cache: {}}\n",
             image);
  CatchesNot(kRule, "services: {web: {build: ., read_only: false}}\n", image);
  CatchesNot(kRule, kHit);
  // Code that belongs to the user is read, not written.
  CatchesNot(kRule, kHit,
             Built("FROM alpine:3\nRUN mkdir -p /app && chown -R app /app\n"));
  // Another stage, and a VOLUME.
  CatchesNot(
      kRule, kHit,
      Built("FROM alpine:3 AS b\nRUN mkdir -p /var/lib/x\nFROM alpine:3\n"
            "RUN mkdir /data\nVOLUME /data\n"));
  // /var/run is /run.
  CatchesNot(kRule,
             "services: {web: {build: ., read_only: true, tmpfs: /run}}\n",
             Built("FROM alpine:3\nRUN install -d -o app /var/run/app\n"));
  EXPECT_EQ(MessageOf(kRule, kHit, image),
            "service web is read-only, but the image of service web writes to "
            "/var/cache/app, where it mounts no volume or tmpfs");
  Fixes(kRule, kHit,
        "services:\n"
        "  web:\n"
        "    build: .\n"
        "    read_only: true\n"
        "    tmpfs:\n"
        "      - /var/cache/app\n",
        image);
}

TEST(ImageWrites, FoldersOfAKnownImage) {
  constexpr std::string_view kRule = "compose/read-only-writes";
  auto service = [](std::string_view image) {
    return base::Format("services:\n  a:\n    image: {}\n    read_only: true\n",
                        image);
  };
  EXPECT_EQ(MessageOf(kRule, service("zookeeper:3.9")),
            "service a is read-only, but zookeeper writes to /conf, where it "
            "mounts no volume or tmpfs");
  CatchesNot(kRule, service("zookeeper:3.9") + "    tmpfs: /conf\n");
  CatchesNot(kRule, service("postgres:18") + "    tmpfs: /run\n");
  // The variant has no Apache.
  Catches(kRule, service("wordpress:6-apache"), 4);
  CatchesNot(kRule, service("wordpress:6-fpm"));
}

TEST(ImageWrites, FoldersOfTheBaseImage) {
  constexpr std::string_view kRule = "compose/read-only-writes";
  constexpr std::string_view kHit =
      "services: {web: {build: ., read_only: true}}\n";
  ComposeTestOptions image = Built("FROM nginx:1.27\nCOPY site /site\n");
  Catches(kRule, kHit, 1, 1, image);
  CatchesNot(kRule,
             "services: {web: {build: ., read_only: true, tmpfs: "
             "[/var/cache/nginx, /run]}}\n",
             image);
  // Another program runs in it.
  CatchesNot(kRule, kHit, Built("FROM nginx:1.27\nCMD [\"/app\"]\n"));
  CatchesNot(kRule,
             "services: {web: {build: ., read_only: true, command: /app}}\n",
             image);
}

TEST(ImageWrites, AnonymousVolume) {
  constexpr std::string_view kRule = "compose/anonymous-volume";
  constexpr std::string_view kHit = "services:\n  web:\n    build: .\n";
  ComposeTestOptions image = Built("FROM alpine:3\nVOLUME /data\n");
  Catches(kRule, kHit, 2, 1, image);
  CatchesNot(kRule,
             "services: {web: {build: ., volumes: ['data:/data']}}\n"
             "volumes: {data: {}}\n",
             image);
  CatchesNot(kRule, "services: {web: {build: ., tmpfs: [/data]}}\n", image);
  CatchesNot(kRule, kHit, Built("FROM alpine:3\nARG D\nVOLUME $D\n"));
  CatchesNot(kRule, kHit);
  EXPECT_EQ(MessageOf(kRule, kHit, image),
            "service web mounts nothing on /data, a VOLUME of its Dockerfile: "
            "its data lies in an anonymous volume");
}

}  // namespace
}  // namespace bulkhead::check
