// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(CredentialFile, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/credential-file";
  for (std::string_view path :
       {"id_rsa", "keys/id_ed25519", ".env", ".npmrc", "tls/server.key",
        "home/.aws/credentials", "\"credentials.json\"",
        ".docker/config.json"}) {
    Catches(kRule, base::Format("FROM a:1\nCOPY {} /x\n", path), 2);
    Catches(kRule, base::Format("FROM a:1\nADD {} /x\n", path), 2);
  }
  for (std::string_view path : {"id_rsa.pub", ".env.example", "config.json",
                                "monkey", "src/", "server.crt"}) {
    CatchesNot(kRule, base::Format("FROM a:1\nCOPY {} /x\n", path));
  }
  CatchesNot(kRule, "FROM a:1 AS b\nFROM c:1\nCOPY --from=b /id_rsa /x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY keys/id_rsa /x\n"),
            "COPY brings keys/id_rsa into the image, a private SSH key by its "
            "name");
}

TEST(CredentialFile, FoldersOfCodeAreCalledCredentialsToo) {
  constexpr std::string_view kRule = "dockerfile/credential-file";
  auto severity = [kRule](std::string_view text) {
    return FindingsOf(kRule, text).at(0).severity;
  };
  EXPECT_EQ(severity("FROM a:1\nCOPY credentials credentials\n"),
            model::Severity::kLow);
  EXPECT_EQ(severity("FROM a:1\nCOPY credentials /root/.aws/\n"),
            model::Severity::kHigh);
  BuildContext build;
  build.files_known = true;
  RuleTestOptions options;
  options.context = &build;
  build.files = {"credentials/file.go", "credentials/id_rsa"};
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY credentials c\n", options),
            "COPY brings credentials/id_rsa into the image, a private SSH key "
            "by its name");
  build.files = {"credentials"};
  EXPECT_EQ(FindingsOf(kRule, "FROM a:1\nCOPY credentials c\n", options)
                .at(0)
                .severity,
            model::Severity::kHigh);
}

TEST(CredentialFile, LooksIntoTheBuildContext) {
  constexpr std::string_view kRule = "dockerfile/credential-file";
  BuildContext build;
  build.files_known = true;
  build.files = {".env", "main.c", "sub/id_rsa"};
  RuleTestOptions options;
  options.context = &build;
  Catches(kRule, "FROM a:1\nCOPY . /x\n", 2, 2, options);
  Catches(kRule, "FROM a:1\nCOPY sub /x\n", 2, 1, options);
  CatchesNot(kRule, "FROM a:1\nCOPY main.c /x\n", options);
  build.dockerignore = ".env\nsub\n";
  CatchesNot(kRule, "FROM a:1\nCOPY . /x\n", options);
}

TEST(CredentialFileVariable, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/credential-file-variable";
  Catches(kRule, "FROM a:1\nCOPY config $AWS_CONFIG_FILE\n", 2);
  Catches(kRule,
          "FROM a:1\nCOPY src /app/\n"
          "ENV GOOGLE_APPLICATION_CREDENTIALS=./app/key.json\n",
          3);
  CatchesNot(kRule,
             "FROM a:1\nCOPY src /src\n"
             "ENV GOOGLE_APPLICATION_CREDENTIALS=./app/key.json\n");
  CatchesNot(kRule, "FROM a:1\nCOPY config $OTHER\n");
  Catches(kRule,
          "FROM a:1\nWORKDIR /app\nCOPY . .\n"
          "ENV GOOGLE_APPLICATION_CREDENTIALS=/app/key.json\n",
          4);
  Catches(kRule,
          "FROM a:1\nCOPY key.json /\n"
          "ENV GOOGLE_APPLICATION_CREDENTIALS=/key.json\n",
          3);
  CatchesNot(kRule,
             "FROM a:1\nWORKDIR /app\nCOPY . .\n"
             "ENV GOOGLE_APPLICATION_CREDENTIALS=/run/secrets/key.json\n");
  CatchesNot(kRule,
             "FROM a:1\nCOPY . /\n"
             "ENV GOOGLE_APPLICATION_CREDENTIALS=/run/secrets/key.json\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY config $AWS_CONFIG_FILE\n"),
            "COPY puts the file of AWS_CONFIG_FILE into the image");
}

TEST(LoginInRun, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/login-in-run";
  for (std::string_view run :
       {"aws configure set aws_access_key_id x",
        "gcloud auth activate-service-account --key-file=k.json",
        "az login --service-principal -u a -p b", "doctl auth init -t x",
        "docker login -u a -p b"}) {
    Catches(kRule, base::Format("FROM a:1\nRUN {}\n", run), 2);
    CatchesNot(kRule, base::Format(
                          "FROM a:1\nRUN --mount=type=secret,id=a {}\n", run));
    CatchesNot(kRule, base::Format("FROM a:1\nRUN echo '{}'\n", run));
  }
  CatchesNot(kRule, "FROM a:1\nRUN aws configure set region eu-central-1\n");
  CatchesNot(kRule, "FROM a:1\nRUN az login --identity\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN doctl auth init -t x\n"),
            "RUN logs in with doctl auth init and leaves the credentials in "
            "the layer");
}

TEST(CredentialFileVariable, FixRemovesTheVariable) {
  constexpr std::string_view kRule = "dockerfile/credential-file-variable";
  Fixes(kRule,
        "FROM a:1\nCOPY key.json /app/\n"
        "ENV GOOGLE_APPLICATION_CREDENTIALS=/app/key.json\nCMD x\n",
        "FROM a:1\nCOPY key.json /app/\nCMD x\n");
  OffersNoFix(kRule,
              "FROM a:1\nCOPY key.json /app/\n"
              "ENV GOOGLE_APPLICATION_CREDENTIALS=/app/key.json\n"
              "RUN cat $GOOGLE_APPLICATION_CREDENTIALS\n");
}

}  // namespace
}  // namespace bulkhead::check
