// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Short syntax of volumes.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace bulkhead::config {

struct VolumeMount {
  bool is_bind = false;  // else a volume
  std::string source;    // "" for an anonymous volume
  std::string target;
  bool read_only = false;
  bool has_bind = false;  // options of a bind mount are given
  std::string propagation;
  std::string selinux;  // z or Z
  bool has_volume = false;
  bool nocopy = false;
};

// [SOURCE:]TARGET[:OPTION,...]; drive letters of Windows and variables in
// braces are not split. Paths stay as they are.
base::Result<VolumeMount> ParseVolume(std::string_view text);

// True for a path as opposed to the name of a volume.
bool IsVolumePath(std::string_view source);
// C:\... or \\...
bool IsWindowsAbsolute(std::string_view path);

}  // namespace bulkhead::config
