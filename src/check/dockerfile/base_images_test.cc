// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kDigest =
    "@sha256:"
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n";

TEST(DigestWithoutTag, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/digest-without-tag";
  Catches(kRule, "FROM debian" + std::string(kDigest), 1);
  CatchesNot(kRule, "FROM debian:12" + std::string(kDigest));
  CatchesNot(kRule, "FROM debian:12\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a/b" + std::string(kDigest)),
            "a/b is named by its digest alone");
}

TEST(EndOfLife, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/end-of-life-base";
  for (std::string_view image :
       {"debian:9", "debian:stretch-slim", "debian:10.13", "ubuntu:18.04",
        "ubuntu:bionic", "alpine:3.9.4", "centos:7", "node:14-alpine",
        "node:20-buster", "python:2", "python:2.7-slim", "python:3.6",
        "python:3.12-alpine3.15", "golang:1.24", "php:7.4-fpm", "openjdk:17",
        "mcr.microsoft.com/dotnet/aspnet:5.0"}) {
    Catches(kRule, "FROM " + std::string(image) + "\n", 1);
  }
  for (std::string_view image :
       {"debian:12", "debian:bookworm", "ubuntu:24.04", "alpine:3.22",
        "alpine:3", "node:22", "python:3", "python:3.13", "golang:1.26",
        "golang:1", "php:8.3", "acme/debian:9", "node:lts", "node", "ruby:3",
        "openjdk:25-ea", "mcr.microsoft.com/dotnet/aspnet:10.0",
        "debian:stretchy"}) {
    CatchesNot(kRule, "FROM " + std::string(image) + "\n");
  }
  EXPECT_EQ(MessageOf(kRule, "FROM node:14.5-alpine\n"),
            "node:14.5-alpine: security updates of node 14.5 have ended "
            "(2023-04-30 at the latest)");
  EXPECT_EQ(MessageOf(kRule, "FROM python:2\n"),
            "python:2: security updates of python 2 have ended (2020-01-01 at "
            "the latest)");
  EXPECT_EQ(MessageOf(kRule, "FROM node:22-buster\n"),
            "node:22-buster: security updates of debian 10 have ended "
            "(2024-06-30 at the latest)");
}

TEST(FullBaseImage, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/full-base-image";
  Fixes(kRule, "FROM python:3.12\nCMD x\n", "FROM python:3.12-slim\nCMD x\n");
  Fixes(kRule, "FROM ruby:3.3-bookworm\n", "FROM ruby:3.3-slim-bookworm\n");
  Fixes(kRule, "FROM node:22-bookworm\n", "FROM node:22-bookworm-slim\n");
  Fixes(kRule, "FROM debian:bookworm\n", "FROM debian:bookworm-slim\n");
  Catches(kRule, "FROM ubuntu:22.04\n", 1);
  CatchesNot(kRule, "FROM python:3.12-alpine\n");
  CatchesNot(kRule, "FROM python:3.12 AS b\nFROM python:3.12-slim\n");
  CatchesNot(kRule, "FROM acme/python:3.12\n");
  CatchesNot(kRule, "FROM python\n");
  EXPECT_EQ(MessageOf(kRule, "FROM node:22\n"),
            "node:22 holds far more than one program needs; smaller: "
            "node:22-slim");
}

TEST(MajorTag, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/major-tag";
  Catches(kRule, "FROM python:3\n", 1);
  Catches(kRule, "FROM node:22-alpine\n", 1);
  CatchesNot(kRule, "FROM python:3.12\n");
  CatchesNot(kRule, "FROM node:22" + std::string(kDigest));
  CatchesNot(kRule, "FROM debian:12\n");
  CatchesNot(kRule, "FROM node:lts\n");
  CatchesNot(kRule, "FROM a/b:3\n");
  EXPECT_EQ(MessageOf(kRule, "FROM python:3-slim\n"),
            "python:3-slim is every release 3.x, one after the other");
}

TEST(PlatformMismatch, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/platform-mismatch";
  Catches(kRule, "FROM --platform=linux/amd64 arm64v8/debian:12\n", 1);
  Catches(kRule, "FROM --platform=linux/arm64 a/b:1-amd64\n", 1);
  CatchesNot(kRule, "FROM --platform=linux/arm64/v8 arm64v8/debian:12\n");
  CatchesNot(kRule, "FROM --platform=$BUILDPLATFORM arm64v8/debian:12\n");
  CatchesNot(kRule, "FROM arm64v8/debian:12\n");
  CatchesNot(kRule, "FROM --platform=linux/amd64 debian:12\n");
  EXPECT_EQ(MessageOf(kRule, "FROM --platform=linux/amd64 arm64v8/debian:12\n"),
            "arm64v8/debian:12 is an image for arm64, and --platform asks for "
            "linux/amd64");
}

}  // namespace
}  // namespace bulkhead::check
