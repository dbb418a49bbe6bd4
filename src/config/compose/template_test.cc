// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/template.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "config/compose/interpolate.h"

namespace bulkhead::config {
namespace {

const ComposeEnvironment& Variables() {
  static const ComposeEnvironment* const kVariables = new ComposeEnvironment{
      {"HOST", "db"}, {"EMPTY", ""}, {"RAW", "${HOST}"}, {"_x1", "y"}};
  return *kVariables;
}

std::string Expand(std::string_view text) {
  base::Result<ExpandedTemplate> out =
      ExpandTemplate(text, LookupIn(Variables()));
  return out.ok() ? out.value().text : "error: " + out.error().message;
}

TEST(Template, ExpandsEachForm) {
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  constexpr Case kCases[] = {
      {"plain", "plain"},
      {"$HOST", "db"},
      {"${HOST}:5432", "db:5432"},
      {"$_x1$HOST.$HOST-1", "ydb.db-1"},
      {"$$HOST $$${HOST}", "$HOST $db"},
      {"cost: 5$ or $5", "cost: 5$ or $5"},
      {"$(date) $@ $", "$(date) $@ $"},
      {"${NONE}", ""},
      {"${NONE-a} ${NONE:-b} ${EMPTY-c} ${EMPTY:-d}", "a b  d"},
      {"${NONE+a} ${EMPTY+b} ${EMPTY:+c} ${HOST:+e}", " b  e"},
      {"${HOST?no} ${EMPTY?no}", "db "},
      {"${NONE:-${EMPTY:-${HOST}}}", "db"},
      {"${HOST:-${NONE:?never}}", "db"},
      {"${NONE:-{\"a\":1}}", "{\"a\":1}"},
      {"${RAW}", "${HOST}"},
      {"{${HOST}}", "{db}"},
      {"${NONE-:?x}", ":?x"},
  };
  for (const Case& c : kCases) EXPECT_EQ(Expand(c.text), c.expected) << c.text;
}

TEST(Template, RefusesWhatIsNoReference) {
  for (std::string_view text : {"${}", "${ HOST}", "${HOST", "${1}",
                                "${HOST%x}", "${HOST:0:1}", "${NONE:-a\n}"}) {
    std::string shown(text.substr(0, text.find('\n')));
    EXPECT_EQ(Expand(text),
              "error: invalid variable reference \"" + shown +
                  "\": expected ${NAME}, ${NAME:-default}, ${NAME:+value} or "
                  "${NAME:?message}; write $$ for a plain dollar")
        << text;
  }
}

TEST(Template, AsksForRequiredVariables) {
  EXPECT_EQ(Expand("${NONE?}"),
            "error: required variable NONE is missing a value");
  EXPECT_EQ(Expand("${EMPTY:?set it for $HOST}"),
            "error: required variable EMPTY is missing a value: set it for "
            "db");
}

TEST(Template, ReportsVariables) {
  base::Result<ExpandedTemplate> out =
      ExpandTemplate("$HOST $NONE ${NONE} ${OTHER:-x}", LookupIn(Variables()));
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(base::Join(out.value().variables, " "), "HOST NONE OTHER");
  EXPECT_EQ(base::Join(out.value().unset, " "), "NONE");
}

TEST(Template, IsBounded) {
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "${N:-";
  deep += std::string(200, '}');
  EXPECT_EQ(Expand(deep),
            "error: variable references are nested more than 50 levels deep");
  base::Limits limits;
  limits.max_expansion = 10;
  base::Result<ExpandedTemplate> out = ExpandTemplate(
      "$HOST$HOST$HOST$HOST$HOST$HOST", LookupIn(Variables()), limits);
  ASSERT_FALSE(out.ok());
  EXPECT_EQ(out.error().message, "variables expand to more than 10 bytes");
  EXPECT_EQ(out.error().code, base::ErrorCode::kLimit);
}

}  // namespace
}  // namespace bulkhead::config
