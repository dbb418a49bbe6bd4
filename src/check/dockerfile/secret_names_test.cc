// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/secret_names.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

TEST(SecretNames, Strength) {
  struct Row {
    const char* name;
    NameStrength strength;
  };
  const Row kRows[] = {
      {"DB_PASSWORD", NameStrength::kStrong},
      {"LDAP_ROOTPASS", NameStrength::kStrong},
      {"github-token", NameStrength::kStrong},
      {"apiKey", NameStrength::kStrong},
      {"AWS_ACCESS_KEY_ID", NameStrength::kStrong},
      {"AUTH", NameStrength::kWeak},
      {"SOME_KEY", NameStrength::kWeak},
      {"ARTIFACTORY_USR", NameStrength::kAccount},
      {"DOCKER_USERNAME", NameStrength::kAccount},
      {"USR", NameStrength::kNone},
      {"USERNAME", NameStrength::kNone},
      {"TOKEN_TTL", NameStrength::kNone},
      {"AUTH_APIKEY_USERS", NameStrength::kNone},
      {"PUBLIC_KEY", NameStrength::kNone},
      {"KEYBOARD", NameStrength::kNone},
      {"GOOGLE_APPLICATION_CREDENTIALS", NameStrength::kNone},
      {"___", NameStrength::kNone},
      {"", NameStrength::kNone},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(ClassifySecretName(row.name).strength, row.strength) << row.name;
  }
}

TEST(SecretNames, Values) {
  struct Row {
    const char* value;
    SecretValue kind;
  };
  const Row kRows[] = {
      {" ", SecretValue::kEmpty},
      {"True", SecretValue::kSwitch},
      {"<your token>", SecretValue::kPlaceholder},
      {"ChangeMe!", SecretValue::kPlaceholder},
      {"/run/secrets/x", SecretValue::kPath},
      {"keys/a.json", SecretValue::kPath},
      {"https://e.org/", SecretValue::kPath},
      {"ghp_0123456789abcdefghijABCDEFGHIJ", SecretValue::kToken},
      {"-----BEGIN RSA PRIVATE KEY-----", SecretValue::kToken},
      {"-----BEGIN PRIVATE KEY-----", SecretValue::kToken},
      {"a0b1c2d3e4f5a6b7", SecretValue::kRandom},
      {"hunter22", SecretValue::kPlain},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(ClassifySecretValue(row.value), row.kind) << row.value;
  }
}

}  // namespace
}  // namespace bulkhead::check
