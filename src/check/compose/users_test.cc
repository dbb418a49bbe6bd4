// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

using model::Severity;

std::string Web(std::string_view rest, std::string_view image = "a:1") {
  return base::Format("services:\n  web:\n    image: {}\n{}", image, rest);
}

TEST(RootUser, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/root-user";
  Catches(kRule, Web("    user: root\n"), 4);
  Catches(kRule, Web("    user: '0:1000'\n"), 4);
  EXPECT_EQ(SeverityOf(kRule, Web("    user: '0'\n")), Severity::kMedium);
  EXPECT_EQ(MessageOf(kRule, Web("    user: root\n")),
            "service web runs as root");
  EXPECT_EQ(MessageOf(kRule, Web("")),
            "service web sets no user: the image decides, and most run as "
            "root");
  EXPECT_EQ(SeverityOf(kRule, Web("")), Severity::kLow);
  EXPECT_EQ(MessageOf(kRule, Web("", "python:3.12")),
            "service web sets no user, and the image python runs as root");
  CatchesNot(kRule, Web("    user: '1000:0'\n"));
  CatchesNot(kRule, Web("", "postgres:16"));
  CatchesNot(kRule, Web("", "grafana/grafana:11.0.0"));
  CatchesNot(kRule, "services:\n  web:\n    build: .\n",
             {.dockerfiles = {{"web", "FROM a:1\n"}}});
}

TEST(PrivilegedGroup, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/privileged-group";
  std::string hit = Web("    group_add:\n      - docker\n");
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web is in the group docker: it can talk to the engine");
  EXPECT_EQ(SeverityOf(kRule, Web("    group_add: ['0']\n")), Severity::kLow);
  CatchesNot(kRule, Web("    group_add: [video, '1000']\n"));
  CatchesNot(kRule, Web("    user: docker\n"));
  Fixes(kRule, hit, Web(""));
}

TEST(RootUser, FixWhereTheImageHasABetterOne) {
  constexpr std::string_view kRule = "compose/root-user";
  Fixes(kRule, Web("    user: root\n", "postgres:16"), Web("", "postgres:16"));
  EXPECT_FALSE(FindingsOf(kRule, Web("    user: root\n"))[0].fix.has_value());
  // What is not known is a gap.
  CatchesNot(kRule, Web("    user: ${UNSET}\n"));
  CatchesNot(kRule, Web("    user: ${UNSET:?}\n"));
  CatchesNot("compose/built-image-root",
             "services:\n  web:\n    build: .\n    user: ${UNSET}\n",
             {.dockerfiles = {{"web", "FROM debian:12\n"}}});
}

}  // namespace
}  // namespace bulkhead::check
