// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/digest.h"

#include <gtest/gtest.h>

namespace bulkhead::base {
namespace {

// FIPS 180-4's examples, and the empty text.
TEST(Sha256Hex, AnswersTheStandardsExamples) {
  EXPECT_EQ(Sha256Hex(""),
            "e3b0c44298fc1c149afbf4c8996fb924"
            "27ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223"
            "b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(
      Sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
      "248d6a61d20638b8e5c026930c3e6039"
      "a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256Hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67"
            "f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256Hex, TakesPartsAsOneTextAndCutsTheSum) {
  EXPECT_EQ(Sha256Hex({"a", "", "bc"}, 16), "ba7816bf8f01cfea");
  EXPECT_EQ(Sha256Hex({"abc"}, 1), "b");
  EXPECT_EQ(Sha256Hex({"abc"}, 1000), Sha256Hex("abc"));
}

}  // namespace
}  // namespace bulkhead::base
