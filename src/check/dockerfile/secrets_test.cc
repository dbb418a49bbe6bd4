// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kVariable = "dockerfile/secret-in-variable";

TEST(SecretInVariable, HitMissNearMiss) {
  for (std::string_view line :
       {"ENV DB_PASSWORD=hunter22", "ENV password hunter22", "ARG GITHUB_TOKEN",
        "ARG AWS_ACCESS_KEY_ID", "ENV openai_api_key=", "ARG ARTIFACTORY_PSW",
        "ENV PASS=ADMIN", "ARG auth=bar", "ENV MYSQL_ROOT_PASSWORD=changeme",
        "ENV DB_PASSWORD=$OTHER"}) {
    Catches(kVariable, base::Format("FROM a:1\nARG OTHER\n{}\n", line), 3);
  }
  for (std::string_view line :
       {"ENV PUBLIC_KEY=x", "ENV TOKENIZERS_PARALLELISM=false",
        "ENV PASSWORD_FILE=/x", "ENV GPG_KEY=0123456789ABCDEF0123456789ABCDEF",
        "ENV MYSQL_ALLOW_EMPTY_PASSWORD=yes", "ENV TOKEN_URL=https://e.org",
        "ENV KEY_PATH=/x", "ENV COMPASS=north", "ENV PWD=/x",
        "ENV CLEAR_TOKEN=true", "ENV MONKEY=1", "ARG AUTHOR=me"}) {
    CatchesNot(kVariable, base::Format("FROM a:1\n{}\n", line));
  }
  Catches(kVariable, "FROM a:1\nENV A_TOKEN=a1 B_SECRET=b1\n", 2, 2);
  Catches(kVariable, "ARG GITHUB_TOKEN\nFROM a:1\n", 1);
}

TEST(SecretInVariable, SeverityGoesByTheValue) {
  struct Row {
    const char* line;
    model::Severity severity;
  };
  const Row kRows[] = {
      {"ENV A_TOKEN=glpat-0123456789abcdefghij", model::Severity::kCritical},
      {"ENV CI=glpat-0123456789abcdefghij", model::Severity::kCritical},
      {"ENV A_PASSWORD=hunter22", model::Severity::kHigh},
      {"ENV SIGN_AUTH=a0b1c2d3e4f5a6b7c8", model::Severity::kHigh},
      {"ARG A_PASSWORD", model::Severity::kMedium},
      {"ENV A_PASSWORD=changeme", model::Severity::kLow},
      {"ENV A_PASSWORD=", model::Severity::kInfo},
      {"ENV A_PASSWORD=/run/secrets/a", model::Severity::kInfo},
      {"ARG A_USR", model::Severity::kInfo},
  };
  for (const Row& row : kRows) {
    std::vector<model::Finding> found =
        FindingsOf(kVariable, base::Format("FROM a:1\n{}\n", row.line));
    ASSERT_EQ(found.size(), 1u) << row.line;
    EXPECT_EQ(found[0].severity, row.severity) << row.line;
  }
}

TEST(SecretInVariable, MessagesHideTheValue) {
  EXPECT_EQ(MessageOf(kVariable, "FROM a:1\nENV DB_PASSWORD=hunter22\n"),
            "ENV DB_PASSWORD is a secret that stands in the file: " +
                base::Printable(base::Redact("hunter22")));
  EXPECT_EQ(MessageOf(kVariable, "FROM a:1\nARG DB_PASSWORD\n"),
            "ARG DB_PASSWORD looks like a secret; what the builder gives stays "
            "in the history of the image and in the build cache");
  EXPECT_EQ(MessageOf(kVariable, "FROM a:1\nENV DB_PASSWORD=\n"),
            "ENV DB_PASSWORD looks like a secret; its value is empty");
}

