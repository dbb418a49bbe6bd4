// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

constexpr const char* kRule = "dockerfile/update-alone";

TEST(UpdateAlone, HitMissNearMiss) {
  Catches(kRule, "FROM a:1\nRUN apt-get update\nRUN apt-get install -y b\n", 2);
  Catches(kRule, "FROM a:1\nRUN [\"apt-get\", \"update\"]\n", 2);
  Catches(kRule, "FROM a:1\nRUN apt-get install -y b && apt-get update\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN apt-get update && apt-get install -y b\n");
  CatchesNot(kRule, "FROM a:1\nRUN sbt update\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN --mount=type=cache,target=/var/lib/apt/lists "
             "apt-get update\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN apk update\n"),
            "apk update alone: a later RUN installs from an index that the "
            "build cache has kept");
}

TEST(UpdateAlone, Fixes) {
  Fixes(kRule, "FROM a:1\nRUN apt-get update\nRUN apt-get install -y b\n",
        "FROM a:1\nRUN apt-get update && apt-get install -y b\n");
  Fixes(kRule,
        "FROM a:1\nRUN apt-get update -qq && x\nENV A=b\n"
        "RUN a \\\n  && apt-get install -y b\n",
        "FROM a:1\nRUN x\nENV A=b\n"
        "RUN a \\\n  && apt-get update -qq \\\n  && apt-get install -y b\n");
  // Nobody needs it.
  Fixes(kRule, "FROM a:1\nRUN apt-get install -y b && apt-get update\n",
        "FROM a:1\nRUN apt-get install -y b\n");
  Fixes(kRule, "FROM a:1\nRUN apk update\nRUN apk add --no-cache b\n",
        "FROM a:1\nRUN apk add --no-cache b\n");
  OffersNoFix(kRule, "FROM a:1\nRUN [\"apt-get\", \"update\"]\n");
  OffersNoFix(kRule,
              "FROM a:1 AS x\nRUN apt-get update\nFROM x\n"
              "RUN apt-get install -y b\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN apt-get update\n"
              "RUN x || apt-get install -y b\n");
}

TEST(UpgradeAlone, HitMissNearMiss) {
  constexpr const char* kUpgrade = "dockerfile/upgrade-alone";
  Catches(kUpgrade, "FROM a:1\nRUN yum -y update && yum clean all\n", 2);
  Catches(kUpgrade, "FROM a:1\nRUN zypper -n up\n", 2);
  CatchesNot(kUpgrade, "FROM a:1\nRUN dnf -y update && dnf install -y b\n");
  CatchesNot(kUpgrade, "FROM a:1\nRUN yum -y update openssl\n");
  CatchesNot(kUpgrade, "FROM a:1\nRUN apt-get update && apt-get upgrade -y\n");
  EXPECT_EQ(MessageOf(kUpgrade, "FROM a:1\nRUN dnf update -y\n"),
            "dnf update alone: the build cache keeps the versions of today");
}

}  // namespace
}  // namespace bulkhead::check
