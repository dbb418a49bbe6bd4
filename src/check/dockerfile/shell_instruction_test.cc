// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(LinkedShell, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/linked-shell";
  Catches(kRule, "FROM a:1\nRUN x && ln -sf /bin/bash /bin/sh\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN ln -sf /bin/true /sbin/x\n");
  CatchesNot(kRule, "FROM a:1\nRUN ln -s a b && c /bin/sh\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN ln -sf bash /bin/sh\n"),
            "/bin/sh becomes a link to bash");
  Fixes(kRule, "FROM a:1\nRUN ln -sf /bin/bash /bin/sh\n",
        "FROM a:1\nSHELL [\"/bin/bash\", \"-c\"]\n");
}

}  // namespace
}  // namespace bulkhead::check
