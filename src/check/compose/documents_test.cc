// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
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

TEST(Documents, OutsideData) {
  constexpr std::string_view kRule = "compose/outside-file";
  ComposeTestOptions files{.files = {{"../other/.env", "A=1\n"},
                                     {"/etc/web.env", "A=1\n"},
                                     {"sub/.env", "A=1\n"}}};
  auto reads = [](std::string_view path) {
    return base::Format(
        "services:\n  web:\n    image: a:1\n"
        "    env_file:\n      - {}\n",
        path);
  };
  auto file = [](std::string_view kind, std::string_view path) {
    return base::Format(
        "services: {{web: {{image: 'a:1'}}}}\n{}:\n  x:\n"
        "    file: {}\n",
        kind, path);
  };
  Catches(kRule, reads("../other/.env"), 5, 1, files);
  Catches(kRule, reads("{path: ../other/.env, required: false}"), 5, 1, files);
  Catches(kRule, reads("/etc/web.env"), 5, 1, files);
  files.files["sub/db.yaml"] = kOther;
  Catches(kRule,
          "include:\n  - path: sub/db.yaml\n    env_file: ../other/.env\n"
          "services: {web: {image: 'a:1'}}\n",
          3, 1, files);
  files.files[".env"] = "A=1\n";
  CatchesNot(kRule, "services: {web: {image: 'a:1'}}\n", files);
  CatchesNot(kRule, reads("sub/.env"), files);
  CatchesNot(kRule, reads("./sub/../sub/.env"), files);
  CatchesNot(kRule, reads("/project/sub/.env"), files);
  Catches(kRule, file("secrets", "../other/token"), 4);
  Catches(kRule, file("configs", "'../other/app.conf'"), 4);
  Catches(kRule, file("configs", "/etc/app.conf"), 4);
  CatchesNot(kRule, file("secrets", "/run/secrets/token"));
  CatchesNot(kRule, file("secrets", "~/token"));
  CatchesNot(kRule, file("secrets", "./token"));
  CatchesNot(kRule, file("configs", "${DIR}/app.conf"));
  EXPECT_EQ(SeverityOf(kRule, reads("../other/.env"), files),
            model::Severity::kInfo);
  EXPECT_EQ(MessageOf(kRule, reads("../other/.env"), files),
            "service web reads /other/.env, which lies outside of the folder "
            "of the project");
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
