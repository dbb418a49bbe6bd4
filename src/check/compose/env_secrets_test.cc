// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

using model::Severity;

std::string Env(std::string_view line, std::string_view image = "a:1") {
  return base::Format(
      "services:\n  web:\n    image: {}\n    environment:\n      {}\n", image,
      line);
}

TEST(SecretInEnvironment, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/secret-in-environment";
  Catches(kRule, Env("DB_PASSWORD: hunter2x"), 5);
  Catches(kRule, Env("- DB_PASSWORD=hunter2x"), 5);
  Catches(kRule, Env("DB: postgres://me:hunter2x@db/x"), 5);
  EXPECT_EQ(MessageOf(kRule, Env("POSTGRES_PASSWORD: hunter2x", "postgres:16")),
            "POSTGRES_PASSWORD of service web holds a secret (hu…); the "
            "image reads POSTGRES_PASSWORD_FILE from a secret");
  EXPECT_EQ(FindingsOf(kRule, Env("DB_PASSWORD: hunter2x"))[0].subject,
            "services.web.environment.DB_PASSWORD");
  EXPECT_EQ(SeverityOf(kRule, Env("DB_PASSWORD: changeme")), Severity::kMedium);
  EXPECT_EQ(SeverityOf(kRule, Env("DB_PASSWORD: unused")), Severity::kMedium);
  // The id of a key is no secret, whatever its other words say.
  CatchesNot(kRule, Env("S3_ACCESS_KEY_ID: storage-user"));
  Catches(kRule, Env("S3_ACCESS_KEY_ID: AKIAQ3TN7YB2XC5W4ZLD"), 5);
  Catches(kRule, Env("S3_ACCESS_KEY: storage-user"), 5);
  CatchesNot(kRule, Env("DB_PASSWORD: ${DB_PASSWORD}"));
  CatchesNot(kRule, Env("DB_PASSWORD: ''"));
  CatchesNot(kRule, Env("DB_PASSWORD_FILE: /run/secrets/x"));
  CatchesNot(kRule, Env("PASSWORD_RESET: 'yes'"));
  CatchesNot(kRule, Env("DB: postgres://me:${PW}@db/x"));
}

TEST(SecretDefault, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/secret-default";
  std::string hit = Env("PW: ${DB_PASSWORD:-hunter2x}");
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "where DB_PASSWORD is not set, PW of service web is the default in "
            "this file (hu…)");
  Catches(kRule, Env("- DB_PASSWORD=${X-hunter2x}"), 5);
  CatchesNot(kRule, Env("PW: ${DB_PASSWORD:-}"));
  CatchesNot(kRule, Env("PW: ${DB_PASSWORD:?set it}"),
             {.environment = {{"DB_PASSWORD", "x"}}});
  CatchesNot(kRule, Env("PORT: ${PORT:-8080}"));
  Catches(kRule, Env("SERVER_KEY: ${A_KEY:-q7Zc1vB0xW9tK3mR8sYp2LdE5hG6}"), 5);
  CatchesNot(kRule, Env("SERVER_KEY: ${A_KEY:-primary}"));
  CatchesNot(kRule, Env("SERVER_ID: ${A_ID:-q7Zc1vB0xW9tK3mR8sYp2LdE5hG6}"));
}

TEST(SecretByEnvironment, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/secret-by-environment";
  std::string hit = Env("POSTGRES_PASSWORD: ${PW}", "postgres:16");
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "the secret POSTGRES_PASSWORD is in the environment of service "
            "web, where docker inspect shows it; the image reads "
            "POSTGRES_PASSWORD_FILE from a secret");
  EXPECT_EQ(SeverityOf(kRule, Env("DB_PASSWORD:")), Severity::kInfo);
  CatchesNot(kRule, Env("DB_PASSWORD: hunter2x"));
  CatchesNot(kRule, Env("POSTGRES_PASSWORD_FILE: ${PW}"));
  CatchesNot(kRule, Env("PORT: ${PORT}"));
  std::string url = Env("DATABASE_URL: postgres://app:${PW}@db:5432/app");
  EXPECT_EQ(MessageOf(kRule, url),
            "the password in DATABASE_URL is in the environment of service "
            "web, where docker inspect shows it");
  EXPECT_EQ(SeverityOf(kRule, url), Severity::kInfo);
  for (std::string_view miss :
       {"URL: postgres://app@db:${PORT}/app", "URL: http://web:${PORT}/a@b",
        "URL: postgres://app:$${PW}@${DB}/app", "URL: ${SCHEME}://db/app"}) {
    CatchesNot(kRule, Env(std::string(miss)));
  }
}

