// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

std::string Two(std::string_view first, std::string_view second) {
  return base::Format(
      "services:\n"
      "  web:\n    image: a:1\n    volumes:\n      - {}\n"
      "  api:\n    image: b:1\n    volumes:\n      - {}\n"
      "volumes:\n  data: {{}}\n",
      first, second);
}

TEST(SharedVolume, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/shared-volume";
  Catches(kRule, Two("data:/a", "data:/b:ro"), 5, 2);
  Catches(kRule, Two("./x:/a", "./x:/a"), 5, 2);
  CatchesNot(kRule, Two("./x:/a", "./y:/a"));
  CatchesNot(kRule, Two("data:/a", "./y:/a"));
  CatchesNot(kRule, Two("./x:/a:ro", "./x:/b:ro"));
  CatchesNot(kRule, Two("/a", "/a"));
  EXPECT_EQ(FindingsOf(kRule, Two("data:/a", "data:/b:ro"))[0].message,
            "service web shares data with api");
  EXPECT_TRUE(FindingsOf(kRule, Two("./x:/a", "./x:/b"))[0].aliases.empty());
  // The same, whatever the variable gives.
  std::string unset = Two("$HERE/x:/a", "$HERE/x:/a");
  Catches(kRule, unset, 5, 2);
  EXPECT_EQ(FindingsOf(kRule, unset)[0].message,
            "service web shares $HERE/x:/a with api");
  CatchesNot(kRule, Two("$HERE/x:/a", "$THERE/x:/a"));
}

TEST(VolumesFrom, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/volumes-from";
  constexpr std::string_view kHit =
      "services:\n  web:\n    image: a:1\n    volumes_from: [db]\n"
      "  db:\n    image: b:1\n";
  Catches(kRule, kHit, 4);
  EXPECT_EQ(MessageOf(kRule, kHit), "service web takes over all mounts of db");
  CatchesNot(kRule, Two("data:/a", "data:/b"));
  CatchesNot(kRule, "services:\n  web:\n    image: a:1\n");
}

TEST(SingleLetterVolume, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/single-letter-volume";
  std::string hit = Two("d:/data", "data:/b");
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "d: is read as a Windows drive: service web gets a new anonymous "
            "volume instead of volume d");
  CatchesNot(kRule, Two("/d", "data:/b"));
  CatchesNot(kRule, Two("./d:/data", "data:/b"));
}

TEST(VolumesFrom, Fix) {
  Fixes("compose/volumes-from",
        "services:\n  web:\n    image: a:1\n    volumes_from: [db]\n"
        "  db:\n    image: b:1\n",
        "services:\n  web:\n    image: a:1\n  db:\n    image: b:1\n");
}

}  // namespace
}  // namespace bulkhead::check
