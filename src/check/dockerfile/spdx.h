// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Names of licences.
#pragma once

#include <string_view>

namespace bulkhead::check {

// A licence expression of SPDX: "MIT", "GPL-2.0-only WITH Classpath-exception-
// 2.0 OR (MIT AND LicenseRef-x)".
bool IsSpdxExpression(std::string_view text);

}  // namespace bulkhead::check
