// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What rules on mounts share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/compose/rule.h"

namespace bulkhead::check {

// The first colon at or behind `from` that is no part of ${}; npos for none.
std::size_t FindColon(std::string_view written, std::size_t from = 0);

// The source of a mount as it is written: "./data", "${DATA}", "/etc".
std::string_view WrittenSource(const config::ComposeNode& mount);

// The path on the host as far as it is certain. Of a mount that is not known it
// is the written one, in which a variable is a name like others:
// "/etc/${FILE}". "" where nothing can be said.
std::string CertainSource(const ComposeContext& context,
                          const ComposeMount& mount);

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
