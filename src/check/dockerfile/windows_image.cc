// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/windows_image.h"

#include "base/text.h"

namespace bulkhead::check {

bool IsWindowsImage(const config::Stage& stage) {
  if (base::ContainsIgnoreCase(stage.platform.text, "windows")) return true;
  const std::string& user = stage.user.value.text;
  if (user == "ContainerAdministrator" || user == "ContainerUser") return true;
  return stage.image.registry == "mcr.microsoft.com" &&
         (stage.image.repository.starts_with("windows") ||
          base::Contains(stage.image.tag, "nanoserver") ||
          base::Contains(stage.image.tag, "windowsservercore"));
}

}  // namespace bulkhead::check
