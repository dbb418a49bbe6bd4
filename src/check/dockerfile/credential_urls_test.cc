// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(CredentialUrl, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/credential-url";
  Catches(kRule, "FROM a:1\nRUN git clone https://me:hunter22@e.org/x\n", 2);
  Catches(kRule, "FROM a:1\nENV DB=postgres://me:hunter22@db/x\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN git clone https://e.org/x\n");
  CatchesNot(kRule, "FROM a:1\nRUN git clone https://me:$TOKEN@e.org/x\n");
  CatchesNot(kRule, "FROM a:1\nRUN git clone ssh://git@e.org/x\n");
  CatchesNot(kRule, "FROM a:1\nRUN curl https://e.org:80/a@b\n");
  CatchesNot(kRule, "FROM a:1\nENV DB=postgres://user:password@db/x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nENV DB=postgres://me:hunter22@db/x\n"),
            "an address with its password: " +
                base::Printable(base::Redact("hunter22")));
}

}  // namespace
}  // namespace bulkhead::check
