// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(AptKey, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/apt-key";
  Catches(kRule, "FROM a:1\nRUN curl https://a.org/k | apt-key add -\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apt-key list\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install apt-key\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apt-key add k\n"),
            "apt-key lets the key sign packages of every repository");
}

TEST(MovingDownload, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/moving-download";
  Catches(kRule,
          "FROM a:1\nRUN wget https://github.com/a/b/releases/latest/download/x"
          "\n",
          2);
  Catches(kRule, "FROM a:1\nADD https://a.org/wordpress/latest.tar.gz /\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN wget https://a.org/main/x-1.2.tar.gz\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN curl https://raw.githubusercontent.com/a/b/v1/x\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN wget https://a.org/latest.zip && echo 1 x | "
             "sha256sum -c\n");
  EXPECT_EQ(
      MessageOf(kRule,
                "FROM a:1\nRUN curl "
                "https://raw.githubusercontent.com/a/b/master/x.sh -o x\n"),
      "https://raw.githubusercontent.com/a/b/master/x.sh is another file "
      "tomorrow: /master/");
}

TEST(MovingGitRef, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/moving-git-ref";
  Catches(kRule, "FROM a:1\nRUN git clone https://a.org/x.git /x\n", 2);
  Catches(kRule, "FROM a:1\nADD https://github.com/a/b.git#main /x\n", 2);
  Catches(kRule, "FROM a:1\nADD https://github.com/a/b.git /x\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN git clone -b v1.2 https://a.org/x.git\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN git clone https://a.org/x.git && cd x && git reset "
             "--hard 0123456\n");
  CatchesNot(kRule, "FROM a:1\nADD https://github.com/a/b.git#v1 /x\n");
  CatchesNot(kRule, "FROM a:1\nARG R\nRUN git clone -b $R https://a.org/x\n");
  EXPECT_EQ(
      MessageOf(kRule, "FROM a:1\nRUN git clone -b master https://a.org/x\n"),
      "git clone of https://a.org/x takes the moving ref master");
}

TEST(ShortKeyId, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/short-key-id";
  Catches(kRule,
          "FROM a:1\nRUN apt-key adv --keyserver x --recv-keys 0xDEADBEEF\n",
          2);
  CatchesNot(kRule,
             "FROM a:1\nRUN gpg --recv-keys "
             "0123456789ABCDEF0123456789ABCDEF01234567\n");
  CatchesNot(kRule, "FROM a:1\nRUN gpg --recv-keys $KEY\n");
  CatchesNot(kRule, "FROM a:1\nRUN gpg --export DEADBEEF\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN gpg --recv-keys DEADBEEF\n"),
            "The key DEADBEEF is named by 8 of 40 digits");
}

TEST(UpgradeInBuild, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/upgrade-in-build";
  Catches(kRule, "FROM a:1\nRUN apt-get update && apt-get upgrade -y\n", 2);
  Catches(kRule, "FROM a:1\nRUN apk upgrade --no-cache\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apt-get update\n");
  CatchesNot(kRule, "FROM a:1\nRUN pip install --upgrade pip\n");
  CatchesNot(kRule, "FROM a:1\nRUN apk upgrade openssl\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apt-get -y upgrade\n"),
            "apt-get upgrade makes another image every day");
}

TEST(UpgradeInBuild, Fixes) {
  constexpr std::string_view kRule = "dockerfile/upgrade-in-build";
  Fixes(kRule,
        "FROM a:1\nRUN apt-get update && \\\n    apt-get upgrade -y && \\\n    "
        "apt-get install -y b\n",
        "FROM a:1\nRUN apt-get update && \\\n    apt-get install -y b\n");
  Fixes(kRule,
        "FROM a:1\nRUN yum -y update && yum clean all\nRUN yum -y install b\n",
        "FROM a:1\nRUN yum -y install b\n");
  Fixes(kRule, "FROM a:1\nRUN apk upgrade --no-cache && apk add --no-cache b\n",
        "FROM a:1\nRUN apk add --no-cache b\n");
  Fixes(kRule, "FROM a:1\nRUN yum -y update || true; x\n", "FROM a:1\nRUN x\n");
  OffersNoFix(kRule, "FROM a:1\nRUN apk -U upgrade && apk add b\n");
  OffersNoFix(
      kRule,
      "FROM a:1\nRUN pacman -Syu --noconfirm\nRUN pacman -S --noconfirm b\n");
  OffersNoFix(kRule, "FROM a:1\nRUN if x; then yum -y update; fi\n");
}

