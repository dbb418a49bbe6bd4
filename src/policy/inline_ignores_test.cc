// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/text.h"
#include "policy/ignores.h"

namespace bulkhead::policy {
namespace {

// A comment on line 4 above an instruction on lines 5 to 7 of a stage on lines
// 2 to 20.
CommentView Comment(std::string_view text) {
  CommentView comment;
  comment.text = text;
  comment.range = {100, 100 + text.size()};
  comment.line = 4;
  comment.applies_first_line = 5;
  comment.applies_last_line = 7;
  comment.stage_first_line = 2;
  comment.stage_last_line = 20;
  return comment;
}

std::string Dump(const InlineIgnores& read) {
  std::string out;
  for (const Ignore& ignore : read.ignores) {
    out += base::Format("{} {}", ignore.dialect, ignore.rule);
    if (ignore.first_line > 0) {
      out += base::Format(" {}-{}", ignore.first_line, ignore.last_line);
    }
    if (ignore.with_file) out += " with-file";
    if (ignore.only_dialect) out += " only-dialect";
    if (ignore.inverted) out += " inverted";
    if (!ignore.stage.empty()) out += " stage=" + ignore.stage;
    if (!ignore.service.empty()) out += " service=" + ignore.service;
    if (!ignore.image.empty()) out += " image=" + ignore.image;
    if (ignore.until) out += " until=" + base::FormatDate(*ignore.until);
    if (!ignore.owner.empty()) out += " owner=" + ignore.owner;
    if (!ignore.reason.empty()) out += " (" + ignore.reason + ")";
    out += "\n";
  }
  for (const model::Finding& problem : read.problems) {
    out += base::Format("{}:{}: {}: {}\n", problem.location.path,
                        problem.location.line, problem.rule, problem.message);
  }
  return out;
}

std::string Read(const CommentView& comment) {
  return Dump(ReadInlineIgnores("Dockerfile", {&comment, 1}));
}

struct Row {
  std::string_view text;
  std::string_view expected;
};

#define MALFORMED "Dockerfile:4: policy/malformed-ignore: "

TEST(InlineIgnores, Bulkhead) {
  const Row rows[] = {
      {"# bulkhead ignore=DL3008", "bulkhead DL3008 5-7\n"},
      {"#bulkhead ignore=dockerfile/root-user, compose/*",
       "bulkhead dockerfile/root-user 5-7\nbulkhead compose/* 5-7\n"},
      {"# bulkhead ignore=A/b until=2027-01-31 owner=ops old image, see #12",
       "bulkhead A/b 5-7 until=2027-01-31 owner=ops (old image, see #12)\n"},
      {"# bulkhead ignore=A/b reason=it is fine",
       "bulkhead A/b 5-7 (it is fine)\n"},
      {"# bulkhead ignore=A/b -- PATH=x is set elsewhere",
       "bulkhead A/b 5-7 (PATH=x is set elsewhere)\n"},
      {"# bulkhead ignore=A/b x=y holds", "bulkhead A/b 5-7 (x=y holds)\n"},
      {"# Bulkhead ignore-file=A/b generated", "bulkhead A/b (generated)\n"},
      // Prose is nobody's business.
      {"# bulkhead is a wall in a ship", ""},
      {"# bulkhead ignores what it should", ""},
      {"# the bulkhead ignore=A/b", ""},
      {"#", ""},
      {"# bulkhead ignore=",
       MALFORMED "expected RULE[,RULE] behind \"ignore=\", found nothing\n"},
      {"# bulkhead ignore=§",
       MALFORMED "expected RULE[,RULE] behind \"ignore=\", found \"§\"\n"},
      {"# bulkhead ignore DL3008", MALFORMED
       "expected \"ignore=RULE\" or \"ignore-file=RULE\", found \"ignore \"\n"},
      {"# bulkhead ignores=DL3008",
       MALFORMED "expected \"ignore=RULE\" or \"ignore-file=RULE\", found "
                 "\"ignores=\"\n"},
      {"# bulkhead ignore=A/b until=2027-02-30 x",
       MALFORMED "expected a day such as 2027-01-31 behind \"until=\", found "
                 "\"2027-02-30\"\n"},
      {"# bulkhead ignore=A/b untill=2027-01-31",
       MALFORMED "unknown key \"untill\"; did you mean \"until\"?\n"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Read(Comment(row.text)), row.expected) << row.text;
  }
}

TEST(InlineIgnores, Hadolint) {
  const Row rows[] = {
      {"# hadolint ignore=DL3002,DL3008",
       "hadolint DL3002 5-7\nhadolint DL3008 5-7\n"},
      {"#   hadolint   ignore  =  DL3002 , SC2086 # why",
       "hadolint DL3002 5-7 (why)\nhadolint SC2086 5-7 (why)\n"},
      {"# hadolint global ignore=DL3002", "hadolint DL3002\n"},
      {"# hadolint stage ignore=DL3002", "hadolint DL3002 2-20\n"},
      {"# hadolint shell=powershell # Windows", ""},
      {"# hadolint shell = pwsh.exe", ""},
      {"# hadolint is great", ""},
      {"# hadolint ignore", ""},
      {"# hadolint ignore=",
       MALFORMED "expected ID[,ID] behind \"ignore=\", as hadolint does, found "
                 "nothing\n"},
      {"# hadolint ignore=DL3002 DL3008", MALFORMED
       "expected ',' or '#' behind the ids of \"ignore=\", as hadolint does, "
       "found \"DL3008\"\n"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Read(Comment(row.text)), row.expected) << row.text;
  }
}

TEST(InlineIgnores, Trivy) {
  const Row rows[] = {
      {"#trivy:ignore:AVD-DS-0002", "trivy AVD-DS-0002 5-7\n"},
      {"# trivy:ignore:DS-0002 trivy:ignore:DS-0017 both are fine",
       "trivy DS-0002 5-7\ntrivy DS-0017 5-7\n"},
      {"# trivy:ignore:DS-0002:exp:2027-01-31",
       "trivy DS-0002 5-7 until=2027-01-31\n"},
      {"# trivy:ignore:avd-ds-*", "trivy avd-ds-* 5-7\n"},
      {"# trivy:ignore:*", "trivy * 5-7 only-dialect\n"},
      {"# trivy:ignore:DS-0002[stage=build]",
       "trivy DS-0002 5-7 stage=build\n"},
      {"# trivy:ignore:DS-0002[service=db,image=postgres]",
       "trivy DS-0002 5-7 service=db image=postgres\n"},
      {"# see trivy:ignored", ""},
      {"# trivy:ignore",
       MALFORMED "expected an id behind \"trivy:ignore:\", found nothing\n"},
      {"# trivy:ignore:",
       MALFORMED "expected an id behind \"trivy:ignore:\", found nothing\n"},
      {"# trivy:ignore:DS-0002[bucket=a]", MALFORMED
       "expected [service=…], [stage=…] or [image=…] behind the id, found "
       "\"[bucket=a]\"\n"},
      {"# trivy:ignore:DS-0002:exp:soon", MALFORMED
       "expected a day such as 2027-01-31 behind \"exp:\", found \"soon\"\n"},
      {"# trivy:ignore:DS-0002:ws:dev",
       MALFORMED "expected \"exp:\", found \"ws:\"\n"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Read(Comment(row.text)), row.expected) << row.text;
  }
}

TEST(InlineIgnores, CheckovIsForTheFile) {
  const Row rows[] = {
      {"#checkov:skip=CKV_DOCKER_1: required",
       "checkov CKV_DOCKER_1 (required)\n"},
      {"# checkov:skip=CKV_DOCKER_1", "checkov CKV_DOCKER_1\n"},
      {"# Note checkov:skip=CKV_DOCKER_1,CKV_DOCKER_2:both",
       "checkov CKV_DOCKER_1 (both)\ncheckov CKV_DOCKER_2 (both)\n"},
      {"# bridgecrew:skip=CKV2_DOCKER_7:old name",
       "checkov CKV2_DOCKER_7 (old name)\n"},
      {"# checkov:skip=", MALFORMED
       "expected ID[:reason] behind \"checkov:skip=\", found nothing\n"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Read(Comment(row.text)), row.expected) << row.text;
  }
}

TEST(InlineIgnores, Kics) {
  const Row at_start[] = {
      {"# kics-scan ignore", "kics * only-dialect\n"},
      {"# kics-scan disable=a1,b2", "kics a1\nkics b2\n"},
      {"# kics-scan enable=a1,b2", "kics a1,b2 only-dialect inverted\n"},
      {"# kics-scan disable=",
       MALFORMED "expected ID[,ID] behind \"disable=\", found nothing\n"},
      {"# kics-scan ignore-file", MALFORMED
       "expected one of disable, enable, ignore, ignore-block, ignore-line "
       "behind \"kics-scan\", found \"ignore-file\"\n"},
  };
  for (const Row& row : at_start) {
    CommentView comment = Comment(row.text);
    comment.file_start = true;
    EXPECT_EQ(Read(comment), row.expected) << row.text;
  }
  const Row inside[] = {
      {"# kics-scan ignore-line", "kics * 5-7 only-dialect\n"},
      {"# kics-scan ignore-block", "kics * 5-7 only-dialect\n"},
      {"# kics-scan ignore",
       MALFORMED "\"kics-scan ignore\" counts only at the start of a file\n"},
  };
  for (const Row& row : inside) {
    EXPECT_EQ(Read(Comment(row.text)), row.expected) << row.text;
  }
  CommentView nested = Comment("# kics-scan ignore-line");
  nested.nested = true;
  EXPECT_EQ(Read(nested), "kics * 5-5 only-dialect\n");
}

TEST(InlineIgnores, BuildkitAsDirectiveIsForTheFile) {
  const Row rows[] = {
      {"# check=skip=StageNameCasing,FromAsCasing",
       "buildkit StageNameCasing\nbuildkit FromAsCasing\n"},
      {"#check = skip = all ; error = true", "buildkit * only-dialect\n"},
      {"# check=experimental=CopyIgnoredFile;error=false", ""},
      {"# check=skp=all", MALFORMED
       "expected skip=, error= or experimental= behind \"check=\", found "
       "\"skp=all\"\n"},
      {"# check=error=maybe",
       MALFORMED "expected true or false behind \"error=\", found \"maybe\"\n"},
  };
  for (const Row& row : rows) {
    CommentView comment = Comment(row.text);
    comment.directive = true;
    EXPECT_EQ(Read(comment), row.expected) << row.text;
  }
}

TEST(InlineIgnores, BuildkitElsewhereIsForTheInstruction) {
  const Row rows[] = {
      {"# check=skip=JSONArgsRecommended",
       "buildkit JSONArgsRecommended 5-7\n"},
      {"# check=skip=all;error=true", "buildkit * 5-7 only-dialect\n"},
      {"# check = the sum of all", ""},
      {"# check this", ""},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Read(Comment(row.text)), row.expected) << row.text;
  }
}

TEST(InlineIgnores, AboveNothingThereIsNothingToIgnore) {
  const Row rows[] = {
      {"# bulkhead ignore=A/b", MALFORMED
       "expected something to ignore below \"bulkhead ignore\", found the end "
       "of the file\n"},
      {"# hadolint ignore=DL3002", MALFORMED
       "expected something to ignore below \"hadolint ignore\", found the end "
       "of the file\n"},
      {"# trivy:ignore:DS-0002", MALFORMED
       "expected something to ignore below \"trivy:ignore\", found the end of "
       "the file\n"},
      {"# hadolint global ignore=DL3002", "hadolint DL3002\n"},
      {"# check=skip=all", ""},
  };
  for (const Row& row : rows) {
    CommentView comment = Comment(row.text);
    comment.applies_first_line = comment.applies_last_line = 0;
    EXPECT_EQ(Read(comment), row.expected) << row.text;
  }
}

TEST(InlineIgnores, AtTheStartOfAFileFindingsOnTheFileAreCovered) {
  CommentView comment = Comment("# trivy:ignore:DS-0026");
  comment.file_start = true;
  EXPECT_EQ(Read(comment), "trivy DS-0026 5-7 with-file\n");
}

TEST(InlineIgnores, ControlCharactersAreShownEscaped) {
  EXPECT_EQ(Read(Comment("# bulkhead ignore=A/b until=\x1b[31m")), MALFORMED
            "expected a day such as 2027-01-31 behind \"until=\", found "
            "\"\\x1b[31m\"\n");
}

}  // namespace
}  // namespace bulkhead::policy
