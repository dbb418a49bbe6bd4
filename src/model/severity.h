// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// How bad a finding is.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace bulkhead::model {

// In rising order. Info is for opinions and style: counted, not displayed by
// default.
enum class Severity { kInfo, kLow, kMedium, kHigh, kCritical };

inline constexpr std::array<std::string_view, 5> kSeverityNames = {
    "info", "low", "medium", "high", "critical"};

constexpr std::string_view SeverityName(Severity severity) {
  return kSeverityNames[static_cast<std::size_t>(severity)];
}

// The severity of a name in lower case; nullopt for other text.
constexpr std::optional<Severity> ParseSeverity(std::string_view name) {
  for (std::size_t i = 0; i < kSeverityNames.size(); ++i) {
    if (kSeverityNames[i] == name) return static_cast<Severity>(i);
  }
  return std::nullopt;
}

}  // namespace bulkhead::model
