// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/lsp/uri.h"

#include <gtest/gtest.h>

namespace bulkhead::cli {
namespace {

TEST(PathOfUri, ReadsFilesOfThisMachineOnly) {
  struct Row {
    std::string_view uri;
    std::optional<std::string> path;
  };
  const Row kRows[] = {
      {"file:///a/b", "/a/b"},
      {"file:/a", "/a"},
      {"FILE://localhost/a%20b%c3%A4", "/a bä"},
      {"file:///a?q#f", "/a"},
      {"file:///a%2", std::nullopt},
      {"file:///a%zz", std::nullopt},
      {"file:///a%00b", std::nullopt},
      {"file://server/share", std::nullopt},
      {"file:a", std::nullopt},
      {"untitled:Untitled-1", std::nullopt},
      {"", std::nullopt},
  };
  for (const Row& row : kRows)
    EXPECT_EQ(PathOfUri(row.uri), row.path) << row.uri;
}

}  // namespace
}  // namespace bulkhead::cli
