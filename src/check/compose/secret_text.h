// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Secrets within longer texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/compose/rule.h"

namespace bulkhead::check {

// A variable, flag or key of this name holds a secret, by all that is known.
bool IsSecretName(const ComposeContext& context, std::string_view name);
// The name alone does not tell: SERVER_KEY.
bool MayNameSecret(const ComposeContext& context, std::string_view name);
// The text may be a secret: no variable, path, switch, number or placeholder.
bool IsSecretValue(std::string_view value);

// The password of scheme://user:PASSWORD@host; "" where there is none, or a
// variable or a path of a template stands in its place.
std::string_view PasswordInUrl(std::string_view text);

// What of a value is the secret: the password of a URL, or all of it.
std::string_view SecretPart(std::string_view text);

// Marks `secret`, a part of a value, as a secret of the finding.
void MarkSecretOf(model::Finding& finding, const config::ComposeNode& value,
                  std::string_view secret);

// ${NAME:-VALUE} or ${NAME-VALUE}.
struct VariableDefault {
  std::string name;
  std::string value;
  std::size_t at = 0;  // of the whole reference in the text
  std::size_t size = 0;
};
// All of a text, as it is written; nested ones are within the value.
std::vector<VariableDefault> DefaultsIn(std::string_view text);

}  // namespace bulkhead::check
