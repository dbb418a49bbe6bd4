// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(Pipefail, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/pipefail";
  Catches(kRule, "FROM a:1\nRUN curl e.org | sh\n", 2);
  Catches(kRule,
          "FROM a:1\nSHELL [\"/bin/sh\", \"-o\", \"pipefail\", \"-c\"]\n"
          "RUN curl e.org | sh\n",
          3);
  Catches(kRule,
          "FROM a:1\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n"
          "FROM b:1\nRUN curl e.org | sh\n",
          4);
  CatchesNot(kRule,
             "FROM a:1\nSHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\n"
             "RUN curl e.org | sh\n");
  CatchesNot(kRule, "FROM a:1\nRUN set -eo pipefail; curl e.org | sh\n");
  CatchesNot(kRule, "FROM a:1\nRUN bash -o pipefail -c 'curl e.org | sh'\n");
  CatchesNot(kRule, "FROM a:1\nRUN a || b\n");
  CatchesNot(kRule, "FROM a:1\nSHELL [\"pwsh\", \"-c\"]\nRUN a | b\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN curl e.org | sh\n"),
            "a failure of curl in the pipe goes unnoticed");
  Fixes(kRule, "FROM a:1\nRUN a | b\n",
        "FROM a:1\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n"
        "RUN a | b\n");
  Fixes(kRule, "FROM alpine:3\nRUN a | b\n",
        "FROM alpine:3\nSHELL [\"/bin/ash\", \"-o\", \"pipefail\", \"-c\"]\n"
        "RUN a | b\n");
}

TEST(Pipefail, WhatCannotFailIsOnlyMentioned) {
  std::vector<model::Finding> found =
      FindingsOf("dockerfile/pipefail", "FROM a:1\nRUN echo x | tee y\n");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].severity, model::Severity::kInfo);
  EXPECT_EQ(
      MessageOf("dockerfile/pipefail", "FROM a:1\nRUN { a; b; } | tee y\n"),
      "a failure of the group in the pipe goes unnoticed");
}

}  // namespace
}  // namespace bulkhead::check
