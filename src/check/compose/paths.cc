// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/paths.h"

#include "base/text.h"

namespace bulkhead::check {

bool IsBelow(std::string_view path, std::string_view folder) {
  if (!path.starts_with(folder)) return false;
  return path.size() == folder.size() || path[folder.size()] == '/';
}

std::string_view WrittenSource(const config::ComposeNode& mount) {
  const config::ComposeNode& source = mount["source"];
  std::string_view text = base::Trim(WrittenText(source));
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'')) {
    text = text.substr(1, text.size() - 2);
  }
  // In short syntax the text is the whole of it.
  bool is_short = source.origin.value.range == mount.origin.value.range;
  return is_short ? text.substr(0, text.find(':')) : text;
}

bool KicsCallsSensitive(std::string_view written) {
  constexpr std::string_view kBeginnings[] = {
      "/bin",     "/boot",  "/cdrom", "/dev",  "/etc", "/home",
      "/lib",     "/media", "/proc",  "/root", "/run", "/sbin",
      "/seLinux", "/srv",   "/sys",   "/usr",  "/var",
  };
  for (std::string_view beginning : kBeginnings) {
    if (written.starts_with(beginning)) return true;
  }
  return written == "/";
}

bool KicsCallsSensitive(const config::ComposeNode& mount) {
  return KicsCallsSensitive(WrittenSource(mount));
}

void AddSensitiveAliases(model::Finding& finding) {
  finding.aliases.emplace_back("1c1325ff-831d-43a1-973e-839ae57dfcc0");
  finding.aliases.emplace_back("kics:volume_has_sensitive_host_directory");
}

}  // namespace bulkhead::check
