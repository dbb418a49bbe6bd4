// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

using Aliases = std::vector<std::string>;

RuleTestOptions WithSchema(std::map<std::string, std::string> schema) {
  RuleTestOptions options;
  options.options.label_schema = std::move(schema);
  return options;
}

TEST(LabelKey, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/label-key";
  Catches(kRule, "FROM a:1\nLABEL com.docker.x=y\n", 2);
  Catches(kRule, "FROM a:1\nLABEL a_b=y c--d=y 1a=y a.=y Ab=y a..b=y\n", 2, 6);
  Catches(kRule, "FROM a:1\nONBUILD LABEL A=y\n", 2);
  CatchesNot(kRule, "FROM a:1\nLABEL org.a-b.c1=y maintainer=\"A\" e \"f\"\n");
  CatchesNot(kRule, "FROM a:1\nLABEL com.dockerx.a=y \"a.b\"=c $X=y\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nLABEL a_b=y\n"),
            "The label key a_b holds other characters than letters, digits, "
            "dots and hyphens");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nLABEL io.docker.x=y\n"),
            "The label key io.docker.x lies in a name space of Docker");
  Fixes(kRule, "FROM a:1\nLABEL Vendor=\"A\"\n",
        "FROM a:1\nLABEL vendor=\"A\"\n");
}

TEST(MissingLabel, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/missing-label";
  RuleTestOptions schema = WithSchema({{"a", "text"}, {"b", "url"}});
  Catches(kRule, "FROM x:1\nLABEL a=c\n", 1, 1, schema);
  Catches(kRule, "FROM x:1\n", 1, 2, schema);
  Catches(kRule, "FROM x:1\nFROM y:1\nLABEL a=c b=d\n", 1, 2, schema);
  CatchesNot(kRule, "FROM x:1 AS x\nLABEL a=c\nFROM x\nLABEL b=d\n", schema);
  CatchesNot(kRule,
             "FROM x:1 AS x\nFROM y:1\nLABEL a=c b=d\nCOPY --from=x /e /f\n",
             schema);
  CatchesNot(kRule, "FROM x:1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM x:1\nLABEL b=c\n", schema),
            "The label a is missing");
}

TEST(SuperfluousLabel, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/superfluous-label";
  RuleTestOptions schema = WithSchema({{"a", "text"}});
  schema.options.strict_labels = true;
  Catches(kRule, "FROM x:1\nLABEL a=b c=d\n", 2, 1, schema);
  CatchesNot(kRule, "FROM x:1\nLABEL a=b\n", schema);
  CatchesNot(kRule, "FROM x:1\nLABEL c=b\n", WithSchema({{"a", "text"}}));
  EXPECT_EQ(MessageOf(kRule, "FROM x:1\nLABEL c=d\n", schema),
            "The label c is not one of the label schema");
  std::vector<model::Finding> two =
      FindingsOf(kRule, "FROM x:1\nLABEL c=d e=f\n", schema);
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0].aliases, Aliases{"DL3050"});
  EXPECT_EQ(two[1].aliases, Aliases{});
}

TEST(LabelValue, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/label-value";
  struct Case {
    std::string_view type, good, bad, alias;
  };
  constexpr Case kCases[] = {
      {"text", "x", "", "DL3051"},
      {"url", "https://a.org", "a.org", "DL3052"},
      {"rfc3339", "2026-01-31T12:00:00Z", "now", "DL3053"},
      {"spdx", "MIT", "mine", "DL3054"},
      {"hash", "0123abcd", "main", "DL3055"},
      {"semver", "1.2.3", "1.2", "DL3056"},
      {"email", "a@b.org", "a", "DL3058"},
  };
  for (const Case& c : kCases) {
    RuleTestOptions schema = WithSchema({{"l", std::string(c.type)}});
    std::string good = base::Format("FROM x:1\nLABEL l=\"{}\"\n", c.good);
    std::string bad = base::Format("FROM x:1\nLABEL l=\"{}\"\n", c.bad);
    CatchesNot(kRule, good, schema);
    Catches(kRule, bad, 2, 1, schema);
    EXPECT_EQ(FindingsOf(kRule, bad, schema)[0].aliases,
              Aliases{std::string(c.alias)});
  }
  RuleTestOptions schema = WithSchema({{"l", "url"}});
  CatchesNot(kRule, "FROM x:1\nARG V\nLABEL l=$V m=x\n", schema);
  EXPECT_EQ(MessageOf(kRule, "FROM x:1\nLABEL l=a.org\n", schema),
            "The label l is a.org, which is no URL");
  EXPECT_EQ(MessageOf(kRule, "FROM x:1\nLABEL l=\n", schema),
            "The label l is empty");
}

TEST(SuperfluousLabel, Fixes) {
  RuleTestOptions options;
  options.options.strict_labels = true;
  options.options.label_schema = {{"a", "text"}};
  constexpr std::string_view kRule = "dockerfile/superfluous-label";
  Fixes(kRule, "FROM a:1\nLABEL a=b x=y\n", "FROM a:1\nLABEL a=b\n", options);
  Fixes(kRule, "FROM a:1\nLABEL x=y \\\n  a=b\n", "FROM a:1\nLABEL a=b\n",
        options);
  Fixes(kRule, "FROM a:1\nLABEL x y\nRUN z\n", "FROM a:1\nRUN z\n", options);
  OffersNoFix(kRule, "FROM a:1\nLABEL x=y \\\n  # why\n  a=b\n", options);
}

}  // namespace
}  // namespace bulkhead::check
