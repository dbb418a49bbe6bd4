// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(CopyOfIgnored, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/copy-of-ignored-file";
  BuildContext context;
  context.dockerignore = "*.log\nsecret\n";
  RuleTestOptions with;
  with.context = &context;
  Catches(kRule, "FROM a:1\nCOPY a.log /\n", 2, 1, with);
  Catches(kRule, "FROM a:1\nADD x ./secret/key /y/\n", 2, 1, with);
  Catches(kRule, "FROM a:1\nENV F=secret\nCOPY $F /y\n", 3, 1, with);
  CatchesNot(kRule, "FROM a:1\nCOPY . /\nCOPY x /secret\n", with);
  CatchesNot(kRule, "FROM a:1\nCOPY --from=b:1 secret /x\n", with);
  CatchesNot(kRule, "FROM a:1\nADD https://a.org/a.log /x\n", with);
  CatchesNot(kRule, "FROM a:1\nARG F\nCOPY $F /x\n", with);
  CatchesNot(kRule, "FROM a:1\nCOPY a.log /\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY /a.log /\n", with),
            "COPY does not find a.log: .dockerignore excludes it");
  context.dockerignore = "*\n";
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY . /\n", with),
            "COPY finds nothing: .dockerignore excludes all of the build "
            "context");
  context.dockerignore = "*\n!src\n";
  CatchesNot(kRule, "FROM a:1\nCOPY x src /\n", with);
}

}  // namespace
}  // namespace bulkhead::check
