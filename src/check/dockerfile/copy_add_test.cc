// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

using Aliases = std::vector<std::string>;

TEST(RelativeCopyDestination, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/relative-copy-destination";
  Catches(kRule, "FROM a:1\nCOPY x y\n", 2);
  Catches(kRule, "COPY x \"y/\"\n", 1);
  Catches(kRule, "FROM a:1\nADD x.tgz .\n", 2);
  Catches(kRule, "FROM a:1 AS a\nWORKDIR /w\nFROM b:1\nCOPY x y\n", 4);
  Catches(kRule, "FROM a:1\nONBUILD WORKDIR /w\nCOPY x y\n", 3);
  CatchesNot(kRule, "FROM a:1\nCOPY x /y\nCOPY x \"/y\"\nCOPY x $Y\n");
  CatchesNot(kRule, "FROM a:1\nCOPY x c:\\y\nCOPY x \"d:/y\"\n");
  CatchesNot(kRule, "FROM a:1 AS a\nWORKDIR /w\nFROM a\nCOPY x y\n");
  CatchesNot(kRule, "FROM a:1\nONBUILD WORKDIR /w\nONBUILD COPY x y\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY x ./y\n"),
            "COPY to ./y, and no WORKDIR says where that is");
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\nCOPY x y\n").at(0).severity,
            model::Severity::kLow);
  EXPECT_EQ(
      FindingsOf(kRule, "FROM scratch AS s\nFROM s\nCOPY x y\n").at(0).severity,
      model::Severity::kInfo);
}

TEST(AddInsteadOfCopy, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/add-instead-of-copy";
  Catches(kRule, "FROM a:1\nADD x /y\n", 2);
  Catches(kRule, "FROM a:1\nADD x.zip /y\n", 2);
  Catches(kRule, "FROM a:1\nADD [\"x\", \"/y\"]\n", 2);
  Catches(kRule, "FROM a:1\nADD conf-$V.json /y\n", 2);
  CatchesNot(kRule, "FROM a:1\nADD x.tar /y\nADD \"x.tar.gz\" /y\n");
  CatchesNot(kRule, "FROM a:1\nADD x.TGZ /y\nADD x-${V}.txz /y\n");
  CatchesNot(kRule, "FROM a:1\nADD https://a.org/x /y\n");
  CatchesNot(kRule, "FROM a:1\nADD git@a.org:b/c.git /y\n");
  CatchesNot(kRule, "FROM a:1\nARG URL\nADD $URL /y\nADD ${URL}/x /y\n");
  CatchesNot(kRule, "FROM a:1\nARG V=x.tgz\nADD $V /y\n");
  CatchesNot(kRule, "FROM a:1\nADD file:12ab in /y\nCOPY x /y\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nADD x /y\n"),
            "ADD of x, where COPY does the same");
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\nADD x.tar y /z/\n")[0].aliases,
            (Aliases{"DL3020", "CKV_DOCKER_4", "CIS-DI-0009"}));
  Fixes(kRule, "FROM a:1\nADD --chown=1:1 x /y\nadd z /z\n",
        "FROM a:1\nCOPY --chown=1:1 x /y\ncopy z /z\n");
  EXPECT_FALSE(FindingsOf(kRule, "FROM a:1\nADD x.tar y /z/\n")[0].fix);
}

TEST(CopyDestinationSlash, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/copy-destination-slash";
  Catches(kRule, "FROM a:1\nCOPY x y /z\n", 2);
  Catches(kRule, "FROM a:1\nCOPY [\"x\", \"y\", \"/z\"]\n", 2);
  Catches(kRule, "FROM a:1\nCOPY x y $Z/a\n", 2);
  Catches(kRule, "FROM a:1\nENV Z=/z\nCOPY x y $Z\n", 3);
  CatchesNot(kRule, "FROM a:1\nCOPY x y /z/\nCOPY x y \"/z/\"\nCOPY x y .\n");
  CatchesNot(kRule, "FROM a:1\nCOPY x z\nCOPY x y c:\\z/\n");
  CatchesNot(kRule, "FROM a:1\nARG Z\nCOPY x y $Z\nCOPY x y /a/${Z}\n");
  CatchesNot(kRule, "FROM a:1\nCOPY file:12ab in /z\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY x y /z\n"),
            "COPY of 2 files to /z, which has no slash at the end");
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\nADD x y /z\n")[0].aliases, Aliases{});
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY x /y/ # files of z\n"),
            "COPY of 5 files to z, which has no slash at the end: a # within a "
            "line begins no comment");
  OffersNoFix(kRule, "FROM a:1\nCOPY x /y/ # files of z\n");
  CatchesNot(kRule, "FROM a:1\nCOPY x#1 /y/\n");
  Fixes(kRule, "FROM a:1\nCOPY x y /z\n", "FROM a:1\nCOPY x y /z/\n");
  Fixes(kRule, "FROM a:1\nCOPY [\"x\", \"y\", \"/z\"]\n",
        "FROM a:1\nCOPY [\"x\", \"y\", \"/z/\"]\n");
}

TEST(RelativeCopyDestination, FixWritesItFromTheRoot) {
  constexpr std::string_view kRule = "dockerfile/relative-copy-destination";
  Fixes(kRule, "FROM alpine:3\nCOPY a ./b/\n", "FROM alpine:3\nCOPY a /b/\n");
  Fixes(kRule, "FROM golang:1.22\nCOPY a .\n",
        "FROM golang:1.22\nCOPY a /go/\n");
  OffersNoFix(kRule, "FROM acme/x:1\nCOPY a b/\n");
  OffersNoFix(kRule, "FROM alpine:3\nCOPY [\"a\", \"b/\"]\n");
}

}  // namespace
}  // namespace bulkhead::check
