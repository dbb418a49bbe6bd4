// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/resolve.h"

#include <gtest/gtest.h>

#include "http/fake_client.h"

namespace bulkhead::engine {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');

UnpinnedImage Image(std::string key, int line) {
  return {std::move(key), {.path = "Dockerfile", .line = line}};
}

TEST(ResolveImages, PinsWhatIsFoundAndSaysWhatIsNot) {
  http::FakeTransport fake;
  fake.Answer("HEAD https://registry-1.docker.io/v2/library/node/manifests/20",
              {.status = 200, .headers = {{"docker-content-digest", kDigest}}});
  model::Pins given;
  given.images["docker.io/library/redis:7"] = {"7.2.4", ""};
  Resolution found = ResolveImages(
      {Image("docker.io/library/node:20", 1),
       Image("docker.io/library/node:20", 2),
       Image("docker.io/library/redis:7", 3), Image("down.example/a:1", 4),
       Image("down.example/a:1", 5), Image("down.example/b:1", 6),
       Image("down.example/c:1", 7)},
      given, fake, {}, {.retry_seconds = 0});
  EXPECT_EQ(found.pins.images.at("docker.io/library/node:20").digest, kDigest);
  EXPECT_EQ(found.pins.images.at("docker.io/library/redis:7").tag, "7.2.4");
  EXPECT_EQ(fake.asked.size(), 3u);  // node, a, b
  ASSERT_EQ(found.gaps.size(), 4u);
  EXPECT_EQ(found.gaps[0].message,
            "the digest of down.example/a:1 is not known: "
            "https://down.example/v2/a/manifests/1: Couldn't connect");
  EXPECT_EQ(found.gaps[1].message, found.gaps[0].message);
  EXPECT_EQ(found.gaps[1].location.line, 5);
  EXPECT_EQ(found.gaps[3].message,
            "down.example was not asked for c:1: it failed 2 times");
}

TEST(LoadDockerCredentials, LooksWhereDockerDoes) {
  base::MemoryFileSystem files;
  files.Add("/home/a/.docker/config.json",
            R"({"auths": {"reg.example": {"auth": "YTpi"}}})");
  files.Add("/etc/d/config.json", "{");
  EXPECT_EQ(LoadDockerCredentials(files, {{"HOME", "/home/a"}})
                .value()
                .BasicOf("reg.example"),
            "Basic YTpi");
  EXPECT_TRUE(LoadDockerCredentials(files, {{"HOME", "/home/b"}})
                  .value()
                  .by_registry.empty());
  base::Result<http::DockerCredentials> broken = LoadDockerCredentials(
      files, {{"HOME", "/home/a"}, {"DOCKER_CONFIG", "/etc/d"}});
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.error().message,
            "/etc/d/config.json: expected a JSON object");
}

}  // namespace
}  // namespace bulkhead::engine
