// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kRule = "compose/secret-in-config";
constexpr std::string_view kFile =
    "services: {web: {image: 'a:1', configs: [app]}}\n"
    "configs:\n"
    "  app:\n"
    "    file: ./app.conf\n";

std::string Inline(std::string_view line) {
  return base::Format(
      "services: {{web: {{image: 'a:1', configs: [app]}}}}\n"
      "configs:\n  app:\n    content: |\n      [db]\n      {}\n",
      line);
}

TEST(ConfigSecrets, Inline) {
  for (std::string_view line :
       {"password = hunter2x", "db-password: hunter2x",
        "\"api_key\": \"hunter2x\",", "url=pg://me:hunter2x@db/x",
        "-----BEGIN PRIVATE KEY-----"}) {
    Catches(kRule, Inline(line), 4);
  }
  EXPECT_EQ(MessageOf(kRule, Inline("password = hunter2x")),
            "config app holds a secret: line 2 of its content (hu…)");
  EXPECT_EQ(FindingsOf(kRule, Inline("password = hunter2x"))[0].secrets.size(),
            1u);
  for (std::string_view line :
       {"# password = hunter2x", "password_file = /run/secrets/p",
        "password = ${PW}", "user = hunter2x", "password = $${PW}",
        "token_ttl = 3600", "see password: the one of the manual"}) {
    CatchesNot(kRule, Inline(line));
  }
  CatchesNot(kRule, Inline("password = ${PW}"),
             {.environment = {{"PW", "hunter2x"}}});
}

TEST(ConfigSecrets, AllOfAKeyIsMarked) {
  constexpr std::string_view kKey =
      "services: {web: {image: 'a:1', configs: [app]}}\n"
      "configs:\n  app:\n    content: |\n"
      "      -----BEGIN PRIVATE KEY-----\n      MIIEvQIBADAN\n";
  std::vector<model::Finding> found = FindingsOf(kRule, kKey);
  ASSERT_EQ(found.size(), 1u);
  ASSERT_EQ(found[0].secrets.size(), 1u);
  EXPECT_NE(found[0].secrets[0].text.find("MIIEvQIBADAN"), std::string::npos);
  CatchesNot(kRule, Inline("-----BEGIN CERTIFICATE-----"));
}

TEST(ConfigSecrets, OfFile) {
  ProjectFiles hit =
      FilesOf({{"app.conf", TextFile("a = 1\npassword = hunter2x\n")}});
  ProjectFiles miss = FilesOf({{"app.conf", TextFile("a = 1\n")}});
  Catches(kRule, kFile, 4, 1, {.facts = &hit});
  EXPECT_EQ(MessageOf(kRule, kFile, {.facts = &hit}),
            "config app holds a secret: /project/app.conf:2 (hu…)");
  CatchesNot(kRule, kFile, {.facts = &miss});
  CatchesNot(kRule, kFile);
}

}  // namespace
}  // namespace bulkhead::check
