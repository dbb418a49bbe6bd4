// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The one translation unit that compiles fmt, from the header-only form, so
// that no shared library has to be loaded at start-up.
#define FMT_HEADER_ONLY
#include <fmt/format.h>

#include "base/text.h"

namespace bulkhead::base {

std::string VFormat(fmt::string_view format, fmt::format_args args) {
  return fmt::vformat(format, args);
}

}  // namespace bulkhead::base
