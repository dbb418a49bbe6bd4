// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/pins.h"

#include <gtest/gtest.h>

#include "engine/fix.h"

namespace bulkhead::engine {
namespace {

constexpr std::string_view kDigest =
    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

base::Result<model::Pins> Parse(std::string text) {
  return ParsePins(std::make_shared<base::Source>("pins.yaml", std::move(text)),
                   {});
}

std::string FileText() {
  return "# Versions for bulkhead check --pins; docs/formats/pins.md.\n"
         "version: 1\n"
         "images:\n"
         "  docker.io/grafana/loki:2: 2.9.10\n"
         "  node:20: 22.11.0@" +
         std::string(kDigest) +
         "\n"
         "  postgres:16: " +
         std::string(kDigest) +
         "\n"
         "packages:\n"
         "  npm:\n"
         "    express: 4.21.1\n"
         "  pip:\n"
         "    foo-bar: \"1.0\"\n"
         "scopes:\n"
         "  - image: [python:3.12*, debian]\n"
         "    release: [debian:12]\n"
         "    packages:\n"
         "      apt:\n"
         "        curl: 7.88.1-10+deb12u5\n"
         "      dnf:\n"
         "        httpd: 2.4.57\n";
}

TEST(ParsePins, ReadsWhatWritePinsWrites) {
  base::Result<model::Pins> pins = Parse(FileText());
  ASSERT_TRUE(pins.ok()) << pins.error().message;
  EXPECT_EQ(pins.value().images.at("docker.io/library/node:20"),
            (model::ImagePin{"22.11.0", std::string(kDigest)}));
  EXPECT_EQ(pins.value().images.at("docker.io/library/postgres:16"),
            (model::ImagePin{"", std::string(kDigest)}));
  EXPECT_EQ(pins.value().scopes.at(0).releases,
            std::vector<std::string>{"debian:12"});
  EXPECT_EQ(WritePins(pins.value()), FileText());
}

TEST(ParsePins, TakesNamesAsPeopleWriteThem) {
  base::Result<model::Pins> pins = Parse(
      "version: 1\nimages: {node: 22.11.0}\n"
      "packages: {yum: {httpd: 2.4.57}, pip: {Foo_Bar: 1.0}}\n"
      "scopes: [{release: bookworm, packages: {apt: {a: '1'}}}]\n");
  ASSERT_TRUE(pins.ok()) << pins.error().message;
  EXPECT_EQ(pins.value().images.count("docker.io/library/node:latest"), 1u);
  EXPECT_EQ(pins.value().packages.at("dnf").at("httpd"), "2.4.57");
  EXPECT_EQ(pins.value().packages.at("pip").at("foo-bar"), "1.0");
  EXPECT_EQ(pins.value().scopes.at(0).releases.at(0), "debian:12");
}

TEST(ParsePins, ErrorsHavePlaceAndRemedy) {
  struct Row {
    std::string text;
    std::string message;
  };
  const Row rows[] = {
      {"", "pins.yaml: expected pins, found nothing"},
      {"images: {}\n",
       "pins.yaml:1:1: expected the key \"version\": 1 in the pins"},
      {"version: 2\n",
       "pins.yaml:1:10: expected a number from 1 to 1 for \"version\", found "
       "\"2\""},
      {"version: 1\nimage: {}\n",
       "pins.yaml:2:1: unknown key \"image\" in the pins; did you mean "
       "\"images\"?"},
      {"version: 1\npackages:\n  atp: {curl: 1}\n",
       "pins.yaml:3:3: unknown key \"atp\" in \"packages\"; did you mean "
       "\"apt\"?"},
      {"version: 1\nimages:\n  node:20: node:20.1\n",
       "pins.yaml:3:12: expected a tag, a digest or both for a pin, such as "
       "22.11.0@sha256:..., found \"node:20.1\""},
      {"version: 1\nimages:\n  node:20: sha256:12\n",
       "pins.yaml:3:12: expected a tag, a digest or both for a pin, such as "
       "22.11.0@sha256:..., found \"sha256:12\""},
      {"version: 1\nimages:\n  Node: '20'\n",
       "pins.yaml:3:3: expected an image without a digest, such as node:20, "
       "found \"Node\": the repository name must be in lower case"},
      {"version: 1\npackages: {apt: {curl: '1; rm -rf /'}}\n",
       "pins.yaml:2:24: expected one version, such as 7.88.1-10, for curl, "
       "found \"1; rm -rf /\""},
      {"version: 1\npackages: {apt: {curl: [1]}}\n",
       "pins.yaml:2:24: expected a text for a version, found sequence"},
      {"version: 1\nscopes: [{packages: {}}]\n",
       "pins.yaml:2:10: expected \"image\" or \"release\" in a scope"},
      {"version: 1\nscopes: [{release: debain, packages: {}}]\n",
       "pins.yaml:2:20: expected a release such as debian:12, bookworm or "
       "alpine:3.20, found \"debain\""},
      {"version: 1\nversion: 1\n",
       "pins.yaml:2:1: key \"version\" is there a second time"},
  };
  for (const Row& row : rows) {
    base::Result<model::Pins> pins = Parse(row.text);
    ASSERT_FALSE(pins.ok()) << row.text;
    EXPECT_EQ(pins.error().message, row.message);
  }
}

TEST(FixFindings, TakesVersionsOfThePins) {
  base::MemoryFileSystem files;
  files.Add("/p/Dockerfile",
            "FROM node:latest\n"
            "RUN npm install -g express left-pad\n"
            "RUN npm install -g express\n"
            "FROM alpine:latest\n");
  base::Result<model::Pins> pins =
      Parse("version: 1\nimages: {node: 22.11.0@" + std::string(kDigest) +
            "}\npackages: {npm: {express: 4.21.1}}\n");
  ASSERT_TRUE(pins.ok());
  CheckOptions options{.paths = {"/p"}};
  options.pins = std::make_shared<model::Pins>(pins.value());
  base::Result<FixResult> fixed = FixFindings(
      options, files,
      {.unsafe = true,
       .only = {"dockerfile/latest-tag", "dockerfile/npm-unpinned"}});
  ASSERT_TRUE(fixed.ok()) << fixed.error().message;
  ASSERT_EQ(fixed.value().changes.size(), 1u);
  EXPECT_EQ(fixed.value().changes[0].after,
            "FROM node:22.11.0@" + std::string(kDigest) +
                "\n"
                "RUN npm install -g express left-pad\n"
                "RUN npm install -g express@4.21.1\n"
                "FROM alpine:latest\n");
  std::vector<MissingPin> missing = MissingPins(fixed.value().after);
  ASSERT_EQ(missing.size(), 2u);
  EXPECT_EQ(missing[0].message, "no pin is known for left-pad of npm");
  EXPECT_EQ(missing[0].location.line, 2);
  EXPECT_EQ(missing[1].message,
            "no pin is known for the image docker.io/library/alpine:latest");
  std::vector<UnpinnedImage> images = ImagesWithoutPin(fixed.value().after);
  ASSERT_EQ(images.size(), 1u);
  EXPECT_EQ(images[0].key, "docker.io/library/alpine:latest");
  EXPECT_EQ(images[0].location.line, 4);
}

}  // namespace
}  // namespace bulkhead::engine
