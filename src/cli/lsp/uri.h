// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// file: URIs of editors (RFC 8089).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bulkhead::cli {

// The absolute path of a file: URI of this machine; nullopt for any other
// scheme or host, a relative path, a broken escape, and a NUL.
std::optional<std::string> PathOfUri(std::string_view uri);

}  // namespace bulkhead::cli
