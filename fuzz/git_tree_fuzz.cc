// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Any bytes as the output of git.
#include <cstdlib>

#include "engine/git_tree.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data,
                                      std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(bulkhead::engine::ParseTreeListing(text, 1000));
  static_cast<void>(bulkhead::engine::ParseRenames(text));
  bulkhead::base::Result<std::map<std::string, std::string>> texts =
      bulkhead::engine::ParseBatch(text);
  if (!texts.ok()) return 0;
  std::size_t total = 0;
  for (const auto& [object, content] : texts.value()) total += content.size();
  if (total > size) std::abort();
  return 0;
}
