// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

using Aliases = std::vector<std::string>;

TEST(UnknownStage, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/unknown-stage";
  Catches(kRule, "FROM a:1\nCOPY --from=b /x /y\n", 2);
  Catches(kRule, "FROM a:1\nCOPY --from=1 /x /y\n", 2);
  CatchesNot(kRule, "FROM a:1\nCOPY --from=0 /x /y\n");
  Catches(kRule, "COPY --from=0 /x /y\n", 1);
  Catches(kRule, "FROM a:1\nRUN --mount=type=bind,from=b,target=/x y\n", 2);
  CatchesNot(kRule, "FROM a:1 AS b\nFROM a:1\nCOPY --from=B /x /y\n");
  CatchesNot(kRule, "FROM a:1\nFROM a:1\nCOPY --from=0 /x /y\n");
  CatchesNot(kRule, "FROM a:1\nCOPY --from=b:1 /x /y\n");
  CatchesNot(kRule, "FROM a:1\nCOPY --from=b@sha256:12 /x /y\n");
  CatchesNot(kRule, "FROM a:1\nRUN --mount=type=bind,target=/x y\n");
}

TEST(UnknownStage, Messages) {
  constexpr std::string_view kRule = "dockerfile/unknown-stage";
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY --from=b /x /y\n"),
            "No stage is called b, so it is taken for an image");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY --from=b/c /x /y\n"),
            "The image b/c has neither tag nor digest");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY --from=2 /x /y\n"),
            "There is no stage 2 before this one");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY --from=b /x /y\nFROM a:1 AS b\n"),
            "The stage b comes later, and not every builder finds it there");
  constexpr std::string_view kNear =
      "FROM a:1 AS builder\nFROM a:1\nCOPY --from=bulider /x /y\n";
  EXPECT_EQ(MessageOf(kRule, kNear),
            "No stage is called bulider, so it is taken for an image; did you "
            "mean builder?");
  Fixes(kRule, kNear,
        "FROM a:1 AS builder\nFROM a:1\nCOPY --from=builder /x /y\n");
}

TEST(CopyFromOwnStage, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/copy-from-own-stage";
  Catches(kRule, "FROM a:1 AS b\nCOPY --from=b /x /y\n", 2);
  Catches(kRule, "FROM a:1 AS b\nRUN --mount=from=b,target=/x y\n", 2);
  Catches(kRule, "FROM a:1\nCOPY --from=0 /x /y\n", 2);
  CatchesNot(kRule, "FROM a:1 AS b\nFROM a:1\nCOPY --from=b /x /y\n");
  CatchesNot(kRule, "FROM a:1\nCOPY --from=a:1 /x /y\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1 AS b\nCOPY --from=b /x /y\n"),
            "The stage takes files from itself (b)");
  EXPECT_EQ(
      FindingsOf(kRule, "FROM a:1 AS B\nCOPY --from=b /x /y\n")[0].aliases,
      Aliases{"DS-0006"});
}

TEST(CopyWholeFilesystem, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/copy-whole-filesystem";
  Catches(kRule, "FROM a:1\nCOPY --from=b:1 / /\n", 2);
  Catches(kRule, "FROM a:1\nCOPY --from=b:1 [\"/\", \"/\"]\n", 2);
  CatchesNot(kRule, "FROM a:1\nCOPY --from=b:1 /x /\n");
  CatchesNot(kRule, "FROM a:1\nCOPY --from=b:1 / /x\n");
  CatchesNot(kRule, "FROM a:1\nCOPY / /\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY --from=b:1 / /\n"),
            "The whole file system of b:1 is copied");
  auto severity = [kRule](std::string_view text) {
    return FindingsOf(kRule, text).at(0).severity;
  };
  EXPECT_EQ(severity("FROM b:1 AS b\nFROM a:1\nCOPY --from=b / /\n"),
            model::Severity::kLow);
  // Files that were chosen already.
  EXPECT_EQ(severity("FROM scratch AS b\nCOPY x /\nFROM b AS c\n"
                     "FROM a:1\nCOPY --from=c / /\n"),
            model::Severity::kInfo);
  EXPECT_EQ(severity("FROM tonistiigi/xx:1 AS b\nFROM a:1\n"
                     "COPY --from=b / /\n"),
            model::Severity::kInfo);
}

}  // namespace
}  // namespace bulkhead::check
