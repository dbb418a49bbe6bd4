// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The text of the page; tests/html/ opens it in a browser.
#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/json/json.h"
#include "report/html/assets.h"
#include "report/testing.h"

namespace bulkhead::report {
namespace {

constexpr std::string_view kDataBegin =
    "<script type=\"application/json\" id=\"data\">";

std::string_view DataOf(std::string_view page) {
  std::size_t begin = page.find(kDataBegin) + kDataBegin.size();
  return page.substr(begin, page.find("</script>", begin) - begin);
}

std::size_t CountOf(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(HtmlWriter, FillsEveryPlace) {
  std::string page = Written("html", SampleReport(), {.root = "/srv/my-app"});
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>\n"));
  EXPECT_TRUE(base::Contains(
      page, "<title>my-app - container security report</title>"));
  EXPECT_TRUE(base::Contains(page, "<p id=\"subtitle\">/srv/my-app</p>"));
  EXPECT_TRUE(base::Contains(page,
                             "3 files checked: 1 critical, 1 high, 0 "
                             "medium, 1 low, 1 info, 1 suppressed, 2 "
                             "gaps</p>"));
  EXPECT_TRUE(base::Contains(page, "script-src 'sha256-"));
  for (std::string_view name : {"@DATA@", "@STYLE", "@SCRIPT", "@TITLE@"}) {
    EXPECT_FALSE(base::Contains(page, name)) << name;
  }
}

TEST(HtmlWriter, EmbedsDataThatCannotLeaveItsElement) {
  std::string page = Written("html", HostileReport());
  std::string_view data = DataOf(page);
  EXPECT_FALSE(base::Contains(data, "<"));
  EXPECT_EQ(CountOf(page, "</script>"), 2u);
  base::Result<formats::JsonValue> parsed = formats::ParseJson(data, {});
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  EXPECT_EQ(parsed.value()["findings"].size(), 2u);
}

TEST(HtmlWriter, StoresLinesOnce) {
  base::Result<formats::JsonValue> parsed =
      formats::ParseJson(DataOf(Written("html", SampleReport())), {});
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  const formats::JsonValue& file = parsed.value()["files"].At(0);
  EXPECT_EQ(file["path"].String(), "api/Dockerfile");
  EXPECT_EQ(formats::WriteJson(file["lines"]),
            R"([[1,"# The API, v2","FROM node:latest AS build","",)"
            R"("RUN npm ci"]])");
  const formats::JsonValue& finding = parsed.value()["findings"].At(1);
  EXPECT_EQ(formats::WriteJson(finding.At(8)), "[[2,5,16]]");
}

TEST(HtmlWriter, CutsALongLineAroundItsMark) {
  model::Report report;
  std::string line(5000, 'a');
  line.replace(4000, 3, "XYZ");
  report.findings = {MakeFinding("a/b", model::Severity::kHigh, "m", "f", 1,
                                 4001, 4004, line)};
  base::Result<formats::JsonValue> parsed =
      formats::ParseJson(DataOf(Written("html", report)), {});
  ASSERT_TRUE(parsed.ok());
  const formats::JsonValue& mark = parsed.value()["findings"].At(0).At(8).At(0);
  std::string_view text = mark.At(3).String();
  EXPECT_LE(text.size(), 300u);
  EXPECT_EQ(text.substr(static_cast<std::size_t>(mark.At(1).Int()), 3), "XYZ");
}

TEST(HtmlWriter, LoadsNothing) {
  for (std::string_view asset : {kHtmlPage, kHtmlStyle, kHtmlScript}) {
    EXPECT_FALSE(base::Contains(asset, "src="));
    EXPECT_FALSE(base::Contains(asset, "http://"));
    EXPECT_FALSE(base::Contains(asset, "url("));
    EXPECT_FALSE(base::Contains(asset, "@import"));
    EXPECT_FALSE(base::Contains(asset, "innerHTML"));
    EXPECT_FALSE(base::Contains(asset, "fetch("));
  }
}

TEST(HtmlWriter, StaysSmall) {
  EXPECT_LE(Written("html", LargeReport(5000)).size(), 3'000'000u);
}

}  // namespace
}  // namespace bulkhead::report
