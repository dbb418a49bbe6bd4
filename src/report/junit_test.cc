// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/text.h"
#include "report/testing.h"

namespace bulkhead::report {
namespace {

TEST(JunitWriter, MakesSuitesOfFiles) {
  model::Report report;
  report.targets = {{"a", "dockerfile", ""}, {"b", "dockerfile", ""}};
  report.findings = {
      MakeFinding("x/high", model::Severity::kHigh, "bad <tag>", "a", 2, 6, 9,
                  "FROM a&b"),
      MakeFinding("x/info", model::Severity::kInfo, "style", "a", 3, 1, 2, "R"),
      MakeFinding("x/off", model::Severity::kHigh, "known", "a", 4, 1, 2, "R")};
  model::Suppress(report.findings[2],
                  {"policy", "accepted", ".bulkhead.yaml:3"});
  report.gaps = {{.code = "unreadable",
                  .message = "no access",
                  .location = {.path = "c"},
                  .remedy = "chmod",
                  .broken = true}};
  EXPECT_EQ(Written("junit", report),
            R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bulkhead" tests="5" failures="1" errors="1" skipped="2" time="0">
  <testsuite name="a" tests="3" failures="1" errors="0" skipped="2" time="0">
    <testcase name="x/high at 2:6" classname="a" file="a" line="2" time="0">
      <failure message="high: bad &lt;tag&gt;" type="high">a:2:6
     2 | FROM a&amp;b
</failure>
    </testcase>
    <testcase name="x/info at 3:1" classname="a" file="a" line="3" time="0">
      <skipped message="info: style"/>
    </testcase>
    <testcase name="x/off at 4:1" classname="a" file="a" line="4" time="0">
      <skipped message="suppressed (accepted): high: known"/>
    </testcase>
  </testsuite>
  <testsuite name="b" tests="1" failures="0" errors="0" skipped="0" time="0">
    <testcase name="no findings" classname="b" file="b" time="0"/>
  </testsuite>
  <testsuite name="c" tests="1" failures="0" errors="1" skipped="0" time="0">
    <testcase name="not assessed: unreadable" classname="c" file="c" time="0">
      <error message="no access" type="unreadable">c
Remedy: chmod
</error>
    </testcase>
  </testsuite>
</testsuites>
)");
}

}  // namespace
}  // namespace bulkhead::report
