// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The family as a whole: the list against the files of the folder, and what
// every member must do.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/fs.h"
#include "base/text.h"
#include "report/testing.h"

namespace bulkhead::report {
namespace {

constexpr std::size_t kMaxSource = 1 << 20;

TEST(WriterList, IsSortedAndFound) {
  std::vector<std::string_view> names;
  for (const Writer* writer : AllWriters()) {
    names.push_back(writer->name);
    EXPECT_EQ(FindWriter(writer->name), writer);
    EXPECT_FALSE(writer->description.empty()) << writer->name;
    EXPECT_FALSE(writer->description.ends_with('.')) << writer->name;
  }
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(FindWriter("xls"), nullptr);
}

TEST(WriterList, AgreesWithTheFolder) {
  base::RealFileSystem files;
  for (const Writer* writer : AllWriters()) {
    for (std::string_view end : {".cc", "_test.cc"}) {
      std::string path = base::Format("src/report/{}{}", writer->name, end);
      EXPECT_TRUE(files.Exists(path)) << path;
    }
  }
  base::Result<std::vector<base::DirEntry>> folder = files.List("src/report");
  ASSERT_TRUE(folder.ok());
  std::size_t definitions = 0;
  for (const base::DirEntry& entry : folder.value()) {
    if (!entry.name.ends_with(".cc")) continue;
    base::Result<std::shared_ptr<const base::Source>> source =
        files.Read("src/report/" + entry.name, kMaxSource);
    ASSERT_TRUE(source.ok());
    // In two parts, so that this test does not find itself.
    std::string definition = "extern const";
    definition += " Writer k";
    if (base::Contains(source.value()->text(), definition)) ++definitions;
  }
  EXPECT_EQ(definitions, AllWriters().size())
      << "a writer is not in writers.inc";
}

// Messages carry a token each, which survives the escapes of every format.
std::string Token(std::size_t i) { return base::Format("token{:03}x", i); }

std::set<std::string> TokensIn(std::string_view text) {
  std::set<std::string> tokens;
  for (std::size_t at = text.find("token"); at != std::string_view::npos;
       at = text.find("token", at + 1)) {
    std::string_view token = text.substr(at, 9);
    if (token.ends_with('x')) tokens.emplace(token);
  }
  return tokens;
}

// 60 findings, every seventh suppressed.
model::Report TokenReport(std::set<std::string>* active,
                          std::set<std::string>* suppressed) {
  model::Report report = LargeReport(60);
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    report.findings[i].message = Token(i);
    if (i % 7 == 3) {
      model::Suppress(report.findings[i],
                      {"policy", "known", ".bulkhead.yaml:3"});
      suppressed->insert(Token(i));
    } else {
      active->insert(Token(i));
    }
  }
  return report;
}

WriterOptions Everything() {
  WriterOptions options;
  options.show_from = model::Severity::kInfo;
  options.max_bytes = 0;
  return options;
}

TEST(EveryWriter, HoldsTheSameFindings) {
  std::set<std::string> active;
  std::set<std::string> suppressed;
  model::Report report = TokenReport(&active, &suppressed);
  std::set<std::string> all = active;
  all.insert(suppressed.begin(), suppressed.end());
  ASSERT_EQ(active.size(), 51u);
  for (const Writer* writer : AllWriters()) {
    std::set<std::string> found =
        TokensIn(Written(writer, report, Everything()));
    // A format either has all suppressed ones, marked, or none.
    EXPECT_TRUE(found == active || found == all) << writer->name;
  }
  for (std::string_view name : {"json", "sarif", "html", "junit"}) {
    EXPECT_EQ(TokensIn(Written(name, report, {})), all) << name;
  }
  WriterOptions options = Everything();
  options.show_suppressed = true;
  for (std::string_view name : {"table", "markdown"}) {
    EXPECT_EQ(TokensIn(Written(name, report, options)), all) << name;
  }
}

TEST(EveryWriter, NamesGaps) {
  model::Report report;
  report.gaps = {{.code = "unreadable",
                  .message = "nobody may read it",
                  .location = {.path = "secret.Dockerfile"},
                  .broken = true}};
  for (const Writer* writer : AllWriters()) {
    std::string out = Written(writer, report);
    EXPECT_TRUE(base::Contains(out, "nobody may read it")) << writer->name;
    EXPECT_TRUE(base::Contains(out, "secret.Dockerfile")) << writer->name;
  }
}

TEST(EveryWriter, IsDeterministicAndAppends) {
  model::Report report = SampleReport();
  for (const Writer* writer : AllWriters()) {
    std::string once = Written(writer, report);
    std::string out = "before\n";
    writer->Write(report, {}, &out);
    EXPECT_EQ(out, "before\n" + once) << writer->name;
    EXPECT_TRUE(once.ends_with('\n')) << writer->name;
  }
}

TEST(EveryWriter, WritesAnEmptyReport) {
  for (const Writer* writer : AllWriters()) {
    EXPECT_TRUE(Written(writer, {}).ends_with('\n')) << writer->name;
  }
}

TEST(EveryWriter, LetsNothingOfTheInputActOnATerminal) {
  WriterOptions options = Everything();
  options.show_suppressed = true;
  options.root = "/srv/\x1b[31m\xFF";
  for (const Writer* writer : AllWriters()) {
    std::string out = Written(writer, HostileReport(), options);
    EXPECT_EQ(base::Printable(out, true), out) << writer->name;
  }
}

}  // namespace
}  // namespace bulkhead::report
