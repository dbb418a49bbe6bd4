// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kHead = "FROM a:1\nRUN --mount=type=secret,id=t ";

std::string WithSecret(std::string_view script) {
  return std::string(kHead) + std::string(script) + "\n";
}

TEST(SecretMountCopied, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/secret-mount-copied";
  Catches(kRule, WithSecret("cp /run/secrets/t /root/.npmrc && npm ci"), 2);
  Catches(kRule, WithSecret("cat /run/secrets/t > /root/.netrc"), 2);
  Catches(kRule, WithSecret("echo \"k=$(cat /run/secrets/t)\" >> /etc/x"), 2);
  Catches(kRule, "FROM a:1\nRUN --mount=type=secret,id=t,env=T echo $T > /t\n",
          2);
  CatchesNot(kRule, WithSecret("cp /run/secrets/t /x && npm ci && rm /x"));
  CatchesNot(kRule, WithSecret("TOKEN=$(cat /run/secrets/t) npm ci"));
  CatchesNot(kRule, WithSecret("cat /run/secrets/t | docker login"));
  CatchesNot(kRule, WithSecret("cp /run/secrets/other /x"));
  CatchesNot(kRule, "FROM a:1\nRUN cp /run/secrets/t /x\n");
  EXPECT_EQ(MessageOf(kRule, WithSecret("cp /run/secrets/t /x")),
            "cp writes the secret /run/secrets/t to /x, which stays in the "
            "layer");
  EXPECT_EQ(
      FindingsOf(kRule, WithSecret("cp /run/secrets/t /x") + "FROM b:1\n")[0]
          .severity,
      model::Severity::kMedium);
}

TEST(SecretMountPrinted, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/secret-mount-printed";
  Catches(kRule, WithSecret("cat /run/secrets/t"), 2);
  Catches(kRule, "FROM a:1\nRUN --mount=type=secret,id=t,env=T echo $T\n", 2);
  CatchesNot(kRule, WithSecret("cat /run/secrets/t > /dev/null"));
  CatchesNot(kRule, WithSecret("cat /run/secrets/t | wc -c"));
  CatchesNot(kRule, WithSecret("export T=$(cat /run/secrets/t)"));
  CatchesNot(kRule, WithSecret("cat /etc/passwd"));
  EXPECT_EQ(MessageOf(kRule, WithSecret("cat /run/secrets/t")),
            "cat prints the secret /run/secrets/t into the build's log");
}

TEST(SecretWrittenToLayer, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/secret-written-to-layer";
  auto run = [](std::string_view script) {
    return "FROM a:1\nARG NPM_TOKEN\nRUN " + std::string(script) + "\n";
  };
  Catches(kRule, run("npm config set //r/:_authToken $NPM_TOKEN"), 3);
  Catches(kRule, run("git clone https://x:${NPM_TOKEN}@a.org/x.git"), 3);
  Catches(kRule, run("echo \"t=${NPM_TOKEN}\" > .npmrc && npm ci"), 3);
  CatchesNot(kRule, run("echo \"t=${NPM_TOKEN}\" > .npmrc && npm ci && "
                        "rm -f .npmrc"));
  CatchesNot(kRule, run("NPM_TOKEN=$NPM_TOKEN npm ci"));
  CatchesNot(kRule, run("npm config set registry https://a.org"));
  CatchesNot(kRule, run("npm config set x $NPM_TOKEN") + "FROM b:1\n");
  // A variable of the script itself.
  CatchesNot(kRule,
             "FROM a:1\nRUN for TOKEN in a b; do echo $TOKEN > x; done\n");
  EXPECT_EQ(MessageOf(kRule, run("npm config set //r/:_authToken $NPM_TOKEN")),
            "npm leaves the value of NPM_TOKEN in a file of the image");
}

TEST(SecretMountPrinted, Fixes) {
  constexpr std::string_view kRule = "dockerfile/secret-mount-printed";
  Fixes(kRule,
        "FROM a:1\nRUN --mount=type=secret,id=x cat /run/secrets/x && make\n",
        "FROM a:1\nRUN --mount=type=secret,id=x make\n");
  OffersNoFix(
      kRule,
      "FROM a:1\nRUN --mount=type=secret,id=x a || cat /run/secrets/x\n");
}

}  // namespace
}  // namespace bulkhead::check
