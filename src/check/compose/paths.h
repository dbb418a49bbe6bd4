// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What rules on mounts share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/compose/rule.h"

namespace bulkhead::check {

// The source of a mount as it is written: "./data", "${DATA}", "/etc".
std::string_view WrittenSource(const config::ComposeNode& mount);

// The engine whose socket has this path, or is mounted: "Docker"; "" for none.
std::string_view EngineOf(std::string_view path);
std::string_view EngineOf(const ComposeMount& mount);

// A folder in which engines keep their sockets.
bool IsSocketFolder(std::string_view path);

// A folder or file of the host that the options of a volume name.
struct VolumeDevice {
  const config::ComposeNode* node = nullptr;
  std::string volume;  // its key
  std::string object;  // "volumes.data.driver_opts.device"
  std::string path;    // absolute; "." and ".." resolved
};
std::vector<VolumeDevice> VolumeDevices(const ComposeContext& context);

// KICS's rule on sensitive host directories reports this path. It compares the
// written text with the beginnings of top-level folders.
bool KicsCallsSensitive(std::string_view written);
bool KicsCallsSensitive(const config::ComposeNode& mount);
// Adds the aliases of that rule, for findings that include it.
void AddSensitiveAliases(model::Finding& finding);

}  // namespace bulkhead::check
