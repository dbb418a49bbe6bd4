// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Helpers for the tests of this folder.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/source.h"
#include "policy/policy.h"

namespace bulkhead::policy {

inline std::shared_ptr<const base::Source> SourceOf(std::string path,
                                                    std::string_view text) {
  return std::make_shared<base::Source>(std::move(path), std::string(text));
}

// An Error as the command line prints it.
inline std::string WholeText(const base::Error& error) {
  return error.context.empty() ? error.message
                               : error.message + "\n" + error.context;
}

}  // namespace bulkhead::policy
