// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Secrets within longer texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::check {

// The password of scheme://user:PASSWORD@host; "" where there is none, or a
// variable or a path of a template stands in its place.
std::string_view PasswordInUrl(std::string_view text);

// What of a value is the secret: the password of a URL, or all of it.
std::string_view SecretPart(std::string_view text);

// ${NAME:-VALUE} or ${NAME-VALUE}.
struct VariableDefault {
  std::string name;
  std::string value;
};
// All of a text, as it is written; nested ones are within the value.
std::vector<VariableDefault> DefaultsIn(std::string_view text);

}  // namespace bulkhead::check
