// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(DebianFrontendInImage, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/debian-frontend-in-image";
  Fixes(kRule, "FROM a:1\nENV DEBIAN_FRONTEND=noninteractive\n",
        "FROM a:1\nARG DEBIAN_FRONTEND=noninteractive\n");
  Fixes(kRule, "FROM a:1\nENV DEBIAN_FRONTEND noninteractive\n",
        "FROM a:1\nARG DEBIAN_FRONTEND=noninteractive\n");
  CatchesNot(kRule, "FROM a:1\nARG DEBIAN_FRONTEND=noninteractive\n");
  CatchesNot(kRule, "FROM a:1\nENV DEBIAN_FRONTEND=x\nFROM b:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nENV DEBIAN_FRONTEND=teletype A=b\n"),
            "DEBIAN_FRONTEND=teletype stays in the image");
}

TEST(DebugMode, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/debug-mode";
  Catches(kRule, "FROM a:1\nENV FLASK_DEBUG=1\n", 2);
  Catches(kRule, "FROM a:1\nENV FLASK_ENV=development\n", 2);
  CatchesNot(kRule, "FROM a:1\nENV FLASK_DEBUG=0\n");
  CatchesNot(kRule, "FROM a:1\nENV FLASK_ENV=production\n");
  CatchesNot(kRule, "FROM a:1 AS dev\nENV FLASK_DEBUG=1\n");
  CatchesNot(kRule, "FROM a:1\nENV FLASK_DEBUG=$D\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nENV APP_DEBUG=true\n"),
            "APP_DEBUG=true shows internals to every visitor");
}

TEST(UnsafeSearchPath, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/unsafe-search-path";
  Catches(kRule, "FROM a:1\nENV PATH=.:$PATH\n", 2);
  Catches(kRule, "FROM a:1\nENV LD_PRELOAD=/tmp/x.so\n", 2);
  CatchesNot(kRule, "FROM a:1\nENV PATH=/app/bin:$PATH\n");
  CatchesNot(kRule, "FROM a:1\nENV PYTHONPATH=.\n");
  CatchesNot(kRule, "FROM a:1\nENV TMPDIR=/tmp\n");
  CatchesNot(kRule, "FROM a:1\nENV PATH=/tmpl/bin\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nENV PATH=/usr/bin:/tmp/bin\n"),
            "PATH holds /tmp/bin, where others put files");
}

TEST(DebugMode, Fixes) {
  constexpr std::string_view kRule = "dockerfile/debug-mode";
  Fixes(kRule, "FROM a:1\nENV FLASK_DEBUG=1 A=b\n",
        "FROM a:1\nENV FLASK_DEBUG=0 A=b\n");
  Fixes(kRule, "FROM a:1\nENV APP_DEBUG 'True'\n",
        "FROM a:1\nENV APP_DEBUG 'False'\n");
  Fixes(kRule,
        "FROM a:1\nENV A=b \\\n  ASPNETCORE_ENVIRONMENT=\"Development\"\n",
        "FROM a:1\nENV A=b \\\n  ASPNETCORE_ENVIRONMENT=\"Production\"\n");
  OffersNoFix(kRule, "FROM a:1\nARG D=1\nENV FLASK_DEBUG=$D\n");
}
TEST(UnsafeSearchPath, Fixes) {
  constexpr std::string_view kRule = "dockerfile/unsafe-search-path";
  Fixes(kRule, "FROM a:1\nENV A=b PATH=.:$PATH\n", "FROM a:1\nENV A=b\n");
  Fixes(kRule, "FROM a:1\nENV PATH=\"/a:/tmp/x:${PATH}:./b\"\n",
        "FROM a:1\nENV PATH=\"/a:${PATH}\"\n");
  Fixes(kRule, "FROM a:1\nENV A=b LD_PRELOAD=/tmp/x.so\n",
        "FROM a:1\nENV A=b\n");
  OffersNoFix(kRule, "FROM a:1\nENV PATH=/tmp:${PATH:-/usr/bin}\n");
  OffersNoFix(kRule, "FROM a:1\nARG X=/tmp/x\nENV PATH=$X:/bin\n");
}

}  // namespace
}  // namespace bulkhead::check
