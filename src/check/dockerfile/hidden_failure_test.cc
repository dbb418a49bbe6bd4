// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(FailureIgnored, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/failure-ignored";
  Catches(kRule, "FROM a:1\nRUN apt-get install -y x; rm -rf /tmp/x\n", 2);
  Catches(kRule, "FROM a:1\nRUN <<E\ncurl -O https://a.org/x\nls\nE\n", 3);
  CatchesNot(kRule, "FROM a:1\nRUN set -eux; apt-get install -y x; ls\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y x && ls\n");
  CatchesNot(kRule, "FROM a:1\nRUN ls; apt-get install -y x\n");
  CatchesNot(kRule, "FROM a:1\nRUN ls; apt-get install -y x;\n");
  CatchesNot(kRule, "FROM a:1\nSHELL [\"/bin/bash\", \"-ec\"]\nRUN make; ls\n");
  CatchesNot(kRule, "FROM a:1\nRUN <<E\nset -e\nmake\nls\nE\n");
  CatchesNot(kRule, "FROM a:1\nRUN if true; then make; fi\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN make; make install\n"),
            "make may fail, and the build goes on with the next command");
}

TEST(HiddenSecurityFailure, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/hidden-security-failure";
  Catches(kRule, "FROM a:1\nRUN chown -R app /app || true\n", 2);
  Catches(kRule, "FROM a:1\nRUN update-ca-certificates; exit 0\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN chown -R app /app\n");
  CatchesNot(kRule, "FROM a:1\nRUN rm /x || true\n");
  CatchesNot(kRule, "FROM a:1\nRUN chown app /app || exit 1\n");
  CatchesNot(kRule, "FROM a:1\nRUN chmod 700 /x; ls\n");
  EXPECT_EQ(
      MessageOf(kRule, "FROM a:1\nRUN chmod -R 770 /app 2>/dev/null || true\n"),
      "chmod may fail in silence, and the build goes on: || true");
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\nRUN gpg --verify x.asc || true\n")[0]
                .severity,
            model::Severity::kHigh);
}

TEST(IgnoredVerification, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/ignored-verification";
  Catches(kRule, "FROM a:1\nRUN sha256sum -c x.sum; tar xf x\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN sha256sum -c x.sum && tar xf x\n");
  CatchesNot(kRule, "FROM a:1\nRUN set -ex; sha256sum -c x.sum; tar xf x\n");
  CatchesNot(kRule, "FROM a:1\nRUN tar xf x; sha256sum -c x.sum\n");
  CatchesNot(kRule, "FROM a:1\nRUN sha256sum x > x.sum; tar xf x\n");
  EXPECT_EQ(
      MessageOf(kRule, "FROM a:1\nRUN set +e; gpg --verify x.asc x; ./x\n"),
      "gpg finds a wrong file, and the build uses it nevertheless: `;` goes on "
      "after a failure");
}

TEST(FailureIgnored, Fixes) {
  constexpr std::string_view kRule = "dockerfile/failure-ignored";
  Fixes(kRule, "FROM a:1\nRUN apt-get install -y x; rm -rf /tmp/x\n",
        "FROM a:1\nRUN apt-get install -y x && rm -rf /tmp/x\n");
  Fixes(kRule, "FROM a:1\nRUN a; \\\n    make; \\\n    make install\n",
        "FROM a:1\nRUN a && \\\n    make && \\\n    make install\n");
  Fixes(kRule, "FROM a:1\nRUN <<E\nmake\nls\nE\n",
        "FROM a:1\nRUN <<E\nset -e\nmake\nls\nE\n");
  OffersNoFix(kRule, "FROM a:1\nRUN [ -f x ] && make x; make; ls\n");
  OffersNoFix(kRule, "FROM a:1\nRUN make; a || b\n");
}
TEST(HiddenSecurityFailure, Fixes) {
  constexpr std::string_view kRule = "dockerfile/hidden-security-failure";
  Fixes(kRule, "FROM a:1\nRUN chown -R app /app || true\n",
        "FROM a:1\nRUN chown -R app /app\n");
  Fixes(
      kRule,
      "FROM a:1\nRUN a && \\\n    chmod 770 /x 2>/dev/null \\\n      || true\n",
      "FROM a:1\nRUN a && \\\n    chmod 770 /x\n");
  Fixes(kRule, "FROM a:1\nRUN update-ca-certificates; exit 0\n",
        "FROM a:1\nRUN update-ca-certificates\n");
  OffersNoFix(kRule, "FROM a:1\nRUN (chown app /x) || true\n");
  OffersNoFix(kRule, "FROM a:1\nRUN sh -c 'chown app /x || true'\n");
}
TEST(IgnoredVerification, Fixes) {
  constexpr std::string_view kRule = "dockerfile/ignored-verification";
  Fixes(kRule, "FROM a:1\nRUN sha256sum -c x.sum; tar xf x\n",
        "FROM a:1\nRUN sha256sum -c x.sum && tar xf x\n");
  OffersNoFix(kRule, "FROM a:1\nRUN sha256sum -c x.sum; which x; tar xf x\n");
}

}  // namespace
}  // namespace bulkhead::check
