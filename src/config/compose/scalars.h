// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Scalars of the Compose specification that are written as text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulkhead::config {

// Size: a number with a unit b, k, m, g, t or p (1024 based; kb and kib mean
// the same as k), in bytes. As docker/go-units: -1 is allowed, and what is
// larger than the largest number becomes the smallest one.
base::Result<std::int64_t> ParseBytes(std::string_view text);

// Duration in nanoseconds: numbers with units ns us ms s m h d w, as
// "1m30s".
base::Result<std::int64_t> ParseDuration(std::string_view text);
// As Go prints it: "1m30s", "1.5s", "0s".
std::string FormatDuration(std::int64_t nanoseconds);

// Permissions, octal: "0440" or "440".
base::Result<std::int64_t> ParseFileMode(std::string_view text);

// Words of a command line: quotes and backslashes of a shell, nothing
// expanded. Ends at the first of ; & | < > outside of quotes.
base::Result<std::vector<std::string>> SplitCommand(std::string_view text);

// A number as Go's strconv reads it, hexadecimal ones with exponent included;
// nullopt for anything else.
std::optional<double> ParseGoFloat(std::string_view text);
// As Go's %v: 1.5, 1e+21.
std::string FormatGoFloat(double value);
// The value rounded to what Go's float32 prints.
double RoundToFloat32(double value);

// true, yes, y, on, t, 1 and their opposites, in any case.
std::optional<bool> ParseLooseBool(std::string_view text);

}  // namespace bulkhead::config
