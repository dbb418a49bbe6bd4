// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/secret_text.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

TEST(SecretText, PasswordInUrl) {
  EXPECT_EQ(PasswordInUrl("pg://me:pw@db:5432/x"), "pw");
  EXPECT_EQ(PasswordInUrl("pg://me:p:w@x"), "p:w");
  EXPECT_EQ(PasswordInUrl("pg://me@db/x"), "");
  EXPECT_EQ(PasswordInUrl("pg://me:@db/x"), "");
  EXPECT_EQ(PasswordInUrl("pg://me:${PW}@db/x"), "");
  EXPECT_EQ(PasswordInUrl("http://db:80/a@b"), "");
  EXPECT_EQ(PasswordInUrl("me:pw@db"), "");
  EXPECT_EQ(SecretPart("pg://me:pw@db"), "pw");
  EXPECT_EQ(SecretPart("abc"), "abc");
}

TEST(SecretText, DefaultsIn) {
  std::vector<VariableDefault> found =
      DefaultsIn("a ${A:-x} $${B:-y} ${C-z} ${D:?e} ${E} ${F:-${G:-h}} ${H:-");
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[0].name + "=" + found[0].value, "A=x");
  EXPECT_EQ(found[1].name + "=" + found[1].value, "C=z");
  EXPECT_EQ(found[2].name + "=" + found[2].value, "F=${G:-h}");
  EXPECT_EQ(found[3].name + "=" + found[3].value, "G=h");
}

}  // namespace
}  // namespace bulkhead::check
