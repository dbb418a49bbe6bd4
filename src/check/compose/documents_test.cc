// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

constexpr char kOther[] = "services: {db: {image: \"a:1\"}}\n";

TEST(Documents, OutsideFile) {
  constexpr std::string_view kRule = "compose/outside-file";
  ComposeTestOptions files{
      .files = {{"../shared/db.yaml", kOther}, {"sub/db.yaml", kOther}}};
  constexpr std::string_view kInclude =
      "include:\n  - ../shared/db.yaml\nservices: {web: {image: 'a:1'}}\n";
  Catches(kRule, kInclude, 2, 1, files);
  EXPECT_EQ(MessageOf(kRule, kInclude, files),
            "include takes in /shared/db.yaml, which lies outside of the "
            "folder of the project");
  Catches(kRule,
          "services:\n"
          "  web:\n"
          "    extends:\n"
          "      file: ../shared/db.yaml\n"
          "      service: db\n",
          4, 1, files);
  CatchesNot(kRule,
             "include: [sub/db.yaml, ./sub/../sub/db.yaml]\n"
             "services: {web: {image: 'a:1'}}\n",
             files);
  CatchesNot(kRule, "services: {web: {image: 'a:1'}}\n", files);
}

TEST(Documents, SeveralDocuments) {
  constexpr std::string_view kRule = "compose/several-documents";
  Catches(kRule,
          "services: {web: {image: 'a:1'}}\n---\n"
          "services: {web: {privileged: true}}\n",
          2);
  CatchesNot(kRule, "---\nservices: {web: {image: 'a:1'}}\n...\n");
  CatchesNot(kRule, "services: {web: {image: 'a:1', command: 'x --- y'}}\n");
}

}  // namespace
}  // namespace bulkhead::check
