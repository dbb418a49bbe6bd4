// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/dockerfile/image_ref.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::config {
namespace {

const std::string kHex(64, 'a');

std::string Parts(std::string_view text) {
  const ImageRef ref = ParseImageRef(text);
  if (!ref.valid) return "error: " + ref.error;
  return base::Format("{} {} {} {} {}", ref.registry, ref.repository,
                      ref.tag.empty() ? "-" : ref.tag,
                      ref.digest.empty() ? "-" : "digest", ref.Familiar());
}

TEST(ImageRef, Parses) {
  const struct {
    std::string text;
    std::string expected;
  } kCases[] = {
      {"debian", "docker.io library/debian - - debian"},
      {"debian:12-slim", "docker.io library/debian 12-slim - debian"},
      {"grafana/loki", "docker.io grafana/loki - - grafana/loki"},
      {"docker.io/debian", "docker.io library/debian - - debian"},
      {"quay.io/a/b:1", "quay.io a/b 1 - quay.io/a/b"},
      {"localhost:5000/x", "localhost:5000 x - - localhost:5000/x"},
      {"localhost/x", "localhost x - - localhost/x"},
      {"a@sha256:" + kHex, "docker.io library/a - digest a"},
      {"a:1@sha256:" + kHex, "docker.io library/a 1 digest a"},
      {"scratch", "docker.io library/scratch - - scratch"},
      {"a__b/c--d.e", "docker.io a__b/c--d.e - - a__b/c--d.e"},
      {"", "error: the reference is empty"},
      {"Debian", "error: the repository name must be in lower case"},
      {"a:", "error: invalid tag "},
      {"a@sha256:1", "error: invalid digest sha256:1"},
      {"a@sha256:" + std::string(64, 'A'),
       "error: invalid digest sha256:" + std::string(64, 'A')},
      {"a@sha1:" + std::string(40, 'a'),
       "error: invalid digest sha1:" + std::string(40, 'a')},
      {"a b", "error: invalid reference format"},
      {"a//b", "error: invalid reference format"},
      {"-a/b", "error: invalid reference format"},
  };
  for (const auto& c : kCases) EXPECT_EQ(Parts(c.text), c.expected) << c.text;
}

TEST(ImageRef, KnowsOfficialImages) {
  EXPECT_TRUE(ParseImageRef("docker.io/library/node:20").IsOfficial());
  EXPECT_FALSE(ParseImageRef("bitnami/node").IsOfficial());
  EXPECT_EQ(ParseImageRef("quay.io/a/b").BaseName(), "b");
}

}  // namespace
}  // namespace bulkhead::config
