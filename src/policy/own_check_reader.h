// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Reads own checks from the policy file. Internal to policy/.
#pragma once

#include <vector>

#include "policy/own_checks.h"
#include "policy/yaml_fields.h"

namespace bulkhead::policy {

// Appends the checks of the list `node`; what is wrong goes to `fields`.
void ReadOwnChecks(const formats::YamlNode& node, YamlFields& fields,
                   std::vector<OwnCheck>& checks);

}  // namespace bulkhead::policy
