// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kRule = "compose/image-invalid";

std::string With(std::string_view image) {
  return "services:\n  web:\n    image: " + std::string(image) + "\n";
}

TEST(ImageReference, Invalid) {
  const std::string kHex(64, 'a');
  for (const std::string& image :
       {std::string("Nginx:1"), std::string("nginx:1:2"),
        std::string("me/Nginx"), std::string("nginx:v1+2"),
        std::string("'nginx:'"), std::string("https://x.org/nginx:1"),
        std::string("nginx@sha256:abc"), "nginx@sha256:" + kHex + "a",
        std::string("nginx@sha1:0123456789012345678901234567890123456789")}) {
    Catches(kRule, With(image), 3);
  }
  for (const std::string& image :
       {std::string("nginx"), std::string("nginx:1"),
        std::string("Registry:5000/nginx:1"), std::string("a__b/c-d:V1.2_3"),
        "nginx:1@sha256:" + kHex, kHex}) {
    CatchesNot(kRule, With(image));
  }
  CatchesNot(kRule, "services: {web: {build: .}}\n");
  EXPECT_EQ(MessageOf(kRule, With("Nginx:1")),
            "the image Nginx:1 of service web is no valid reference: the "
            "repository name must be in lower case");
}

// What variables hold that are not set can't be known, but the rest is.
TEST(ImageReference, InvalidWithVariables) {
  for (std::string_view image : {"Nginx:${TAG}", "\"${HOST}/Nginx:${TAG}\"",
                                 "nginx:1:$TAG", "${HOST}/nginx@sha256:12"}) {
    Catches(kRule, With(image), 3);
  }
  for (std::string_view image :
       {"${IMAGE}", "nginx:${TAG}", "nginx${TAG}", "nginx@${DIGEST}",
        "nginx@sha256:${DIGEST}", "${REGISTRY}nginx:1", "Host:${PORT}/nginx",
        "${A}${B}${C}:D:E", "nginx${TAG}@${DIGEST}", "nginx:${TAG:-1}",
        "${A}/x/${B}"}) {
    CatchesNot(kRule, With(image));
  }
  ComposeTestOptions known{.environment = {{"TAG", "1:2"}, {"REPO", "Me"}}};
  Catches(kRule, With("nginx:${TAG}"), 3, 1, known);
  Catches(kRule, With("${REPO}/nginx/Q:${OTHER}"), 3, 1, known);
  EXPECT_EQ(MessageOf(kRule, With("Nginx:${TAG}")),
            "the image Nginx:${TAG} of service web is no valid reference, "
            "whatever its variables hold: the repository name must be in lower "
            "case");
}

}  // namespace
}  // namespace bulkhead::check