TEST(UpgradeInBuild, FixMovesTheUpdate) {
  constexpr std::string_view kRule = "dockerfile/upgrade-in-build";
  Fixes(kRule,
        "FROM a:1\nRUN apt-get update && apt-get upgrade -y\n"
        "RUN apt-get install -y b\n",
        "FROM a:1\nRUN apt-get update && apt-get install -y b\n");
  Fixes(kRule,
        "FROM a:1\nRUN apt-get update && apt-get upgrade -y\n"
        "RUN apt-get update && apt-get install -y b\n",
        "FROM a:1\nRUN apt-get update && apt-get install -y b\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN apt-get update && apt-get upgrade -y\n"
              "RUN [\"apt-get\", \"install\", \"-y\", \"b\"]\n");
}

TEST(AptKey, Fixes) {
  constexpr std::string_view kRule = "dockerfile/apt-key";
  Fixes(kRule,
        "FROM a:1\nRUN curl -sSL https://repo.e.org/KEY | apt-key add -\nRUN "
        "echo \"deb [arch=amd64] https://repo.e.org/deb stable main\" > "
        "/etc/apt/sources.list.d/e.list\n",
        "FROM a:1\nRUN mkdir -p /etc/apt/keyrings && curl -sSL "
        "https://repo.e.org/KEY > /etc/apt/keyrings/e.asc\nRUN echo \"deb "
        "[signed-by=/etc/apt/keyrings/e.asc arch=amd64] https://repo.e.org/deb "
        "stable main\" > /etc/apt/sources.list.d/e.list\n");
  Fixes(
      kRule,
      "FROM a:1\nRUN echo deb http://apt.e.org/x y main > "
      "/etc/apt/sources.list.d/e.list \\\n  && wget -qO - https://www.e.org/k "
      "| gpg --dearmor \\\n    | apt-key add - \\\n  && apt-get update\n",
      "FROM a:1\nRUN echo deb [signed-by=/etc/apt/keyrings/e.gpg] "
      "http://apt.e.org/x y main > /etc/apt/sources.list.d/e.list \\\n  && "
      "mkdir -p /etc/apt/keyrings \\\n  && wget -qO - https://www.e.org/k | "
      "gpg --dearmor > /etc/apt/keyrings/e.gpg \\\n  && apt-get update\n");
  Fixes(
      kRule,
      "FROM a:1\nRUN sh -c 'echo \"deb http://p.f.org/x y main\" > "
      "/etc/apt/s'\nRUN curl https://raw.e.org/k | apt-key add -\n",
      "FROM a:1\nRUN sh -c 'echo \"deb [signed-by=/etc/apt/keyrings/f.asc] "
      "http://p.f.org/x y main\" > /etc/apt/s'\nRUN mkdir -p /etc/apt/keyrings "
      "&& curl https://raw.e.org/k > /etc/apt/keyrings/f.asc\n");
  OffersNoFix(kRule, "FROM a:1\nRUN curl https://a.org/k | apt-key add -\n");
  OffersNoFix(
      kRule, "FROM a:1\nRUN apt-key add k && echo deb http://a.org/x y > /s\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN curl https://a.org/k | apt-key add - && echo deb "
              "http://deb.debian.org/x y > /s\n");
  OffersNoFix(
      kRule,
      "FROM a:1\nRUN curl https://a.org/k | apt-key add - && curl "
      "https://b.org/k | apt-key add - && echo deb http://c.org/x y > /s\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN curl https://a.org/k | sudo apt-key add - && echo "
              "deb http://a.org/x y > /s\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN curl https://a.org/k | apt-key add - && echo deb "
              "[signed-by=/k] http://a.org/x y > /s\n");
}

}  // namespace
}  // namespace bulkhead::check
