// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/windows_image.h"

#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

// Windows knows no root, so that USER is not asked for, and names are fine.
TEST(WindowsImage, IsKnownByPlatformImageOrUser) {
  constexpr std::string_view kMissing = "dockerfile/user-missing";
  CatchesNot(kMissing, "FROM mcr.microsoft.com/windows:2004\n");
  CatchesNot(kMissing, "FROM mcr.microsoft.com/windows/nanoserver:1809\n");
  CatchesNot(kMissing, "FROM mcr.microsoft.com/powershell:nanoserver-1809\n");
  CatchesNot(kMissing, "FROM --platform=windows/amd64 a:1\n");
  Catches(kMissing, "FROM mcr.microsoft.com/dotnet/sdk:10.0\n", 1);
  constexpr std::string_view kName = "dockerfile/user-by-name";
  CatchesNot(kName, "FROM a:1\nUSER ContainerUser\n");
  CatchesNot(kName, "FROM a:1\nUSER ContainerAdministrator\n");
  Catches(kName, "FROM a:1\nUSER container\n", 2);
}

}  // namespace
}  // namespace bulkhead::check
