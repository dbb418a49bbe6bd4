// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Here documents: which ones the text of an instruction opens.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/dockerfile/words.h"

namespace bulkhead::config {

struct HereDocWord {
  std::string name;
  bool expand = true;
  bool chomp = false;
  unsigned fd = 0;
  Span span;  // in the text of ParseHereDocs
};

// nullopt where the word opens no here document; an Error for a name with an
// unmatched quote.
base::Result<std::optional<HereDocWord>> ParseHereDocWord(
    std::string_view word);

// All here documents that an instruction's text opens, in order.
base::Result<std::vector<HereDocWord>> ParseHereDocs(std::string_view text);

}  // namespace bulkhead::config
