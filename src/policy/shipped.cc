// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The policies that come with the program, as policy files.
#include "policy/policy.h"

namespace bulkhead::policy {
namespace {

constexpr std::string_view kDefault =
    R"(# What holds where no policy says otherwise.
fail-on: high
show: low
allow-gaps: false
)";

// The Docker Security Guide: its table of approved base images, the variants
// of language images that its good examples show, and its checklist.
constexpr std::string_view kGuide = R"(# The Docker Security Guide.
fail-on: medium
approved-images:
  - scratch
  - gcr.io/distroless/*
  - alpine
  - debian:*-slim
  - ubuntu:*minimal*
  - ubuntu-minimal
  # Language images: their variants on Alpine and on Debian slim.
  - node:*alpine*
  - node:*slim*
  - python:*alpine*
  - python:*slim*
  - golang:*alpine*
  - ruby:*alpine*
  - ruby:*slim*
  - php:*alpine*
  - rust:*alpine*
  - rust:*slim*
  - eclipse-temurin:*alpine*
  - amazoncorretto:*alpine*
  - maven:*alpine*
  - gradle:*alpine*
  - elixir:*alpine*
  - elixir:*slim*
  - erlang:*alpine*
  - erlang:*slim*
  - perl:*slim*
  - mcr.microsoft.com/dotnet/*:*alpine*
  - mcr.microsoft.com/dotnet/*:*distroless*
  # Services as the guide runs them.
  - nginx:*alpine*
  - redis:*alpine*
  - postgres:*alpine*
  - haproxy:*alpine*
  - traefik
rules:
  # Specific versions, never latest.
  DL3006: high
  DL3007: high
  # A user other than root, with its files owned by --chown.
  DL3002: high
  # A health check in each image.
  DS-0026: medium
  # COPY where ADD is not needed.
  DL3020: medium
  # No recommended packages, caches cleaned.
  DL3009: medium
  DL3015: medium
  DL3019: medium
)";

// CIS Docker Benchmark 1.6, sections 4 and 5: what a recommendation stands
// behind fails.
constexpr std::string_view kCis =
    R"(# CIS Docker Benchmark, sections 4 (images) and 5 (runtime).
fail-on: high
rules:
  "CIS-*": high
)";

constexpr std::string_view kStrict =
    R"(# Everything, for a code base that starts clean.
fail-on: low
show: info
deny-inline-ignores: true
rules:
  "*": on
)";

}  // namespace

std::string_view ShippedPolicyText(std::string_view name) {
  if (name == "default") return kDefault;
  if (name == "guide") return kGuide;
  if (name == "cis") return kCis;
  if (name == "strict") return kStrict;
  return "";
}

}  // namespace bulkhead::policy
