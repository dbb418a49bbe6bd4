// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "policy/regex.h"

#include <re2/re2.h>

namespace bulkhead::policy {
namespace {

// Bounds the compiled program: a pattern of a policy is short.
constexpr std::int64_t kMaxMemory = 4 << 20;

}  // namespace

struct Regex::Impl {
  Impl(const std::string& pattern, const RE2::Options& options)
      : expression(pattern, options) {}
  RE2 expression;
};

base::Result<Regex> Regex::Compile(const std::string& pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxMemory);
  std::shared_ptr<const Impl> impl =
      std::make_shared<const Impl>(pattern, options);
  if (!impl->expression.ok()) {
    return base::Error{base::ErrorCode::kInvalid, impl->expression.error()};
  }
  return Regex(std::move(impl));
}

bool Regex::Matches(std::string_view text) const {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()),
                           impl_->expression);
}

}  // namespace bulkhead::policy
