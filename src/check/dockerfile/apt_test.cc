// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(AptUse, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/apt-use";
  Catches(kRule, "FROM a:1\nRUN apt install -y curl\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y curl\n");
  CatchesNot(kRule, "FROM a:1\nRUN rm -rf /etc/apt && echo apt\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apt update\n"),
            "apt is made for people; its options and output may change");
  Fixes(kRule, "FROM a:1\nRUN true && apt update\n",
        "FROM a:1\nRUN true && apt-get update\n");
}

TEST(AptUnpinned, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/apt-unpinned";
  Catches(kRule, "FROM a:1\nRUN apt-get install -y curl git=1 wget\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y curl=7.88.1-10\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y ./local.deb\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y curl/bookworm\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get update\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apt-get install -y a b c d e\n"),
            "apt-get installs a, b, c and 2 more without a version");
}

TEST(AptWithoutYes, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/apt-without-yes";
  Catches(kRule, "FROM a:1\nRUN apt-get install -q curl\n", 2);
  Catches(kRule, "FROM a:1\nONBUILD RUN apt-get install curl\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -yq curl\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get -qq install curl\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get update\n");
  // It only tells what it would do.
  CatchesNot(kRule, "FROM a:1\nRUN if apt-get install -s b; then c; fi\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install --dry-run b\n");
  // It repairs what dpkg left, and asks as well.
  Catches(kRule, "FROM a:1\nRUN dpkg -i x.deb; apt-get install -f\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN dpkg -i x.deb; apt-get install -fy\n");
  std::vector<model::Finding> twice = FindingsOf(
      kRule, "FROM a:1\nRUN apt-get install a && apt-get install b\n");
  ASSERT_EQ(twice.size(), 2u);
  EXPECT_FALSE(twice[0].aliases.empty());
  EXPECT_TRUE(twice[1].aliases.empty());  // the others count instructions
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apt-get install curl\n"),
            "apt-get install asks a question that nobody answers");
  Fixes(kRule, "FROM a:1\nRUN apt-get install curl\n",
        "FROM a:1\nRUN apt-get install -y curl\n");
}

TEST(AptRecommends, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/apt-recommends";
  Catches(kRule, "FROM a:1\nRUN apt-get install -y curl\n", 2);
  CatchesNot(kRule,
             "FROM a:1\nRUN apt-get install -y --no-install-recommends curl\n");
  Catches(kRule, "FROM a:1\nRUN apt-get install -yf\n", 2);
  CatchesNot(
      kRule,
      "FROM a:1\nRUN apt-get -o APT::Install-Recommends=false install curl\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apt-get install curl\n"),
            "apt-get install also installs recommended packages");
  Fixes(kRule, "FROM a:1\nRUN apt-get install -y curl\n",
        "FROM a:1\nRUN apt-get install --no-install-recommends -y curl\n");
}

TEST(AptLists, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/apt-lists-kept";
  Catches(kRule, "FROM a:1\nRUN apt-get update && apt-get install -y b\n", 2);
  CatchesNot(kRule,
             "FROM a:1\nRUN apt-get update && rm -rf /var/lib/apt/lists/*\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN --mount=type=cache,target=/var/lib/apt apt-get "
             "update\n");
  CatchesNot(kRule, "FROM a:1 AS b\nRUN apt-get update\nFROM c:1\nRUN true\n");
  Catches(kRule,
          "FROM a:1\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\n"
          "RUN --mount=type=cache,target=/var/lib/apt apt-get update\n",
          3);
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apt-get update\n"),
            "the package lists stay in /var/lib/apt/lists of the layer");
  Fixes(kRule, "FROM a:1\nRUN apt-get update && \\\n  apt-get install -y b\n",
        "FROM a:1\nRUN apt-get update && \\\n  apt-get install -y b && \\\n"
        "  rm -rf /var/lib/apt/lists/*\n");
  Fixes(kRule, "FROM a:1\nRUN sudo apt-get update; apt-get install -y b\n",
        "FROM a:1\nRUN sudo apt-get update; apt-get install -y b && "
        "sudo rm -rf /var/lib/apt/lists/*\n");
  OffersNoFix(kRule, "FROM a:1\nRUN apt-get update; exec x\n");
}

TEST(AptArchives, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/apt-archives-kept";
  Catches(kRule, "FROM a:1\nRUN apt-get install -y b\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apt-get update && apt-get install -y b\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y b && apt distclean\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apt-get install -y b\n"),
            "packages are installed from an index that an earlier layer "
            "fetched and kept");
}

TEST(DistUpgrade, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/apt-dist-upgrade";
  Catches(kRule, "FROM a:1\nRUN apt-get -y dist-upgrade\n", 2);
  Catches(kRule, "FROM a:1\nRUN zypper dist-upgrade\n", 2);
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\nRUN zypper -n dup\n")[0].aliases,
            std::vector<std::string>{"DL3035"});
  CatchesNot(kRule, "FROM a:1\nRUN apt-get upgrade\n");
  CatchesNot(kRule, "FROM a:1\nRUN echo apt-get dist-upgrade\n");
  EXPECT_EQ(
      MessageOf(kRule, "FROM a:1\nRUN apt-get dist-upgrade\n"),
      "apt-get dist-upgrade upgrades the whole base image, and may remove "
      "packages");
  EXPECT_EQ(
      FindingsOf(kRule, "FROM a:1\nRUN apt-get dist-upgrade\n")[0].aliases,
      (std::vector<std::string>{"DS-0024", "DKL-DI-0003", "DL3005"}));
}

TEST(AptArchives, Fixes) {
  constexpr std::string_view kRule = "dockerfile/apt-archives-kept";
  Fixes(kRule, "FROM a:1\nRUN apt-get install -y b\n",
        "FROM a:1\nRUN apt-get update && apt-get install -y b && rm -rf "
        "/var/lib/apt/lists/*\n");
  Fixes(kRule, "FROM a:1\nRUN x \\\n  && sudo apt-get install -y b\n",
        "FROM a:1\nRUN x \\\n  && sudo apt-get update \\\n  && sudo apt-get "
        "install -y b \\\n  && sudo rm -rf /var/lib/apt/lists/*\n");
  OffersNoFix(kRule, "FROM a:1\nRUN if x; then apt-get install -y b; fi\n");
  OffersNoFix(kRule, "FROM a:1\nRUN x || apt-get install -y b\n");
}
TEST(DistUpgrade, Fixes) {
  constexpr std::string_view kRule = "dockerfile/apt-dist-upgrade";
  Fixes(kRule,
        "FROM a:1\nRUN apt-get update && apt-get -y dist-upgrade && apt-get -y "
        "install b\n",
        "FROM a:1\nRUN apt-get update && apt-get -y install b\n");
  Fixes(kRule,
        "FROM a:1\nRUN apt-get update \\\n && apt-get -y dist-upgrade \\\n && "
        "rm -rf /var/lib/apt/lists/*\nRUN x\n",
        "FROM a:1\nRUN x\n");
  OffersNoFix(kRule, "FROM a:1\nRUN [\"apt-get\", \"dist-upgrade\"]\n");
  Fixes(kRule,
        "FROM a:1\nRUN apt-get update && apt-get -y dist-upgrade\nRUN "
        "apt-get -y install b\n",
        "FROM a:1\nRUN apt-get update && apt-get -y install b\n");
}

}  // namespace
}  // namespace bulkhead::check
