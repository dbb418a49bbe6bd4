// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "http/docker_config.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::http {
namespace {

TEST(ParseDockerConfig, TakesWhatLoginLeft) {
  std::string auth = base::EncodeBase64("joe:secret:x");
  base::Result<DockerCredentials> read = ParseDockerConfig(
      base::Format(R"({{"auths": {{"https://index.docker.io/v1/":
            {{"auth": "{}"}}, "Reg.Example:5000": {{"username": "a",
            "password": "b"}}, "helped.example": {{}}}},
          "credsStore": "desktop"}})",
                   auth),
      "config.json", {});
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value().BasicOf("docker.io"), "Basic " + auth);
  EXPECT_EQ(read.value().BasicOf("reg.example:5000"),
            "Basic " + base::EncodeBase64("a:b"));
  EXPECT_EQ(read.value().BasicOf("helped.example"), "");
  EXPECT_EQ(read.value().BasicOf("other.example"), "");
  EXPECT_TRUE(read.value().has_helpers);
}

TEST(ParseDockerConfig, DoesNotQuoteABrokenFile) {
  base::Result<DockerCredentials> read =
      ParseDockerConfig("{\"auths\": {\"a\": {\"auth\": hunter2", "c.json", {});
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().message, "c.json: expected a JSON object");
  EXPECT_EQ(read.error().context, "");
}

}  // namespace
}  // namespace bulkhead::http
