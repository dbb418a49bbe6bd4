// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Variables in Compose values and env files: $NAME, ${NAME} and the forms with
// an operator.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace bulkhead::config {

// Value of a variable; nullopt where it is unset.
using TemplateLookup =
    std::function<std::optional<std::string>(std::string_view)>;

struct ExpandedTemplate {
  std::string text;
  std::vector<std::string> variables;  // each one looked up, once
  std::vector<std::string> unset;      // unset and without default, once
  // Required (${NAME:?}) and missing, once; only where they are tolerated.
  std::vector<std::string> missing = {};
};

// Replaces the variables of `text`. Errors: a reference that is none
// (kInvalid), a required variable that is missing (kNotFound; an empty text
// where `tolerate_missing`), a result or a nesting beyond the limits (kLimit).
base::Result<ExpandedTemplate> ExpandTemplate(std::string_view text,
                                              const TemplateLookup& lookup,
                                              const base::Limits& limits = {},
                                              bool tolerate_missing = false);

}  // namespace bulkhead::config
