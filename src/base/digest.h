// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// SHA-256, by OpenSSL.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace bulkhead::base {

// 64 hexadecimal digits in lower case.
std::string Sha256Hex(std::string_view bytes);
// The first `digits` (at most 64) of the sum of the parts, one after another.
std::string Sha256Hex(std::initializer_list<std::string_view> parts,
                      std::size_t digits);

}  // namespace bulkhead::base
