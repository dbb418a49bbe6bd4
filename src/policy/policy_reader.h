// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Reads a policy file over a policy. Internal to policy/.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "policy/yaml_fields.h"

namespace bulkhead::policy {

struct PolicyReading {
  std::shared_ptr<const base::Source> source;
  std::string root;              // absolute folder for path globs, "" for none
  std::string_view origin = {};  // instead of "PATH:LINE"
};

// Name that the file's "extends" gives, "" without one or where the file
// cannot be read.
std::string ReadExtends(const formats::YamlStream& stream);

// Lets the file act on `policy`. The errors come in order of place.
std::vector<base::Error> ReadPolicy(const PolicyReading& reading,
                                    const formats::YamlStream& stream,
                                    const base::Limits& limits, Policy& policy);

// Finds the level of "high", "off", "on" for a rule; false for other text.
bool SetLevel(std::string_view text, RuleSetting& setting);

// True for a setting that neither a file nor a flag has made.
bool IsShipped(const Origin& origin);

}  // namespace bulkhead::policy