TEST(SecretInVariable, OtherToolsTakeOtherNames) {
  auto aliases = [](std::string_view line) {
    return FindingsOf(kVariable, base::Format("FROM a:1\n{}\n", line))
        .at(0)
        .aliases;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(
      aliases("ENV DB_PASSWORD=hunter22"),
      (Names{"DL3064", "DS-0031", "SecretsUsedInArgOrEnv", "CIS-DI-0010"}));
  EXPECT_EQ(aliases("ARG GITHUB_TOKEN"),
            (Names{"DL3064", "DS-0031", "SecretsUsedInArgOrEnv"}));
  EXPECT_EQ(aliases("ENV PASS=ADMIN"), (Names{"CIS-DI-0010"}));
  EXPECT_EQ(aliases("ARG ARTIFACTORY_USR"), (Names{"DS-0031"}));
  EXPECT_EQ(FindingsOf(kVariable, "ARG A_TOKEN\nFROM a:1\n").at(0).aliases,
            (Names{"DL3064"}));
  EXPECT_EQ(
      FindingsOf(kVariable, "FROM a:1\nARG A_TOKEN\nFROM b:1\n").at(0).aliases,
      (Names{"DL3064", "SecretsUsedInArgOrEnv"}));
}

TEST(SecretInVariable, ThePolicyAddsNames) {
  RuleTestOptions options;
  options.options.secret_names = {"*_magic"};
  Catches(kVariable, "FROM a:1\nENV MY_MAGIC=abra\n", 2, 1, options);
  CatchesNot(kVariable, "FROM a:1\nENV MY_MAGIC=abra\n");
}

TEST(SecretInRun, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/secret-in-run";
  Catches(kRule, "FROM a:1\nRUN API_SECRET=hunter22 x\n", 2);
  Catches(kRule, "FROM a:1\nRUN export DB_PASSWORD='hunter22' && x\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN DB_PASSWORD=$(cat /run/secrets/db) x\n");
  CatchesNot(kRule, "FROM a:1\nRUN A=\"PASS=b\" x\n");
  CatchesNot(kRule, "FROM a:1\nRUN DB_PASSWORD=changeme x\n");
  CatchesNot(kRule, "FROM a:1\nRUN echo 'secret = x;' > y\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN A_TOKEN=hunter22 x\n"),
            "RUN sets A_TOKEN to a secret that stands in the file: " +
                base::Printable(base::Redact("hunter22")));
}

TEST(SecretInRun, FingerprintsOfPublicKeysAreNone) {
  CatchesNot("dockerfile/secret-in-run",
             "FROM a:1\nRUN key='B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8'; "
             "gpg --recv-keys \"$key\"\n");
}

TEST(SecretInVariable, FixRemovesThePair) {
  constexpr std::string_view kRule = "dockerfile/secret-in-variable";
  Fixes(kRule, "FROM a:1\nENV A=1 \\\n    DB_PASSWORD=hunter2 \\\n    B=2\n",
        "FROM a:1\nENV A=1 \\\n    B=2\n");
  Fixes(kRule, "FROM a:1\nENV DB_PASSWORD hunter2\nCMD x\n",
        "FROM a:1\nCMD x\n");
  Fixes(kRule, "FROM a:1\nARG NPM_TOKEN\nCMD x\n", "FROM a:1\nCMD x\n");
  std::vector<model::Finding> found =
      FindingsOf(kRule, "FROM a:1\nENV DB_PASSWORD=hunter2 A=1\n");
  ASSERT_EQ(found.size(), 1u);
  ASSERT_TRUE(found[0].fix);
  EXPECT_FALSE(found[0].fix->safe);
  EXPECT_EQ(found[0].fix->description,
            "Remove ENV DB_PASSWORD, and give it as a secret at run time");
  // Used, only perhaps a secret, or the place of one.
  OffersNoFix(kRule, "FROM a:1\nARG NPM_TOKEN\nRUN x $NPM_TOKEN\n");
  OffersNoFix(kRule, "FROM a:1\nENV API_KEY=a1 URL=http://${API_KEY}@b\n");
  OffersNoFix(kRule, "FROM a:1\nENV DB_PASSWORD=x\nRUN echo DB_PASSWORD\n");
  OffersNoFix(kRule, "FROM a:1\nENV DB_PASSWORD=/run/secrets/db\n");
}

}  // namespace
}  // namespace bulkhead::check
