// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "policy/baseline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/process.h"
#include "base/testing.h"
#include "base/text.h"

namespace bulkhead::policy {
namespace {

constexpr std::string_view kFirst = "00112233445566778899aabbccddeeff";
constexpr std::string_view kSecond = "ff112233445566778899aabbccddeeff";

std::shared_ptr<const base::Source> Text(std::string text) {
  return std::make_shared<base::Source>("b", std::move(text));
}

model::Finding NewFinding(std::string_view rule, std::string_view path,
                          std::string_view fingerprint) {
  return {.rule = std::string(rule),
          .message = "it is \"so\"",
          .location = {.path = std::string(path)},
          .fingerprint = std::string(fingerprint)};
}

// A report of `count` findings whose fingerprints come from the model.
model::Report ReportOf(std::string_view prefix, int count) {
  model::Report report;
  for (int i = 0; i < count; ++i) {
    model::Finding finding;
    finding.rule = "dockerfile/latest-tag";
    finding.location.path = base::Format("{}/{}/Dockerfile", prefix, i);
    finding.message = "the tag is latest";
    report.findings.push_back(std::move(finding));
  }
  model::Finish(report);
  return report;
}

std::string EntriesOnly(std::string_view text) {
  std::string out;
  for (std::string_view line : base::Split(text, '\n')) {
    if (!line.empty() && !line.starts_with('#')) {
      out += base::Format("{}\n", line);
    }
  }
  return out;
}

TEST(Baseline, WritesOneSortedLineAFinding) {
  model::Report report;
  report.findings = {NewFinding("a/b", "web\t/x", kSecond),
                     NewFinding("c/d", "Dockerfile", kFirst),
                     NewFinding("policy/unused-ignore", "Dockerfile", kFirst)};
  std::string text = WriteBaseline(report);
  EXPECT_EQ(EntriesOnly(text),
            "00112233445566778899aabbccddeeff\tc/d\tDockerfile\tit is \"so\"\n"
            "ff112233445566778899aabbccddeeff\ta/b\tweb\\t/x\tit is "
            "\"so\"\n");
  EXPECT_TRUE(text.starts_with("# bulkhead baseline 1\n# Old findings"));
  EXPECT_TRUE(
      text.ends_with("# ff\nff112233445566778899aabbccddeeff\ta/b\t"
                     "web\\t/x\tit is \"so\"\n# end\n"));
  base::Result<Baseline> read = ParseBaseline(Text(text), {});
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read.value().entries.size(), 2u);
  const BaselineEntry* entry = read.value().Find(kSecond);
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->rule, "a/b");
  EXPECT_EQ(read.value().source->Line(entry->line).substr(0, 32), kSecond);
  EXPECT_EQ(read.value().Find("00"), nullptr);
}

TEST(Baseline, KeepsLinesAndPrunesOldOnes) {
  model::Report report;
  report.findings = {NewFinding("a/b", "x", kFirst),
                     NewFinding("a/b", "gone", kSecond)};
  base::Result<Baseline> old = ParseBaseline(Text(WriteBaseline(report)), {});
  ASSERT_TRUE(old.ok());
  report.findings.pop_back();
  report.findings[0].message = "worded otherwise";
  EXPECT_EQ(EntriesOnly(WriteBaseline(report, &old.value())),
            "00112233445566778899aabbccddeeff\ta/b\tx\tit is \"so\"\n");
  // A run over a part of the tree keeps what it has not looked at.
  Scope scope = [](std::string_view path, std::string_view) {
    return path == "x";
  };
  EXPECT_EQ(EntriesOnly(WriteBaseline(report, &old.value(), scope)),
            "00112233445566778899aabbccddeeff\ta/b\tx\tit is \"so\"\n"
            "ff112233445566778899aabbccddeeff\ta/b\tgone\tit is \"so\"\n");
}

TEST(Baseline, LeavesOutWhatIsIgnoredOtherwise) {
  model::Report report;
  report.findings = {NewFinding("a/b", "x", kFirst),
                     NewFinding("a/b", "y", kSecond)};
  model::Suppress(report.findings[0], {.kind = "inline"});
  model::Suppress(report.findings[1], {.kind = "baseline"});
  EXPECT_EQ(EntriesOnly(WriteBaseline(report)),
            "ff112233445566778899aabbccddeeff\ta/b\ty\tit is \"so\"\n");
}

TEST(Baseline, LongMessagesAreCutBetweenCharacters) {
  model::Report report;
  report.findings = {NewFinding("a/b", "x", kFirst)};
  report.findings[0].message = std::string(119, 'x') + "ää";
  EXPECT_EQ(EntriesOnly(WriteBaseline(report)),
            base::Format("{}\ta/b\tx\t{}…\n", kFirst, std::string(119, 'x')));
}

