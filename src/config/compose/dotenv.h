// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Env files: .env, env_file and label_file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/source.h"
#include "config/compose/template.h"

namespace bulkhead::config {

struct DotenvVariable {
  std::string name;
  std::string value;
  std::size_t begin = 0;  // range of NAME=VALUE in the text
  std::size_t end = 0;
};

struct DotenvFile {
  std::vector<DotenvVariable> variables;  // in order; a later one wins
  std::vector<std::string> unset;         // variables used, but not set
};

// Reads `source`. Values may use variables: those of `lookup` come first, then
// those of the file above, then those of `preset` (files read before). A name
// without a value takes that of `lookup` and is left out where there is none.
// Errors name path, line, what was expected and what was found.
base::Result<DotenvFile> ParseDotenv(const base::Source& source,
                                     const TemplateLookup& lookup,
                                     const TemplateLookup& preset,
                                     const base::Limits& limits = {});

// The format "raw" of env_file: NAME=VALUE, nothing quoted, nothing expanded.
base::Result<DotenvFile> ParseRawEnv(const base::Source& source,
                                     const TemplateLookup& lookup,
                                     const base::Limits& limits = {});

}  // namespace bulkhead::config
