// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Regular expressions that users write. RE2 (linear time, bounded memory) stays
// hidden behind this header.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bulkhead::policy {

// A compiled expression, RE2 syntax. Copies share it; thread-safe.
class Regex {
 public:
  // The error says what is wrong with the pattern; it has no place.
  static base::Result<Regex> Compile(const std::string& pattern);
  // True where the expression matches a part of `text`.
  [[nodiscard]] bool Matches(std::string_view text) const;

 private:
  struct Impl;
  explicit Regex(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace bulkhead::policy
