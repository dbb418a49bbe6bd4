// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// SHA-256, by OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace bulkhead::base {

// 64 hexadecimal digits in lower case.
std::string Sha256Hex(std::string_view bytes);

}  // namespace bulkhead::base