TEST(EnvFileSecrets, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/env-file-secrets";
  constexpr std::string_view kYaml =
      "services:\n  web:\n    image: a:1\n    env_file:\n      - app.env\n";
  ComposeTestOptions options{
      .files = {
          {"app.env", "A=1\nDB_PASSWORD=hunter2x\nAPI_TOKEN=abcdefgh1\n"}}};
  Catches(kRule, kYaml, 5, 1, options);
  EXPECT_EQ(MessageOf(kRule, kYaml, options),
            "app.env beside the Compose file holds secrets of service web: "
            "DB_PASSWORD, API_TOKEN");
  CatchesNot(kRule, kYaml, {.files = {{"app.env", "A=1\nDB_PASSWORD=\n"}}});
  // One line of the file, whoever shares it.
  Catches(kRule,
          "x-app: &app\n  image: a:1\n  env_file: app.env\n"
          "services: {web: {<<: *app}, api: {<<: *app}}\n",
          3, 1, options);
  CatchesNot(kRule, Env("DB_PASSWORD: hunter2x"));
}

TEST(NoAuthentication, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/no-authentication";
  std::string hit = Env("POSTGRES_HOST_AUTH_METHOD: trust", "postgres:16");
  Catches(kRule, hit, 5);
  EXPECT_EQ(MessageOf(kRule, hit),
            "service web takes any password (POSTGRES_HOST_AUTH_METHOD=trust)");
  Catches(kRule, Env("MYSQL_ALLOW_EMPTY_PASSWORD: 'yes'"), 5);
  CatchesNot(kRule, Env("MYSQL_ALLOW_EMPTY_PASSWORD: 'no'"));
  CatchesNot(kRule, Env("POSTGRES_HOST_AUTH_METHOD: scram-sha-256"));
  CatchesNot(kRule, Env("AUTH_METHOD: trust"));
}

TEST(SecretDefault, Fix) {
  constexpr std::string_view kRule = "compose/secret-default";
  Fixes(kRule,
        "services:\n  web:\n    image: a:1\n    environment:\n"
        "      DB_URL: pg://${U:-me}:x@${DB_PASSWORD:-hunter2x}/y\n",
        "services:\n  web:\n    image: a:1\n    environment:\n"
        "      DB_URL: pg://${U:-me}:x@${DB_PASSWORD:?set DB_PASSWORD}/y\n");
  Fixes(kRule,
        "services:\n  web:\n    image: a:1\n    environment:\n"
        "      - DB_PASSWORD=${DB_PASSWORD-hunter2x}\n",
        "services:\n  web:\n    image: a:1\n    environment:\n"
        "      - DB_PASSWORD=${DB_PASSWORD:?set DB_PASSWORD}\n");
}

TEST(NoAuthentication, Fix) {
  constexpr std::string_view kRule = "compose/no-authentication";
  constexpr std::string_view kBare = "services:\n  db:\n    image: a:1\n";
  Fixes(kRule,
        std::string(kBare) +
            "    environment:\n      POSTGRES_HOST_AUTH_METHOD: trust\n",
        kBare);
  Fixes(kRule,
        std::string(kBare) +
            "    environment:\n      - ALLOW_EMPTY_PASSWORD=yes\n"
            "      - A=b\n",
        std::string(kBare) + "    environment:\n      - A=b\n");
}

}  // namespace
}  // namespace bulkhead::check
