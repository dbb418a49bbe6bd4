// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The types of label values that a policy's label schema can ask for.
#pragma once

#include <string_view>

namespace bulkhead::check {

// An absolute URI with a host or path: RFC 3986.
bool IsUrl(std::string_view text);
// "2026-01-31T12:00:00Z"; a blank in place of T is allowed: RFC 3339.
bool IsRfc3339(std::string_view text);
// A commit of git: 7 to 40 or 64 hexadecimal digits.
bool IsGitHash(std::string_view text);
// MAJOR.MINOR.PATCH with pre-release and build: semver.org 2.0.
bool IsSemver(std::string_view text);
// local@domain: the address of RFC 5322 without comments and folding.
bool IsEmail(std::string_view text);

}  // namespace bulkhead::check
