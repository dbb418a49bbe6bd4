// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Fixes of the pinning rules; what is not known gets none.
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

const std::string kDigest =
    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

model::Pins Known() {
  model::Pins pins;
  pins.images["docker.io/library/node:latest"] = {"22.11.0", kDigest};
  pins.images["docker.io/library/node:20"] = {"", kDigest};
  pins.packages["apt"] = {{"curl", "7.88.1-10+deb12u5"}, {"git", "1:2.39"}};
  pins.packages["apk"] = {{"curl", "8.9.1-r1"}};
  pins.packages["dnf"] = {{"httpd", "2.4.57"}};
  pins.packages["zypper"] = {{"vim", "9.1"}};
  pins.packages["npm"] = {{"express", "4.21.1"}, {"@a/b", "1.0.0"}};
  pins.packages["pip"] = {{"flask", "3.0.3"}, {"uvicorn", "0.30.0"}};
  pins.packages["gem"] = {{"bundler", "2.5.22"}};
  pins.packages["go"] = {{"example.org/tool", "v1.2.3"}};
  return pins;
}

void Pins(std::string_view rule, std::string_view before,
          std::string_view after) {
  model::Pins pins = Known();
  Fixes(rule, before, after, {.options = {.pins = &pins}});
}

void PinsNot(std::string_view rule, std::string_view text) {
  model::Pins pins = Known();
  std::vector<model::Finding> found =
      FindingsOf(rule, text, {.options = {.pins = &pins}});
  ASSERT_EQ(found.size(), 1u) << text;
  EXPECT_FALSE(found[0].fix.has_value()) << text;
}

TEST(OfferBasePin, WritesWhatThePinsSay) {
  Pins("dockerfile/latest-tag", "FROM node:latest AS a\n",
       "FROM node:22.11.0@" + kDigest + " AS a\n");
  Pins("dockerfile/untagged-base", "FROM --platform=linux/amd64 node\n",
       "FROM --platform=linux/amd64 node:22.11.0@" + kDigest + "\n");
  Pins("dockerfile/major-tag", "FROM docker.io/node:20\n",
       "FROM docker.io/node:20@" + kDigest + "\n");
  PinsNot("dockerfile/latest-tag", "FROM redis:latest\n");
  PinsNot("dockerfile/latest-tag", "ARG V=latest\nFROM node:$V\n");
  PinsNot("dockerfile/latest-tag", "FROM node:20 as b\nFROM redis:latest\n");
}

TEST(OfferBasePin, KnowsNothingWithoutPins) {
  std::vector<model::Finding> found =
      FindingsOf("dockerfile/latest-tag", "FROM node:latest\n");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_FALSE(found[0].fix.has_value());
  EXPECT_TRUE(found[0].related.empty());
}

TEST(OfferPackagePins, WritesVersionsAsEachManagerDoes) {
  struct Row {
    std::string_view rule;
    std::string_view before;
    std::string_view after;
  };
  constexpr Row kRows[] = {
      {"apt", "apt-get install -y curl \\\n    git && true",
       "apt-get install -y curl=7.88.1-10+deb12u5 \\\n    git=1:2.39 && true"},
      {"apk", "apk add --no-cache curl", "apk add --no-cache curl=8.9.1-r1"},
      {"dnf", "dnf install -y httpd", "dnf install -y httpd-2.4.57"},
      {"yum", "yum install -y httpd", "yum install -y httpd-2.4.57"},
      {"zypper", "zypper install -y vim", "zypper install -y vim=9.1"},
      {"npm", "npm install -g express @a/b",
       "npm install -g express@4.21.1 @a/b@1.0.0"},
      {"pip", "pip install Flask 'uvicorn[standard]'",
       "pip install Flask==3.0.3 'uvicorn[standard]==0.30.0'"},
      {"gem", "gem install bundler", "gem install bundler:2.5.22"},
      {"go", "go install example.org/tool@latest",
       "go install example.org/tool@v1.2.3"},
  };
  for (const Row& row : kRows) {
    Pins(base::Format("dockerfile/{}-unpinned", row.rule),
         base::Format("FROM a:1\nRUN {}\n", row.before),
         base::Format("FROM a:1\nRUN {}\n", row.after));
  }
}

TEST(OfferPackagePins, PinsAllOrNone) {
  PinsNot("dockerfile/apt-unpinned",
          "FROM a:1\nRUN apt-get install curl wget\n");
  PinsNot("dockerfile/apt-unpinned",
          "FROM a:1\nRUN [\"apt-get\", \"install\", \"curl\"]\n");
  PinsNot("dockerfile/apt-unpinned",
          "FROM a:1\nARG P=curl\nRUN apt-get install cu\\\nrl\n");
}

}  // namespace
}  // namespace bulkhead::check
