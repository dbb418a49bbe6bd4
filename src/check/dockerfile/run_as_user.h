// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The edits that make an image run as a user without rights.
#pragma once

#include <string>
#include <vector>

#include "check/dockerfile/accounts.h"
#include "check/dockerfile/rule.h"

namespace bulkhead::check {

struct UserFix {
  std::string description;
  std::vector<model::Edit> edits;  // empty: there is no certain way
};

// USER for the target image, by number: the user that the build makes, one that
// the base image has, or a new one, which is made as the distribution does it.
// Empty where something tells that the program needs root, drops its rights
// itself, or can't be told at all.
UserFix RunAsUser(const DockerfileContext& context);
// The same with a user that a RUN of the target image makes.
UserFix RunAsAccount(const DockerfileContext& context, const Account& account);

}  // namespace bulkhead::check
