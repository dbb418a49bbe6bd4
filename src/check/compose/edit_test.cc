// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/edit.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

using config::ComposeNode;

using Make = std::optional<model::Edit> (*)(const ComposeService& web);

// The text after the edit of service web, "refused", or the loader's error.
std::string Edited(std::string_view yaml, Make make) {
  base::Result<config::ComposeProject> project =
      config::LoadComposeText("/project/compose.yaml", std::string(yaml));
  if (!project.ok()) return project.error().message;
  ComposeOptions options;
  ComposeContext context = MakeComposeContext(project.value(), options);
  const ComposeService* web = context.FindService("web");
  std::optional<model::Edit> edit = make(*web);
  if (!edit) return "refused";
  std::string text(yaml);
  text.replace(edit->range.begin, edit->range.size(), edit->replacement);
  return text;
}

std::optional<model::Edit> DropAll(const ComposeService& web) {
  return AddToList(web, "cap_drop", {"ALL"});
}

TEST(ComposeEdit, AddsKeysInTheStyleOfTheFile) {
  EXPECT_EQ(Edited("services:\n  web:\n    image: a:1\n", &DropAll),
            "services:\n  web:\n    image: a:1\n    cap_drop:\n      - ALL\n");
  EXPECT_EQ(Edited("services:\n web:\n  image: a:1", &DropAll),
            "services:\n web:\n  image: a:1\n  cap_drop:\n   - ALL");
  EXPECT_EQ(Edited("services:\n    web:\n        image: a:1 # x\n"
                   "    db:\n        image: b:1\n",
                   &DropAll),
            "services:\n    web:\n        image: a:1 # x\n"
            "        cap_drop:\n            - ALL\n"
            "    db:\n        image: b:1\n");
  EXPECT_EQ(Edited("services:\r\n  web:\r\n    image: a:1\r\n", &DropAll),
            "services:\r\n  web:\r\n    image: a:1\r\n    cap_drop:\r\n"
            "      - ALL\r\n");
  EXPECT_EQ(Edited("services: {web: {image: a}}\n", &DropAll),
            "services: {web: {image: a, cap_drop: [ALL]}}\n");
  EXPECT_EQ(Edited("services:\n  web: {image: a, }\n", &DropAll),
            "services:\n  web: {image: a, cap_drop: [ALL] }\n");
  EXPECT_EQ(Edited("services:\n  web:\n    image: a\n    command: |\n      "
                   "x\n\n\nx-a: 1\n"
                   "name: p\n",
                   [](const ComposeService& web) {
                     return AddKey(web, "init", "true");
                   }),
            "services:\n  web:\n    image: a\n    command: |\n      x\n    "
            "init: true\n\n\n"
            "x-a: 1\nname: p\n");
}

TEST(ComposeEdit, AddsItems) {
  EXPECT_EQ(Edited("services:\n  web:\n    cap_drop:\n    - A\n    image: b\n",
                   &DropAll),
            "services:\n  web:\n    cap_drop:\n    - A\n    - ALL\n"
            "    image: b\n");
  EXPECT_EQ(
      Edited("services:\n  web:\n    cap_drop: [A]\n    image: b\n", &DropAll),
      "services:\n  web:\n    cap_drop: [A, ALL]\n    image: b\n");
  EXPECT_EQ(
      Edited("services:\n  web:\n    cap_drop: []\n    image: b\n", &DropAll),
      "services:\n  web:\n    cap_drop: [ALL]\n    image: b\n");
}

TEST(ComposeEdit, RefusesWhatOthersShare) {
  EXPECT_EQ(Edited("services:\n  web: &w\n    image: a:1\n  b: *w\n", &DropAll),
            "refused");
  EXPECT_EQ(Edited("services:\n  b: &w\n    image: a:1\n  web: *w\n", &DropAll),
            "refused");
  EXPECT_EQ(Edited("services:\n  b:\n    image: a:1\n    cap_drop: &c [A]\n"
                   "  web:\n    image: a:1\n    cap_drop: *c\n",
                   &DropAll),
            "refused");
  EXPECT_EQ(Edited("x-c: &c\n  cap_drop: [A]\nservices:\n"
                   "  web:\n    <<: *c\n    image: a:1\n",
                   &DropAll),
            "refused");
  // Its own mapping may grow, and nobody uses this anchor.
  EXPECT_EQ(Edited("x-c: &c\n  init: true\nservices:\n"
                   "  web: &w\n    <<: *c\n    image: a:1\n",
                   &DropAll),
            "x-c: &c\n  init: true\nservices:\n"
            "  web: &w\n    <<: *c\n    image: a:1\n    cap_drop:\n"
            "      - ALL\n");
}

TEST(ComposeEdit, ReplacesScalars) {
  Make pid = [](const ComposeService& web) {
    return ReplaceScalar(*web.node, web["pid"], "x");
  };
  EXPECT_EQ(Edited("services:\n  web:\n    image: a\n    pid: host # y\n", pid),
            "services:\n  web:\n    image: a\n    pid: x # y\n");
  EXPECT_EQ(Edited("services:\n  web:\n    image: a\n    pid: 'host'\n", pid),
            "services:\n  web:\n    image: a\n    pid: 'x'\n");
  EXPECT_EQ(
      Edited("services:\n  web:\n    image: a\n    pid: ${P:-host}\n", pid),
      "refused");
}

TEST(ComposeEdit, RemovesEntriesAndItems) {
  Make pid = [](const ComposeService& web) {
    return RemoveEntry(*web.node, web["pid"]);
  };
  EXPECT_EQ(Edited("services:\n  web:\n    image: a\n    pid: host # y\n"
                   "    init: true\n",
                   pid),
            "services:\n  web:\n    image: a\n    init: true\n");
  EXPECT_EQ(Edited("services:\n  web: {image: a, pid: host}\n", pid),
            "refused");
  Make option = [](const ComposeService& web) {
    const ComposeNode& list = web["security_opt"];
    return RemoveItem(*web.node, list, list.entries()[0].value);
  };
  EXPECT_EQ(Edited("services:\n  web:\n    image: a\n    security_opt:\n"
                   "      - a:b # c\n      - d:e\n",
                   option),
            "services:\n  web:\n    image: a\n    security_opt:\n"
            "      - d:e\n");
  EXPECT_EQ(Edited("services:\n  web:\n    image: a\n    security_opt:\n"
                   "      - a:b # c\n",
                   option),
            "services:\n  web:\n    image: a\n");
  EXPECT_EQ(Edited("services:\n  web:\n    image: a\n    security_opt:\n"
                   "      # why\n      - a:b\n",
                   option),
            "services:\n  web:\n    image: a\n      # why\n");
}

}  // namespace
}  // namespace bulkhead::check
