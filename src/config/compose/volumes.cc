// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Short syntax of volumes, as compose-go v2 reads it. A single letter before a
// colon is a drive of Windows; so "a:/b" is a path on drive a, not a volume a
// at /b.
#include "config/compose/volumes.h"

#include <array>

#include "base/text.h"

namespace bulkhead::config {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr std::array<std::string_view, 6> kPropagations = {
    "rprivate", "private", "rshared", "shared", "rslave", "slave"};

Error Bad(std::string_view text, std::string_view found) {
  return {ErrorCode::kInvalid,
          base::Format("invalid volume \"{}\": expected "
                       "[SOURCE:]TARGET[:OPTIONS], found {}",
                       base::Printable(text), found)};
}

void SetOptions(std::string_view options, VolumeMount* mount) {
  for (std::string_view option : base::Split(options, ',')) {
    if (option == "ro") {
      mount->read_only = true;
    } else if (option == "rw") {
      mount->read_only = false;
    } else if (option == "nocopy") {
      mount->has_volume = mount->nocopy = true;
    } else if (option == "z" || option == "Z") {
      mount->has_bind = true;
      mount->selinux = option;
    } else {
      for (std::string_view propagation : kPropagations) {
        if (option != propagation) continue;
        mount->has_bind = true;
        mount->propagation = option;
      }
    }
  }
}

// A section that a colon or the end has closed.
base::Status SetField(std::string_view text, std::string_view section,
                      bool at_end, VolumeMount* mount) {
  if (section.empty()) return Bad(text, "nothing between two colons");
  if (mount->source.empty() && at_end) {
    mount->target = section;
  } else if (mount->source.empty()) {
    mount->source = section;
  } else if (mount->target.empty()) {
    mount->target = section;
  } else if (!at_end) {
    return Bad(text, "too many colons");
  } else {
    SetOptions(section, mount);
  }
  return base::Ok{};
}

}  // namespace

bool IsWindowsAbsolute(std::string_view path) {
  if (path.substr(0, 2) == "\\\\") return true;
  return path.size() >= 3 && base::IsAlpha(path[0]) && path[1] == ':' &&
         (path[2] == '\\' || path[2] == '/');
}

bool IsVolumePath(std::string_view source) {
  if (source.empty()) return false;
  if (source[0] == '.' || source[0] == '/' || source[0] == '~') return true;
  if (source.substr(0, 2) == "\\\\") return true;
  return source.size() > 1 && base::IsAlpha(source[0]) && source[1] == ':';
}

Result<VolumeMount> ParseVolume(std::string_view text) {
  VolumeMount mount;
  if (text.empty()) return Bad(text, "nothing");
  if (text.size() <= 2) {
    mount.target = text;
    return mount;
  }
  std::size_t begin = 0;
  std::size_t open_variables = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    bool at_end = i == text.size();
    if (!at_end && text[i] == '$' && text.substr(i + 1, 1) == "{") {
      ++open_variables;
    } else if (!at_end && text[i] == '}' && open_variables > 0) {
      --open_variables;
    }
    bool is_colon = !at_end && text[i] == ':' && open_variables == 0;
    bool is_drive = is_colon && i == begin + 1 && base::IsAlpha(text[begin]);
    if (!at_end && (!is_colon || is_drive)) continue;
    base::Status status =
        SetField(text, text.substr(begin, i - begin), at_end, &mount);
    if (!status.ok()) return status.error();
    begin = i + 1;
  }
  mount.is_bind = IsVolumePath(mount.source);
  (mount.is_bind ? mount.has_bind : mount.has_volume) = true;
  return mount;
}

}  // namespace bulkhead::config
