// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The command line of a package manager. Only for the files of this folder.
#pragma once

#include <cstddef>

#include "config/shell/command_line.h"
#include "config/shell/package_managers.h"

namespace bulkhead::config {

struct PackageLine {
  const PackageManagerInfo* info = nullptr;  // null: the command is none
  CommandLine line;
};
PackageLine ReadPackageLine(const Command& command);

// Sets action, verb and its range; the number of operands that are the verb.
std::size_t ReadPackageVerb(const PackageLine& line,
                            PackageOperation& operation);

}  // namespace bulkhead::config
