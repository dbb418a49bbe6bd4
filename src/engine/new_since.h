// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Which findings were there before.
#pragma once

#include <string>
#include <string_view>

#include "base/fs.h"
#include "base/result.h"
#include "engine/check.h"
#include "model/report.h"

namespace bulkhead::engine {

// Checks `before`, the same files at another time, with the same options, and
// gives those findings of `report` a Suppression of kind "old" which counted
// there as well, told by fingerprint. `name` says what `before` is, for people.
// Ignores of that time act on its findings: one whose ignore was removed since
// counts. Standard input has no past.
base::Status MarkOld(const CheckOptions& options,
                     const base::FileSystem& before, std::string_view name,
                     model::Report& report);

}  // namespace bulkhead::engine
