// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/text.h"
#include "report/testing.h"

namespace bulkhead::report {
namespace {

TEST(TableWriter, ShowsTheSample) {
  EXPECT_EQ(Written("table", SampleReport()), R"(api/Dockerfile

  low               The image has no HEALTHCHECK
                    dockerfile/missing-healthcheck
       = at: stage build
       = remedy: Add HEALTHCHECK.

  high      2:6     The tag of node:latest moves
                    dockerfile/latest-tag (DL3007, DS-0001)
     2 | FROM node:latest AS build
       |      ^^^^^^^^^^^
       = see: api/Dockerfile:4:1: and npm comes from it
       = fix available: Pin the version
       = remedy: Name a version, and its digest.

compose.yaml

  critical  4:5     Service web is privileged
                    compose/privileged
     4 |     privileged: true
       |     ^^^^^^^^^^^^^^^^
       = fix available, may change behaviour: Remove the key
       = remedy: Remove privileged and add the one capability it needs.

Not assessed

  error     old.Dockerfile: open old.Dockerfile: permission denied
            unreadable

  gap       web/Dockerfile:3:1: MOUNTALL is not known to this version
            unknown-instruction
       = remedy: Update bulkhead

note: shellcheck is not installed: scripts of RUN were not given to it
note: 1 file left out; the json report names it and says why

3 files checked: 1 critical, 1 high, 0 medium, 1 low (1 info not shown), 1 suppressed, 2 gaps
)");
}

TEST(TableWriter, SaysThatACleanRunLooked) {
  model::Report report;
  report.targets = {{"Dockerfile", "dockerfile", ""}};
  EXPECT_EQ(Written("table", report), "1 file checked: no findings\n");
}

TEST(TableWriter, ListsSuppressedOnesOnDemand) {
  std::string out = Written("table", SampleReport(), {.show_suppressed = true});
  EXPECT_TRUE(base::Contains(
      out,
      "  high      1:6     The tag of nginx:latest moves\n"
      "                    dockerfile/latest-tag\n"
      "     1 | FROM nginx:latest\n"
      "       |      ^^^^^^^^^^^^\n"
      "       = suppressed: mirrored and pinned there (web/Dockerfile:1)\n"))
      << out;
}

TEST(TableWriter, SaysARemedyOncePerFile) {
  model::Report report = SampleReport();
  for (model::Finding& finding : report.findings) finding.suppressed.reset();
  report.findings[1].rule = "dockerfile/latest-tag";
  for (model::Finding& finding : report.findings) {
    if (finding.rule == "dockerfile/latest-tag") {
      finding.location.path = "Dockerfile";
    }
  }
  std::string out = Written("table", report);
  std::size_t first = out.find("= remedy: Name a version");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(out.find("= remedy: Name a version", first + 1), std::string::npos);
}

// Words are not broken, so that ids can be copied: a narrower terminal would
// see longer lines.
TEST(TableWriter, KeepsToTheWidth) {
  for (int width : {60, 80, 100}) {
    std::string out = Written("table", LargeReport(40), {.width = width});
    for (std::string_view line : base::Split(out, '\n')) {
      EXPECT_LE(base::DisplayWidth(line), static_cast<std::size_t>(width))
          << line;
    }
  }
}

TEST(TableWriter, ColoursOnlyOnDemand) {
  std::string plain = Written("table", SampleReport());
  EXPECT_FALSE(base::Contains(plain, "\x1b"));
  std::string colored = Written("table", SampleReport(), {.color = true});
  EXPECT_TRUE(base::Contains(colored, "\x1b[31mhigh    \x1b[0m"));
  std::string stripped;
  for (std::size_t i = 0; i < colored.size(); ++i) {
    if (colored[i] == '\x1b') {
      i = colored.find('m', i);
    } else {
      stripped += colored[i];
    }
  }
  EXPECT_EQ(stripped, plain);
}

}  // namespace
}  // namespace bulkhead::report