TEST(Baseline, SaysWhatIsWrongAndWhere) {
  const std::string line = base::Format("{}\ta/b\tx\ty\n", kFirst);
  const std::string head = "# bulkhead baseline 1\n";
  struct Row {
    std::string text;
    std::string_view message;
  };
  const Row rows[] = {
      {"", "b:1: expected \"# bulkhead baseline 1\", found nothing"},
      {"{}\n", "b:1: expected \"# bulkhead baseline 1\", found \"{}\""},
      {"# bulkhead baseline 2\n# end\n",
       "b:1: a baseline of version \"2\", this program knows version 1; "
       "write it anew with --write-baseline"},
      {head + line,
       "b:2: the file is truncated: expected \"# end\" as its "
       "last line; restore it or run --write-baseline"},
      {head + line + "0011",
       "b:3: the last line is truncated: expected a line end behind \"0011\"; "
       "restore the file or run --write-baseline"},
      {head + line + "# end",
       "b:3: the last line is truncated: expected a line end behind "
       "\"# end\"; restore the file or run --write-baseline"},
      {head + "0011\ta\tb\tc\n# end\n",
       "b:2: expected a fingerprint, a rule and a path, separated by tabs, "
       "found \"0011\\ta\\tb\\tc\""},
      {head + "<<<<<<< HEAD\n" + line,
       "b:2: a conflict marker of git; keep the lines of both sides and run "
       "--write-baseline"},
  };
  for (const Row& row : rows) {
    base::Result<Baseline> read = ParseBaseline(Text(row.text), {});
    ASSERT_FALSE(read.ok()) << row.text;
    EXPECT_EQ(read.error().message, row.message);
  }
}

TEST(Baseline, ReadsWindowsLineEndsAndDoubles) {
  std::string text = base::Format(
      "# bulkhead baseline 1\r\n{0}\ta/b\tx\ty\r\n{0}\ta/b\tx\ty\r\n# end\r\n",
      kFirst);
  base::Result<Baseline> read = ParseBaseline(Text(text), {});
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value().entries.size(), 1u);
}

TEST(Baseline, KeepsEmptyFieldsAtTheEndOfALine) {
  std::string text =
      base::Format("# bulkhead baseline 1\n{}\ta/b\t\n# end\n", kFirst);
  base::Result<Baseline> read = ParseBaseline(Text(text), {});
  ASSERT_TRUE(read.ok()) << read.error().message;
  Scope nothing = [](std::string_view, std::string_view) { return false; };
  EXPECT_EQ(EntriesOnly(WriteBaseline({}, &read.value(), nothing)),
            base::Format("{}\ta/b\t\n", kFirst));
}

TEST(Baseline, BoundsItsEntries) {
  model::Report report = ReportOf("a", 3);
  base::Limits limits;
  limits.max_entries = 2;
  base::Result<Baseline> read =
      ParseBaseline(Text(WriteBaseline(report)), limits);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, base::ErrorCode::kLimit);
}

// A repository with git, and the baseline in it.
class GitMerge : public ::testing::Test {
 protected:
  void SetUp() override {
    if (base::FindProgram("git").empty()) {
      GTEST_SKIP() << "git is not installed";
    }
    Git({"init", "-q", "-b", "main"});
  }
  int Git(std::vector<std::string> arguments) {
    std::vector<std::string> argv = {"git",
                                     "-c",
                                     "user.name=t",
                                     "-c",
                                     "user.email=t@example.com",
                                     "-c",
                                     "commit.gpgsign=false"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    base::ProcessOptions options;
    options.folder = folder_.Path("");
    base::Result<base::ProcessResult> result = base::RunProcess(argv, options);
    return result.ok() ? result.value().exit_code : -1;
  }
  void Commit(const model::Report& report) {
    folder_.Write(".bulkhead-baseline", WriteBaseline(report));
    Git({"add", "."});
    Git({"commit", "-q", "-m", "x"});
  }
  // Two branches add findings to a base; returns git's exit code.
  int Merge(int base_count, std::string_view left, std::string_view right,
            int count) {
    model::Report base = ReportOf("old", base_count);
    Commit(base);
    Git({"checkout", "-q", "-b", "left"});
    Commit(Sum(base, ReportOf(left, count)));
    Git({"checkout", "-q", "-b", "right", "main"});
    Commit(Sum(base, ReportOf(right, count)));
    return Git({"merge", "-q", "--no-edit", "left"});
  }
  static model::Report Sum(model::Report a, const model::Report& b) {
    a.findings.insert(a.findings.end(), b.findings.begin(), b.findings.end());
    return a;
  }
  std::string Merged() {
    std::ifstream file(folder_.Path(".bulkhead-baseline"));
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
  }
  base::TemporaryFolder folder_;
};

TEST_F(GitMerge, AdditionsOfTwoBranchesDoNotConflict) {
  ASSERT_EQ(Merge(500, "api", "web", 5), 0);
  model::Report all =
      Sum(Sum(ReportOf("old", 500), ReportOf("api", 5)), ReportOf("web", 5));
  EXPECT_EQ(Merged(), WriteBaseline(all));
}

TEST_F(GitMerge, NorDoFirstEntries) {
  ASSERT_EQ(Merge(0, "api", "web", 5), 0);
  EXPECT_EQ(Merged(),
            WriteBaseline(Sum(ReportOf("api", 5), ReportOf("web", 5))));
}

TEST_F(GitMerge, WithTheAttributeNothingConflicts) {
  folder_.Write(".gitattributes",
                GitAttributesLine(".bulkhead-baseline") + "\n");
  ASSERT_EQ(Merge(10, "api", "web", 300), 0);
  base::Result<Baseline> read = ParseBaseline(Text(Merged()), {});
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value().entries.size(), 610u);
}

}  // namespace
}  // namespace bulkhead::policy
