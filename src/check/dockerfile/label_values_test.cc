// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/label_values.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

struct Kind {
  std::string_view name;
  bool (*is)(std::string_view);
  std::vector<std::string_view> good;
  std::vector<std::string_view> bad;
};

TEST(LabelValues, Kinds) {
  const Kind kKinds[] = {
      {"url",
       &IsUrl,
       {"https://a.org", "http://a.org:80/b?c#d", "git+ssh://a/b",
        "mailto:a@b"},
       {"", "a.org", "www.a.org/b", "https://", "http://a b", "1a://b", ":b"}},
      {"rfc3339",
       &IsRfc3339,
       {"2026-01-31T12:00:00Z", "2026-01-31 12:00:00.123+01:00",
        "2026-12-31t23:59:60z"},
       {"", "today", "2026-01-31", "2026-13-01T00:00:00Z",
        "2026-01-31T12:00:00", "2026-01-31T12:00Z", "2026-01-31T12:00:00.Z",
        "2026-01-31T12:00:00+1", "2026-01-31T24:00:00Z"}},
      {"hash",
       &IsGitHash,
       {"0123abc", "0123456789abcdef0123456789ABCDEF01234567"},
       {"", "0123ab", "0123abz", "0123456789abcdef0123456789abcdef012345678"}},
      {"semver",
       &IsSemver,
       {"1.2.3", "0.0.0", "1.2.3-rc.1", "1.2.3+b.007", "1.2.3-a-b+c"},
       {"", "1", "1.2", "v1.2.3", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-01",
        "1.2.x"}},
      {"email",
       &IsEmail,
       {"a@b", "a.b+c@d.example.org", "\"a b\"@c.org", "a@[127.0.0.1]"},
       {"", "a", "@b", "a@", "a b@c", "a..b@c", "a@b..c", "A <a@b>"}},
  };
  for (const Kind& kind : kKinds) {
    for (std::string_view text : kind.good) {
      EXPECT_TRUE(kind.is(text)) << kind.name << ": " << text;
    }
    for (std::string_view text : kind.bad) {
      EXPECT_FALSE(kind.is(text)) << kind.name << ": " << text;
    }
  }
}

}  // namespace
}  // namespace bulkhead::check
