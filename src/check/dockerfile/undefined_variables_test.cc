// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(UndeclaredFromArg, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/undeclared-from-arg";
  Catches(kRule, "FROM a:$VERSION\n", 1);
  Catches(kRule, "FROM a:1\nARG V=1\nFROM a:$V\n", 3);
  CatchesNot(kRule, "ARG V=1\nFROM a:$V\n");
  CatchesNot(kRule, "ARG V\nFROM a:$V\n");
  CatchesNot(kRule, "FROM --platform=$BUILDPLATFORM a:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:$VERSION\n"),
            "No ARG before the first FROM declares VERSION");
  EXPECT_EQ(MessageOf(kRule, "ARG VERSION=1\nFROM a:${VERSIN}\n"),
            "No ARG before the first FROM declares VERSIN; did you mean "
            "VERSION?");
  Fixes(kRule, "ARG VERSION=1\nFROM a:${VERSIN}\n",
        "ARG VERSION=1\nFROM a:${VERSION}\n");
}

TEST(UndefinedVariable, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/undefined-variable";
  Catches(kRule, "FROM alpine:3\nCOPY $src /x\n", 2);
  Catches(kRule, "FROM scratch\nWORKDIR $dir/x\n", 2);
  CatchesNot(kRule, "FROM alpine:3\nARG src\nCOPY $src /x\n");
  EXPECT_EQ(FindingsOf(kRule, "FROM alpine:3\nEXPOSE $p\n").at(0).aliases,
            std::vector<std::string>());
  CatchesNot(kRule, "FROM alpine:3 AS a\nENV src=x\nFROM a\nCOPY $src /x\n");
  CatchesNot(kRule, "FROM alpine:3\nENV PATH=$PATH:/x\n");
  CatchesNot(kRule, "FROM alpine:3\nRUN echo $src\n");
  // The base image may define it.
  CatchesNot(kRule, "FROM node:22\nCOPY x /$YARN_VERSION/\n");
  CatchesNot(kRule, "FROM golang:1 AS a\nFROM a\nWORKDIR $GOPATH/src\n");
  Catches(kRule, "FROM alpine:3\nWORKDIR $GOPATH/src\n", 2);
  // Unless it is a misspelling, by the look of it.
  Catches(kRule, "FROM golang:1\nENV P=$PTH:/x\n", 2);
  Catches(kRule, "FROM node:22\nENV FOLDER=/x\nCOPY x $FOLDR\n", 3);
  EXPECT_EQ(MessageOf(kRule, "FROM alpine:3\nCOPY $src /x\n"),
            "Nothing defines the variable src");
  EXPECT_EQ(FindingsOf(kRule, "FROM alpine:3\nENV U=${UID:-1}\n")[0].severity,
            model::Severity::kInfo);
  EXPECT_EQ(FindingsOf(kRule, "FROM alpine:3\nENV U=$UID-1\n")[0].severity,
            model::Severity::kMedium);
  EXPECT_EQ(MessageOf(kRule, "FROM alpine:3\nENV P=$PAHT:/x\n"),
            "Nothing defines the variable PAHT; did you mean PATH?");
  Fixes(kRule, "FROM alpine:3\nENV FOLDER=/x\nCOPY x $FOLDR/$FOLDER\n",
        "FROM alpine:3\nENV FOLDER=/x\nCOPY x $FOLDER/$FOLDER\n");
}

TEST(InvalidDefaultBase, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/invalid-default-base";
  Catches(kRule, "ARG TAG\nFROM a:$TAG\n", 2);
  Catches(kRule, "ARG IMAGE\nFROM $IMAGE\n", 2);
  CatchesNot(kRule, "ARG TAG=1\nFROM a:$TAG\n");
  CatchesNot(kRule, "ARG TAG\nFROM a:${TAG:-1}\n");
  CatchesNot(kRule, "ARG V\nFROM a:1$V\n");
  CatchesNot(kRule, "ARG V=1\nARG TAG=$V\nFROM a:$TAG\n");
  RuleTestOptions given;
  given.evaluate.build_args["TAG"] = "1";
  Catches(kRule, "ARG TAG\nFROM a:$TAG\n", 2, 1, given);
  EXPECT_EQ(MessageOf(kRule, "ARG TAG\nFROM a:$TAG\n"),
            "Without build arguments, a:$TAG is a:, which names no image");
  EXPECT_EQ(MessageOf(kRule, "ARG IMAGE\nFROM $IMAGE\n"),
            "Without build arguments, $IMAGE names no image");
}

}  // namespace
}  // namespace bulkhead::check
