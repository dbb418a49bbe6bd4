// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "report/escape.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::report {
namespace {

TEST(EscapeXml, EscapesMarkupAndControls) {
  EXPECT_EQ(EscapeXml("<a b=\"c\" d='e'>&\n"),
            "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\n");
  EXPECT_EQ(EscapeXml("\x1b[1m\xFF\xE2\x80\xAE"), "\\x1b[1m\\xff\\u202e");
  EXPECT_EQ(EscapeXml("\xEF\xBF\xBE\xEF\xBF\xBF"), "\\ufffe\\uffff");
}

TEST(EscapeMarkdown, LeavesNoMarkup) {
  EXPECT_EQ(EscapeMarkdown("*a* _b_ [c](d) `e` |f| <g> #1 ~h~"),
            "\\*a\\* \\_b\\_ \\[c\\]\\(d\\) \\`e\\` \\|f\\| &lt;g&gt; \\#1 "
            "\\~h\\~");
  EXPECT_EQ(EscapeMarkdown("@team :x: https://a www.b"),
            "<span>@</span>team &#58;x&#58; https&#58;//a www&#46;b");
  EXPECT_EQ(EscapeMarkdown("a\r\nb\tc\x1b"), "a b c\\\\x1b");
}

TEST(MarkdownCode, PicksAFence) {
  EXPECT_EQ(MarkdownCode("a/b.c:1"), "`a/b.c:1`");
  EXPECT_EQ(MarkdownCode("a`b``c"), "```a`b``c```");
  EXPECT_EQ(MarkdownCode("`a`"), "`` `a` ``");
  EXPECT_EQ(MarkdownCode("a|b\nc"), "`a\\|b c`");
  EXPECT_EQ(MarkdownCode(""), "");
}

TEST(EscapeGithub, EscapesAsTheRunnerDecodes) {
  EXPECT_EQ(EscapeGithubMessage("50%\r\na:b,c\x1b"), "50%25\\r%0Aa:b,c\\x1b");
  EXPECT_EQ(EscapeGithubProperty("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
}

TEST(PathToUri, EncodesBytes) {
  EXPECT_EQ(PathToUri("a b/c.d"), "a%20b/c.d");
  EXPECT_EQ(PathToUri("/a/%"), "file:///a/%25");
  EXPECT_EQ(PathToUri("\xC3\xA9\xFF:?#"), "%C3%A9%FF%3A%3F%23");
}

TEST(RelativeToRoot, NeedsAPathBelow) {
  EXPECT_EQ(RelativeToRoot("/a/b/c", "/a/b"), "c");
  EXPECT_EQ(RelativeToRoot("/a/bc", "/a/b"), "/a/bc");
  EXPECT_EQ(RelativeToRoot("/a/b/c", ""), "/a/b/c");
  EXPECT_EQ(RelativeToRoot("b/c", "/a"), "b/c");
}

TEST(EscapeJsonControls, EscapesWhatATerminalWouldObey) {
  EXPECT_EQ(EscapeJsonControls("\"a\xC2\x9B\xE2\x80\xAE\x7F\xC3\xA9\""),
            "\"a\\u009b\\u202e\\u007f\xC3\xA9\"");
  EXPECT_EQ(EscapeJsonControls("\"\xF0\x9F\x98\x80\""), "\"\xF0\x9F\x98\x80\"");
}

TEST(EscapeJsonControls, FindsThemAtEveryPlaceInEightBytes) {
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string plain(before, '~');
    const std::string behind(20 - before, 'x');
    for (const auto& [control, escaped] :
         std::vector<std::pair<std::string, std::string>>{
             {"", ""}, {"\x7F", "\\u007f"}, {"\xC2\x9B", "\\u009b"}}) {
      EXPECT_EQ(EscapeJsonControls(
                    base::Format("{}{}{}\x7F", plain, control, behind)),
                base::Format("{}{}{}\\u007f", plain, escaped, behind));
      EXPECT_EQ(
          EscapeJsonControls(base::Format("{}{}{}", plain, control, behind)),
          base::Format("{}{}{}", plain, escaped, behind));
    }
  }
}

TEST(AppendJson, Appends) {
  std::string out;
  TextSink whole([&](std::string_view piece) { out += piece; });
  TextSink escaping = EscapingSink(&whole);
  *escaping.text() += "[\x7F]";
  escaping.Flush();
  *escaping.text() += "{}";
  escaping.Flush();
  whole.Flush();
  EXPECT_EQ(out, "[\\u007f]{}");
}

}  // namespace
}  // namespace bulkhead::report
