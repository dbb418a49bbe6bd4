// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/spdx.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

TEST(Spdx, Expressions) {
  for (std::string_view good :
       {"MIT", "mit", "0BSD", "zlib-acknowledgement", "GPL-3.0-or-later",
        "Apache-2.0+", "MIT OR Apache-2.0", "(MIT AND ISC) OR BSD-3-Clause",
        "GPL-2.0-only WITH Classpath-exception-2.0", "LicenseRef-mine",
        "DocumentRef-a:LicenseRef-b", "((MIT))"}) {
    EXPECT_TRUE(IsSpdxExpression(good)) << good;
  }
  for (std::string_view bad :
       {"", "proprietary", "MIT or ISC", "MIT ISC", "(MIT", "MIT)", "MIT AND",
        "MIT WITH", "MIT WITH x", "(MIT) WITH Classpath-exception-2.0",
        "LicenseRef-", "()", "MIT WITH LLVM-exception WITH LLVM-exception"}) {
    EXPECT_FALSE(IsSpdxExpression(bad)) << bad;
  }
}

}  // namespace
}  // namespace bulkhead::check
