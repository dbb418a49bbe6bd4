// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/scalars.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/text.h"

namespace bulkhead::config {
namespace {

struct Case {
  std::string_view text;
  std::string_view expected;
};

template <typename T>
std::string Show(const base::Result<T>& result) {
  if (!result.ok()) return result.error().message;
  return base::Format("{}", result.value());
}

TEST(Bytes, ReadsUnits) {
  constexpr Case kCases[] = {
      {"12", "12"},
      {"2k", "2048"},
      {"2KB", "2048"},
      {"2KiB", "2048"},
      {"3 m", "3145728"},
      {"0.5g", "536870912"},
      {"1T", "1099511627776"},
      {"7b", "7"},
      {"-1", "-1"},
      {".5k", "512"},
      {"1e2k", "102400"},
      {"90000000000g", "-9223372036854775808"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Show(ParseBytes(c.text)), c.expected) << c.text;
  }
  for (std::string_view bad :
       {"", "big", "-2m", "1x", "1ki", "1kbb", "1,5g", "5%", " 1k"}) {
    EXPECT_EQ(Show(ParseBytes(bad)),
              base::Format("expected a size such as 64m, 1.5g or 1024, found "
                           "\"{}\"",
                           bad));
  }
}

TEST(Duration, ReadsAndPrints) {
  constexpr Case kCases[] = {
      {"0", "0s"},        {"90s", "1m30s"},    {"1h2m3s", "1h2m3s"},
      {"1.5m", "1m30s"},  {"2d", "48h0m0s"},   {"1w", "168h0m0s"},
      {"250ms", "250ms"}, {"1500us", "1.5ms"}, {"7ns", "7ns"},
      {"-30s", "-30s"},   {"1s500ms", "1.5s"}, {"2500ns", "2.5µs"},
  };
  for (const Case& c : kCases) {
    base::Result<std::int64_t> value = ParseDuration(c.text);
    ASSERT_TRUE(value.ok()) << c.text;
    EXPECT_EQ(FormatDuration(value.value()), c.expected) << c.text;
  }
  for (std::string_view bad :
       {"", "30", "s", "5 s", "1y", "1e3s", "3000000h", "1m-2s"}) {
    EXPECT_EQ(Show(ParseDuration(bad)),
              base::Format("expected a duration such as 10s, 1m30s or 1h (with "
                           "a unit), found \"{}\"",
                           bad));
  }
  EXPECT_EQ(FormatDuration(std::numeric_limits<std::int64_t>::min()),
            "-2562047h47m16.854775808s");
}

TEST(Command, SplitsLikeAShell) {
  constexpr Case kCases[] = {
      {"run --fast now", "run|--fast|now"},
      {"run 'a b'\"c d\"e", "run|a bc de"},
      {"run a\\ b \"\" ''", "run|a b||"},
      {"run\n\tnow", "run|now"},
      {"run $(who am) `i j`", "run|$(who am)|`i j`"},
      {"run > out", "run"},
      {"run 2> err", "run"},
      {"run; stop", "run"},
      {"", ""},
  };
  for (const Case& c : kCases) {
    base::Result<std::vector<std::string>> words = SplitCommand(c.text);
    ASSERT_TRUE(words.ok()) << c.text;
    EXPECT_EQ(base::Join(words.value(), "|"), c.expected) << c.text;
  }
  for (std::string_view bad : {"run 'x", "run \"x", "run x\\", "run (x)"}) {
    base::Result<std::vector<std::string>> words = SplitCommand(bad);
    ASSERT_FALSE(words.ok()) << bad;
    EXPECT_EQ(words.error().message,
              base::Format("expected a command line with closed quotes, found "
                           "\"{}\"",
                           base::Printable(bad)));
  }
}

TEST(Numbers, FollowGo) {
  EXPECT_EQ(ParseGoFloat("0x1p-1"), 0.5);
  EXPECT_EQ(ParseGoFloat("1e3"), 1000);
  for (std::string_view bad : {"", "1_0", "0x10", "inf", "nan", "1e", "."}) {
    EXPECT_FALSE(ParseGoFloat(bad).has_value()) << bad;
  }
  EXPECT_EQ(FormatGoFloat(1000), "1000");
  EXPECT_EQ(FormatGoFloat(0.25), "0.25");
  EXPECT_EQ(FormatGoFloat(1e21), "1e+21");
  EXPECT_EQ(FormatGoFloat(1e20), "100000000000000000000");
  EXPECT_EQ(FormatGoFloat(1e-5), "1e-05");
  EXPECT_EQ(RoundToFloat32(0.1), 0.1);
  EXPECT_EQ(Show(ParseFileMode("0640")), "416");
  EXPECT_EQ(Show(ParseFileMode("0x1")),
            "expected an octal mode such as 0440, found \"0x1\"");
  EXPECT_EQ(ParseLooseBool("Yes"), true);
  EXPECT_EQ(ParseLooseBool("off"), false);
  EXPECT_EQ(ParseLooseBool("maybe"), std::nullopt);
}

}  // namespace
}  // namespace bulkhead::config
